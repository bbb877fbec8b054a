/**
 * Closes vendor sessions: first in the kernel, at once and whatever the log or the plant looks like, then in the log. A crash
 * in between leaves a record of a session that is over; the next command about it says so and mends it.
 */
import type { VendorSession } from '../../model/session.ts';
import type { ChangedSession, SessionChange } from '../../model/session-report.ts';
import { type HeldLog, withChainedLog } from '../../platform/chained-log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import {
  closeInKernel,
  type KernelSessions,
  listKernelSessions,
  runningBoundary,
  runsHere,
} from './kernel-sessions.ts';
import { logSummary } from './log-summary.ts';
import { closedRecord, openInLog, type SessionPlace } from './session-place.ts';

export interface CloseRequest {
  /** `all`: every session that is open there, also those that the log does not know. */
  readonly windows: readonly string[] | 'all';
  /** The boundary, where several have sessions of the same window in the log. */
  readonly boundary: string | null;
  readonly reason: string | null;
}

/** What was closed is empty when there was nothing to close. */
export async function closeSessions(place: SessionPlace, request: CloseRequest): Promise<SessionChange> {
  if (request.boundary !== null) await requireItsHost(place, request.boundary);
  const cut = await cutOff(place, request);
  try {
    return await withChainedLog(place.log.absolute, async (log) => {
      // Whoever opened one in the meantime held the log until now.
      for (const window of await cutOff(place, request)) cut.add(window);
      return await logClosed(place, log, request, cut);
    });
  } catch (cause) {
    if (cut.size === 0 || !(cause instanceof PlatformError)) throw cause;
    throw new PlatformError(cause.code, `it is closed, and that is not in the log: ${cause.message}`, { cause });
  }
}

/** Whoever names a boundary means its host; one without a policy may be that. */
async function requireItsHost({ host }: SessionPlace, boundary: string): Promise<void> {
  const kernel = await listKernelSessions(host);
  if (kernel.running.kind === 'absent' || runsHere(kernel, boundary)) return;
  const here = runningBoundary(kernel) ?? '';
  throw new PlatformError(
    'session/no-policy',
    `the policy of boundary ${here} runs on ${host.name}, not that of ${boundary}, so nothing is closed`,
  );
}

/** The windows that were open in the kernel; `all` for whatever was. */
async function cutOff({ host }: SessionPlace, { windows }: CloseRequest): Promise<Set<string>> {
  if (windows === 'all') {
    const isAny = await hasElements(host);
    await closeInKernel(host, 'all');
    return new Set(isAny ? ['all'] : []);
  }
  const cut = new Set<string>();
  for (const window of windows) if (await closeInKernel(host, window)) cut.add(window);
  return cut;
}

async function hasElements(host: SessionPlace['host']): Promise<boolean> {
  return (await listKernelSessions(host)).elements.length > 0;
}

async function logClosed(
  place: SessionPlace,
  log: HeldLog,
  { windows, boundary, reason }: CloseRequest,
  cut: ReadonlySet<string>,
): Promise<SessionChange> {
  const kernel = await listKernelSessions(place.host);
  const asked = openInLog(log.chain(), place.now()).filter(
    ({ window }) => windows === 'all' || windows.includes(window),
  );
  const open = asked.filter((each) =>
    boundary === null ? runsHere(kernel, each.boundary) : each.boundary === boundary,
  );
  if (open.length === 0) requireSomeHost(place, asked, kernel, boundary);
  requireOneBoundary(place, open, kernel, boundary);
  const closed: ChangedSession[] = [];
  const notes: string[] = [];
  for (const session of open) {
    await log.append({ ...closedRecord(place, { window: session.window, boundary: session.boundary, reason }) });
    closed.push({ window: session.window, boundary: session.boundary, until: null, ticket: session.ticket });
    if (!cut.has(session.window) && !cut.has('all'))
      notes.push(
        `${session.boundary} did not have the session of ${session.window} any more, or never had; that is closed in the log`,
      );
  }
  for (const window of cut) {
    if (window === 'all' || open.some((session) => session.window === window)) continue;
    const here = boundary ?? runningBoundary(kernel) ?? 'unknown';
    const why = ['it was open, and the log did not know who had opened it', reason].filter((each) => each !== null);
    await log.append({ ...closedRecord(place, { window, boundary: here, reason: why.join('; ') }) });
    closed.push({ window, boundary: here, until: null, ticket: null });
    notes.push(`the log did not know who had opened the session of ${window}`);
  }
  return {
    schema: 'zonewright/session-change/v1',
    action: 'close',
    sessions: closed,
    notes,
    log: logSummary(place.log, log.chain()),
  };
}

/** Where no policy runs, nothing is open; a session of the log may well be open at the boundary itself. */
function requireSomeHost(
  { host }: SessionPlace,
  asked: readonly VendorSession[],
  kernel: KernelSessions,
  boundary: string | null,
): void {
  const [session] = asked;
  if (session === undefined || boundary !== null || kernel.running.kind !== 'absent') return;
  throw new PlatformError(
    'session/no-policy',
    `no policy runs on ${host.name}, and the log has a session of ${session.window} open at ${session.boundary}: close it there, or name the boundary with --boundary if this is its host`,
  );
}

function requireOneBoundary(
  { host }: SessionPlace,
  open: readonly VendorSession[],
  kernel: KernelSessions,
  boundary: string | null,
): void {
  const boundaries = [...new Set(open.map((session) => session.boundary))];
  if (boundaries.length < 2 || boundary !== null || runningBoundary(kernel) !== null) return;
  throw new PlatformError(
    'usage',
    `it is closed on ${host.name}, and the log has it open at ${boundaries.join(' and ')}; say which with --boundary, so that the log can be written`,
  );
}
