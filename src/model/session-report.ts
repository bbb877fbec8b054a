/** What `zonewright session` prints. */
import type { Operator } from './apply-log.ts';

/** `session open` and `session close`. */
export interface SessionChange {
  readonly schema: 'zonewright/session-change/v1';
  readonly action: 'open' | 'close';
  readonly sessions: readonly ChangedSession[];
  /** What was found and mended on the way. */
  readonly notes: readonly string[];
  readonly log: SessionLogSummary;
}

export interface ChangedSession {
  readonly window: string;
  readonly boundary: string;
  /** ISO 8601, UTC: when it ends by itself; null for one that was closed. */
  readonly until: string | null;
  readonly ticket: string | null;
}

/** `session list`. */
export interface SessionList {
  readonly schema: 'zonewright/sessions/v1';
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The boundary whose policy runs here, null when none does or it carries no name. */
  readonly boundary: string | null;
  /** Whether the kernel could be asked; without that, sessions are as the log has them. */
  readonly asked: boolean;
  readonly sessions: readonly ListedSession[];
  readonly notes: readonly string[];
  readonly log: SessionLogSummary;
}

export interface ListedSession {
  /** Null for an element of the kernel that is no session of the log. */
  readonly window: string | null;
  readonly boundary: string | null;
  /**
   * `open`: the log and the boundary agree. `elsewhere`: of another boundary, or the kernel was not asked. `not-there`: the
   * boundary has closed it, or never opened it. `unlogged`: nobody wrote down who opened it. `longer`, `shorter`: it ends
   * later or earlier than the log says.
   */
  readonly state: 'open' | 'elsewhere' | 'not-there' | 'unlogged' | 'longer' | 'shorter';
  /** Seconds until it ends at the boundary, else by the log; null for one without an end. */
  readonly left: number | null;
  /** By the log, ISO 8601, UTC; null for what it does not know. */
  readonly opened: string | null;
  readonly until: string | null;
  readonly ticket: string | null;
  readonly reason: string | null;
  readonly by: Operator | null;
}

export interface SessionLogSummary {
  readonly file: string;
  readonly records: number;
  /** SHA-256 of the last line: kept elsewhere, it shows whether the end of the log was cut off. */
  readonly head: string;
  readonly faults: readonly { readonly kind: 'torn' | 'broken'; readonly line: number }[];
}
