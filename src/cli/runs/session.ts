/** `zonewright session open`, `close` and `list`: remote access for one piece of work, at a boundary. */
import { parseDuration } from '../../algebra/duration.ts';
import { readSessions } from '../../algebra/session-log.ts';
import { isError } from '../../compiler/compile.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Plan } from '../../model/plan.ts';
import type { SessionSpan } from '../../model/plant.ts';
import type { SessionChange } from '../../model/session-report.ts';
import { openLocalHost } from '../../platform/boundary-host/local-host.ts';
import { openSshHost } from '../../platform/boundary-host/ssh-host.ts';
import { readChainedLog } from '../../platform/chained-log.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { operatorOf } from '../../platform/operator.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { renderSessionChange, renderSessionList } from '../../report/session-text.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import type { Format, PlantFlags, SessionsFlags } from '../flags.ts';
import { loadChecked, locatePlant } from '../load-plant.ts';
import { paletteFor } from '../palette.ts';
import { sessionLogFile } from '../session-log.ts';
import { closeSessions } from '../sessions/close-session.ts';
import { hasDifferences, listSessions } from '../sessions/list-sessions.ts';
import { openSession } from '../sessions/open-session.ts';
import type { SessionPlace } from '../sessions/session-place.ts';

interface CommonFlags extends PlantFlags, SessionsFlags {
  readonly host?: string;
  readonly format: Format;
}

export interface OpenFlags extends CommonFlags {
  readonly boundary: string;
  readonly for: string;
  readonly ticket?: string;
  readonly reason?: string;
}

export interface CloseFlags extends CommonFlags {
  readonly boundary?: string;
  readonly reason?: string;
  readonly all: boolean;
}

export async function openRun(this: CliContext, flags: OpenFlags, window: string): Promise<void> {
  const minutes = parseDuration(flags.for);
  if (minutes === null) throw new PlatformError('usage', `--for ${flags.for} is no length of time; write 90m or 8h`);
  const { boundary, ticket = '', reason = '' } = flags;
  const plan = await soundPlan(this, flags.plant);
  requireBoundary(plan, boundary);
  const limit = sessionIn(plan, window);
  const words = { ticket: wordsOrNull('--ticket', ticket), reason: wordsOrNull('--reason', reason) };
  const change = await openSession(placeOf(this, flags), { window, boundary, minutes, limit, ...words });
  print(this, flags, change);
}

/** Reads no plant unless there was nothing to close: a session must be cut off whatever the files look like. */
export async function closeRun(this: CliContext, flags: CloseFlags, ...windows: readonly string[]): Promise<void> {
  if (flags.all === windows.length > 0)
    throw new PlatformError('usage', 'say which session to close, or --all, and not both');
  const place = placeOf(this, flags);
  const change = await closeSessions(place, {
    windows: flags.all ? 'all' : windows,
    boundary: flags.boundary ?? null,
    reason: wordsOrNull('--reason', flags.reason ?? ''),
  });
  print(this, flags, change);
  const closed = new Set(change.sessions.map(({ window }) => window));
  for (const window of windows) if (!closed.has(window)) await requireKnown(this, flags, place, window);
}

export async function listRun(this: CliContext, flags: CommonFlags): Promise<void> {
  const list = await listSessions(placeOf(this, flags));
  const { stdout } = this.process;
  stdout.write(
    flags.format === 'json' ? `${JSON.stringify(list, null, 2)}\n` : renderSessionList(list, paletteFor(stdout, this)),
  );
  this.process.exitCode = hasDifferences(list) ? exitCodes.findings : exitCodes.clean;
}

function placeOf(context: CliContext, flags: CommonFlags): SessionPlace {
  const { env } = context.process;
  // A log that is named needs no plant.
  const root = flags.sessions === undefined ? locatePlant(context, flags.plant) : context.cwd;
  return {
    host: flags.host === undefined ? openLocalHost() : openSshHost(flags.host),
    log: sessionLogFile(flags, { root }, context.cwd),
    by: operatorOf(env),
    now: () => nowSeconds(env),
  };
}

function print({ process }: CliContext, { format }: CommonFlags, change: SessionChange): void {
  process.stdout.write(format === 'json' ? `${JSON.stringify(change, null, 2)}\n` : renderSessionChange(change));
}

async function soundPlan(context: CliContext, plant: string | undefined): Promise<Plan> {
  const { result } = await loadChecked(context, plant);
  const errors = result.diagnostics.filter(isError).length;
  if (errors === 0) return result.value.plan;
  throw new PlatformError('plant/errors', 'the plant has errors, so nothing is opened; `zonewright check` lists them');
}

function requireBoundary({ boundaries }: Plan, id: string): void {
  const ids = boundaries.map((each) => each.id);
  if (!ids.includes(id)) throw new PlatformError('usage', `there is no boundary ${id}${nearOf(id, ids)}`);
}

function sessionIn({ windows }: Plan, id: string): SessionSpan {
  const span = windows.find((window) => window.id === id)?.span;
  if (span?.kind === 'session') return span;
  const ids = windows.flatMap((window) => (window.span.kind === 'session' ? [window.id] : []));
  const what = span === undefined ? `there is no window ${id}` : `the window ${id} is no vendor session`;
  throw new PlatformError('usage', `${what}${nearOf(id, ids)}`);
}

/** A kill switch that was mistyped must not look as if it had done something. */
async function requireKnown(
  context: CliContext,
  flags: CommonFlags,
  { log }: SessionPlace,
  window: string,
): Promise<void> {
  const { sessions } = readSessions((await readChainedLog(log.absolute)).records);
  if (!sessions.some((session) => session.window === window)) sessionIn(await soundPlan(context, flags.plant), window);
}

function nearOf(id: string, ids: readonly string[]): string {
  const near = suggest(id, ids);
  const known = ids.length === 0 ? 'the plant has none' : `the plant has ${ids.join(', ')}`;
  return `${near === null ? '' : `; did you mean ${near}?`} (${known})`;
}

/** Longer words would be a file. */
const longestWords = 500;

/** Null for nothing. Words end up in a log of one line per record, and in a comment of the kernel. */
function wordsOrNull(flag: string, words: string): string | null {
  const text = words.trim();
  if (text.length > longestWords) throw new PlatformError('usage', `${flag} has more than ${longestWords} characters`);
  if (/\p{Cc}/u.test(text)) throw new PlatformError('usage', `${flag} has characters that do not print`);
  return text === '' ? null : text;
}
