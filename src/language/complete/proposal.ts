/** One thing that may be written. */
import type { Kind } from '../file-shape.ts';

export interface Proposal {
  readonly kind: Kind | 'key' | 'value' | 'operation' | 'test';
  /** As it is listed. */
  readonly text: string;
  /** As it is written. */
  readonly insert: string;
  /** One line beside it. */
  readonly detail: string | null;
  /** Markdown; worked out when somebody looks. */
  readonly documentation: (() => string | null) | null;
  /** Lower ones come first. */
  readonly rank: number;
}
