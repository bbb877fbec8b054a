/** Vendor sessions as the session log tells them (docs/meaning.md). */
import type { Operator } from './apply-log.ts';

/** Somebody opened a session. */
export interface SessionOpened {
  readonly schema: 'zonewright/session-record/v1';
  readonly event: 'open';
  /** When, in ISO 8601, UTC. */
  readonly at: string;
  readonly window: string;
  readonly boundary: string;
  /** When it ends by itself, in ISO 8601, UTC. */
  readonly until: string;
  readonly ticket: string | null;
  readonly reason: string | null;
  readonly by: Operator;
}

/** Somebody closed a session, or its opening failed. */
export interface SessionClosed {
  readonly schema: 'zonewright/session-record/v1';
  readonly event: 'close';
  readonly at: string;
  readonly window: string;
  readonly boundary: string;
  readonly reason: string | null;
  readonly by: Operator;
}

export type SessionRecord = SessionOpened | SessionClosed;

/** A session from its opening to its end. Times are microseconds since the epoch, `to` exclusive. */
export interface VendorSession {
  readonly window: string;
  readonly boundary: string;
  readonly from: number;
  readonly to: number;
  readonly ticket: string | null;
  readonly reason: string | null;
  readonly by: Operator;
  /** Whether somebody closed it before it ended by itself. */
  readonly closed: boolean;
  /** 1-based line of the session log. */
  readonly line: number;
}
