/** Bounds that keep a hostile file from holding up the compiler. */

/** What is read at most. */
export interface ParseLimits {
  /** UTF-16 code units of one file. */
  readonly fileSize: number;
  /** Values of one file as they are written. */
  readonly writtenNodes: number;
  /** Words, signs, blanks and line breaks of one file. */
  readonly lexemes: number;
  /** Values of one file, counted after aliases and merges are expanded. */
  readonly nodes: number;
  /** Nesting of mappings and lists. */
  readonly depth: number;
  /** Findings about the YAML of one file; past this, the file is not looked at any more. */
  readonly findings: number;
}

/** The bounds unless a caller says otherwise. */
export const defaultParseLimits: ParseLimits = {
  fileSize: 8 * 1024 * 1024,
  writtenNodes: 1_000_000,
  lexemes: 4_000_000,
  nodes: 2_000_000,
  depth: 100,
  findings: 1_000,
};
