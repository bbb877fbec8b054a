/**
 * Opens a vendor session: first in the log, then in the kernel, so that nothing is ever open that nobody wrote down. A
 * crash in between leaves a record of a session that never was; the next command about it says so and mends it.
 */
import { formatDuration } from '../../algebra/duration.ts';
import { sessionKey } from '../../exporters/nft/write/session-set.ts';
import type { SessionSpan } from '../../model/plant.ts';
import type { SessionChange } from '../../model/session-report.ts';
import { type HeldLog, withChainedLog } from '../../platform/chained-log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import {
  closeInKernel,
  type KernelSessions,
  listKernelSessions,
  openInKernel,
  runningBoundary,
  runsHere,
} from './kernel-sessions.ts';
import { logSummary } from './log-summary.ts';
import { closedRecord, isoTime, openedRecord, openInLog, type SessionPlace } from './session-place.ts';

export interface OpenRequest {
  readonly window: string;
  readonly boundary: string;
  /** How long, in minutes. */
  readonly minutes: number;
  readonly ticket: string | null;
  readonly reason: string | null;
  /** What the plant allows. */
  readonly limit: SessionSpan;
}

/** Throws when the plant does not allow it, when it is open already, or when the boundary does not wait for it. */
export async function openSession(place: SessionPlace, request: OpenRequest): Promise<SessionChange> {
  requireAllowed(request);
  return withChainedLog(place.log.absolute, async (log) => {
    requireWhole(place, log);
    const notes = await requireClosed(place, log, request, await listKernelSessions(place.host));
    const { window, boundary, ticket, reason } = request;
    const at = place.now();
    const until = at + request.minutes * 60;
    await log.append({ ...openedRecord(place, { at, until }, { window, boundary, ticket, reason }) });
    try {
      await openAndLook(place, request, until);
    } catch (cause) {
      const why = `it could not be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
      await log.append({ ...closedRecord(place, { window, boundary, reason: why }) });
      throw cause;
    }
    const opened = { window, boundary, until: isoTime(until), ticket };
    return {
      schema: 'zonewright/session-change/v1',
      action: 'open',
      sessions: [opened],
      notes,
      log: logSummary(place.log, log.chain()),
    };
  });
}

function requireAllowed({ window, minutes, ticket, limit }: OpenRequest): void {
  if (minutes > limit.longest)
    throw new PlatformError(
      'session/too-long',
      `a session of ${window} may last ${formatDuration(limit.longest)}, not ${formatDuration(minutes)}; the plant says so under \`longest\``,
    );
  if (limit.ticket === 'required' && ticket === null)
    throw new PlatformError('session/no-ticket', `a session of ${window} needs a ticket; name it with --ticket`);
}

function requireWhole({ log: { name } }: SessionPlace, log: HeldLog): void {
  const broken = log.chain().faults.find(({ kind }) => kind === 'broken');
  if (broken === undefined) return;
  throw new PlatformError(
    'session/log-broken',
    `line ${broken.line} of ${name} does not follow from the line before it, so nothing is opened: find out who wrote to it, and move it away to begin a new log`,
  );
}

/** The session must be open neither in the log nor in the kernel; a record that the kernel knows nothing of is ended. */
async function requireClosed(
  place: SessionPlace,
  log: HeldLog,
  { window, boundary }: OpenRequest,
  kernel: KernelSessions,
): Promise<readonly string[]> {
  requirePolicy(place, kernel, { window, boundary });
  const logged = openInLog(log.chain(), place.now()).find(
    (each) => each.window === window && each.boundary === boundary,
  );
  const isOpen = kernel.elements.some(({ key }) => key === sessionKey(window));
  if (isOpen && logged === undefined)
    throw new PlatformError(
      'session/unlogged',
      `a session of ${window} is open on ${place.host.name}, and the log does not know who opened it; close it first with \`zonewright session close ${window}\``,
    );
  if (logged === undefined) return [];
  const until = isoTime(logged.to / 1_000_000);
  if (isOpen)
    throw new PlatformError(
      'session/open',
      `a session of ${window} is open at ${boundary} until ${until}; close it first with \`zonewright session close ${window}\``,
    );
  const reason = `the boundary did not have it any more, or never had`;
  await log.append({ ...closedRecord(place, { window, boundary, reason }) });
  return [`the log had a session of ${window} open until ${until}, and ${boundary} did not; that is closed in the log`];
}

function requirePolicy(
  { host }: SessionPlace,
  kernel: KernelSessions,
  { window, boundary }: Pick<OpenRequest, 'window' | 'boundary'>,
): void {
  const refuse = (why: string): PlatformError => new PlatformError('session/no-policy', `${why}, so nothing is opened`);
  const { running } = kernel;
  if (running.kind === 'absent') throw refuse(`no policy runs on ${host.name}`);
  if (running.kind === 'changed')
    throw refuse(`the table on ${host.name} is not as it was loaded (${running.why}); see \`zonewright drift\``);
  if (!runsHere(kernel, boundary))
    throw refuse(
      `the policy of boundary ${runningBoundary(kernel) ?? ''} runs on ${host.name}, not that of ${boundary}`,
    );
  if (!kernel.hasSet || !kernel.isWaitedFor(window))
    throw refuse(`the policy on ${host.name} has no grant that waits for ${window}; load the one that has`);
}

/** Opens it for what is left of its time, and looks whether it is open for that long and no longer. */
async function openAndLook(place: SessionPlace, { window, ticket }: OpenRequest, until: number): Promise<void> {
  const { host, by } = place;
  const seconds = Math.floor(until - place.now());
  if (seconds < 1) throw new PlatformError('session/over', 'its time was over before it was open');
  await openInKernel(
    host,
    window,
    seconds,
    [window, ticket, by.sudoUser ?? by.user].filter((each) => each !== null).join(' '),
  );
  const found = (await listKernelSessions(host)).elements.find(({ key }) => key === sessionKey(window));
  if (found?.left != null && found.left <= seconds) return;
  await closeInKernel(host, window);
  throw new PlatformError('session/unproven', `the kernel of ${host.name} does not have it as it was asked to`);
}
