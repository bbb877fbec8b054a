/** A place in a plant's files with what stands there, for verdicts that rest on more than one place. */
import type { Span } from './span.ts';

export interface PlaceNote {
  readonly at: Span;
  /** As `its operations`. */
  readonly what: string;
}
