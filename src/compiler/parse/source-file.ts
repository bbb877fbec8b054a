/** A file of a plant, as text. */
export interface SourceFile {
  /** Relative to the plant's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}
