/** Open sessions as the log has them, beside those that the kernel of the boundary has. Changes nothing. */

import { readSessions } from '../../algebra/session-log.ts';
import { sessionKey } from '../../exporters/nft/write/session-set.ts';
import type { SessionElement } from '../../exporters/nftables/running/session-elements.ts';
import type { Chain } from '../../model/chained-log.ts';
import type { VendorSession } from '../../model/session.ts';
import type { ListedSession, SessionList } from '../../model/session-report.ts';
import { readChainedLog } from '../../platform/chained-log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { type KernelSessions, listKernelSessions, runningBoundary, runsHere } from './kernel-sessions.ts';
import { logSummary } from './log-summary.ts';
import { isoTime, openInLog, type SessionPlace } from './session-place.ts';

/** Seconds by which the log and a kernel may differ without a reason: both round, and time goes on between two looks. */
const tolerance = 5;

export async function listSessions(place: SessionPlace): Promise<SessionList> {
  const chain = await readChainedLog(place.log.absolute);
  const notes: string[] = [];
  const kernel = await askKernel(place, notes);
  const now = place.now();
  const logged = openInLog(chain, now);
  return {
    schema: 'zonewright/sessions/v1',
    time: isoTime(now),
    boundary: kernel === null ? null : runningBoundary(kernel),
    asked: kernel !== null,
    sessions: [
      ...logged.map((session) => compared(session, kernel, now)),
      ...(kernel === null ? [] : unlogged(kernel, logged, chain)),
    ],
    notes,
    log: logSummary(place.log, chain),
  };
}

/** Whether something is not as it should be. */
export function hasDifferences({ sessions, log }: SessionList): boolean {
  return (
    sessions.some(({ state }) => state !== 'open' && state !== 'elsewhere') ||
    log.faults.some(({ kind }) => kind === 'broken')
  );
}

/** Null where this user may not ask; the log alone is worth something too. */
async function askKernel({ host }: SessionPlace, notes: string[]): Promise<KernelSessions | null> {
  try {
    return await listKernelSessions(host);
  } catch (cause) {
    if (!(cause instanceof PlatformError)) throw cause;
    notes.push(`only the log was read: ${cause.message}`);
    return null;
  }
}

function compared(session: VendorSession, kernel: KernelSessions | null, now: number): ListedSession {
  const { window, boundary, ticket, reason, by } = session;
  const until = session.to / 1_000_000;
  const logged = {
    window,
    boundary,
    ticket,
    reason,
    by,
    opened: isoTime(session.from / 1_000_000),
    until: isoTime(until),
  };
  const left = Math.max(0, Math.floor(until - now));
  if (kernel === null || !runsHere(kernel, boundary)) return { ...logged, state: 'elsewhere', left };
  const element = kernel.elements.find(({ key }) => key === sessionKey(window));
  if (element === undefined) return { ...logged, state: 'not-there', left };
  return { ...logged, state: stateOf(element, left), left: element.left };
}

function stateOf({ left }: SessionElement, logged: number): ListedSession['state'] {
  if (left === null || left > logged + tolerance) return 'longer';
  return left < logged - tolerance ? 'shorter' : 'open';
}

/** Windows are known by their names where the log has ever had a session of them. */
function unlogged(
  kernel: KernelSessions,
  logged: readonly VendorSession[],
  { records }: Chain,
): readonly ListedSession[] {
  const here = new Set(
    logged.filter(({ boundary }) => runsHere(kernel, boundary)).map(({ window }) => sessionKey(window)),
  );
  const names = new Map(readSessions(records).sessions.map(({ window }) => [sessionKey(window), window]));
  return kernel.elements
    .filter(({ key }) => !here.has(key))
    .map(({ key, left }) => ({
      window: names.get(key) ?? null,
      boundary: runningBoundary(kernel),
      state: 'unlogged',
      left,
      opened: null,
      until: null,
      ticket: null,
      reason: null,
      by: null,
    }));
}
