/** What is in the frames of a protocol, where their first bytes tell it from others. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../../algebra/integer-set.ts';
import type { OperationEntry } from '../../../model/catalogue.ts';

/** Frames that ask, and frames that answer them. */
export interface Contents {
  readonly requests: DiagramNode;
  /** Null for a protocol without answers. */
  readonly answers: DiagramNode | null;
  /** Whether answers never look like requests. */
  readonly told: boolean;
  /** Whether a request can be in one of the frames that ask; null stands for one that the catalogue does not list. */
  readonly carries: (entry: OperationEntry | null) => boolean;
  /** The only units that can be asked for, null for any. */
  readonly units: IntegerSet | null;
}
