/** Where sessions are opened and closed: a host, a log, and whoever asks. */
import { readSessions } from '../../algebra/session-log.ts';
import type { Operator } from '../../model/apply-log.ts';
import type { Chain } from '../../model/chained-log.ts';
import type { SessionClosed, SessionOpened, VendorSession } from '../../model/session.ts';
import type { BoundaryHost } from '../../platform/boundary-host/boundary-host.ts';
import type { SessionLogFile } from '../session-log.ts';

export interface SessionPlace {
  readonly host: BoundaryHost;
  readonly log: SessionLogFile;
  readonly by: Operator;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** Sessions that a log has open at a time, seconds since the epoch. */
export function openInLog({ records }: Chain, now: number): readonly VendorSession[] {
  const micros = now * 1_000_000;
  return readSessions(records).sessions.filter(({ from, to }) => from <= micros && micros < to);
}

export function openedRecord(
  { by }: SessionPlace,
  times: { readonly at: number; readonly until: number },
  asked: Pick<SessionOpened, 'window' | 'boundary' | 'ticket' | 'reason'>,
): SessionOpened {
  const at = isoTime(times.at);
  return { schema: 'zonewright/session-record/v1', event: 'open', at, ...asked, until: isoTime(times.until), by };
}

export function closedRecord(
  { by, now }: SessionPlace,
  asked: Pick<SessionClosed, 'window' | 'boundary' | 'reason'>,
): SessionClosed {
  return { schema: 'zonewright/session-record/v1', event: 'close', at: isoTime(now()), ...asked, by };
}

/** ISO 8601, UTC, with milliseconds. */
export function isoTime(seconds: number): string {
  return new Date(Math.floor(seconds * 1000)).toISOString();
}
