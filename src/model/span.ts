/** Where something stands in a plant's files. Lines and columns are 1-based, as editors and SARIF count them. */
export interface Span {
  /** Path relative to the plant's folder, with `/` on every system. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Column just behind the last character. */
  readonly endColumn: number;
}

/** Orders spans by file, then by position, so that listings are stable. */
export function compareSpans(a: Span, b: Span): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || a.endLine - b.endLine || a.endColumn - b.endColumn;
}

/** `file:line:column`, the form that terminals and editors turn into a link. */
export function formatSpan(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}
