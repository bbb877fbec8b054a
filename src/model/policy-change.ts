/** What another policy lets through at a boundary, and what no more, each with a packet that shows it. */
import type { Span } from './span.ts';

/** The first entries of a list, and how long it is. */
export interface Capped<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** A grant of which something passes that did not pass before. */
export interface OpenedGrant {
  readonly grant: string;
  readonly at: Span;
  /** `10.0.0.1 behind eth0 -> 10.1.0.5 behind eth1, tcp 502, at 2026-08-03T12:00:00Z`. */
  readonly witness: string;
}

/** Something that passed between two zones and does not pass any more. */
export interface ClosedService {
  /** Null where the addresses are those of no zone behind the boundary. */
  readonly from: string | null;
  readonly to: string | null;
  /** `tcp 502, 20000-20010`, at some time and between some addresses of the zones. */
  readonly service: string;
  readonly witness: string;
}

export interface PolicyChange {
  readonly opened: Capped<OpenedGrant>;
  readonly closed: Capped<ClosedService>;
}
