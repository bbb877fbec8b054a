/** Vendor sessions as text, for whoever opens, closes or looks at them. */
import type { Palette } from '../diagnostics/palette.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import type { ListedSession, SessionChange, SessionList, SessionLogSummary } from '../model/session-report.ts';

export function renderSessionChange({ action, sessions, notes, log }: SessionChange): string {
  const lines = sessions.map(({ window, boundary, until, ticket }) =>
    action === 'open'
      ? `open   ${window} at ${boundary} until ${until ?? ''}${ticket === null ? '' : `, ticket ${ticket}`}`
      : `closed ${window} at ${boundary}`,
  );
  if (sessions.length === 0) lines.push('nothing was open');
  return textOf([...lines, ...notes.map((note) => `note:  ${note}`), ...logLines(log)]);
}

export function renderSessionList({ sessions, notes, log, asked, boundary }: SessionList, palette: Palette): string {
  const where = boundary === null ? 'here' : `at ${boundary}`;
  const none = asked ? `no session is open ${where}, and none in the log` : 'no session is open in the log';
  return textOf([
    ...(sessions.length === 0 ? [none] : sessions.flatMap((session) => sessionLines(session, palette))),
    ...notes.map((note) => `note:  ${note}`),
    ...logLines(log),
  ]);
}

const states: Readonly<Record<ListedSession['state'], string>> = {
  open: 'open',
  elsewhere: 'open by the log',
  'not-there': 'closed there',
  unlogged: 'not in the log',
  longer: 'open too long',
  shorter: 'open too short',
};

/** What to do about a state, where there is something to do. */
const advice: Readonly<Record<ListedSession['state'], (window: string) => string | null>> = {
  open: () => null,
  elsewhere: () => null,
  'not-there': (window) =>
    `the log has it open and the boundary does not: \`zonewright session close ${window}\` mends the log, \`open\` opens it again`,
  unlogged: (window) => `nobody wrote down who opened it: \`zonewright session close ${window}\` cuts it off`,
  longer: (window) => `it ends later than the log says: \`zonewright session close ${window}\` cuts it off`,
  shorter: () => 'it ends earlier than the log says: somebody has changed it on the boundary',
};

function sessionLines(session: ListedSession, palette: Palette): readonly string[] {
  const { window, boundary, state, left, until, ticket, reason, by } = session;
  const isFine = advice[state]('') === null;
  const word = isFine ? palette.code(states[state]) : palette.severity.high(states[state]);
  const facts = [
    left === null ? 'without an end' : `${durationText(left)} left`,
    until === null ? null : `until ${until}`,
    ticket === null ? null : `ticket ${ticket}`,
    by === null ? null : `by ${by.sudoUser === null ? by.user : `${by.sudoUser} as ${by.user}`} on ${by.from}`,
    reason,
  ].filter((fact) => fact !== null);
  const name = window ?? 'an unknown session';
  const next = advice[state](window ?? '--all');
  return [
    `${word}  ${escapeText(`${name}${boundary === null ? '' : ` at ${boundary}`}  ${facts.join(', ')}`)}`,
    ...(next === null ? [] : [`  ${next}`]),
  ];
}

function logLines({ file, records, head, faults }: SessionLogSummary): readonly string[] {
  const broken = faults.find(({ kind }) => kind === 'broken');
  const torn = faults.filter(({ kind }) => kind === 'torn');
  return [
    `log:   ${file}, ${counted(records, 'record')}, head ${head.slice(0, 16)}`,
    ...(broken === undefined
      ? []
      : [`  line ${broken.line} does not follow from the line before it; nothing from there on counts`]),
    ...torn.map(({ line }) => `  line ${line} was not written to its end`),
  ];
}

/** `1h59m`, `12m`, `40s`. */
function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
