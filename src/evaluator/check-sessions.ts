/** The sessions of a log as a plant's policy sees them: whatever the plant does not allow counts for nothing. */
import { formatDuration } from '../algebra/duration.ts';
import { readSessions } from '../algebra/session-log.ts';
import { createSessionTimes, type SessionTimes } from '../algebra/session-times.ts';
import { type Checked, type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import type { Chain } from '../model/chained-log.ts';
import type { Plan } from '../model/plan.ts';
import type { SessionSpan } from '../model/plant.ts';
import type { VendorSession } from '../model/session.ts';
import type { Span } from '../model/span.ts';

const microsPerMinute = 60_000_000;

/** When sessions were open; `file` is how places in the log are named. */
export function checkSessions(chain: Chain, plan: Plan, file: string): Checked<SessionTimes> {
  const { sessions, unreadable } = readSessions(chain.records);
  const diagnostics: Diagnostic[] = chain.faults.map(({ kind, line }) =>
    diagnose(kind === 'torn' ? 'session/log-torn' : 'session/log-broken', placeOf(file, line), { line }),
  );
  for (const line of unreadable) diagnostics.push(diagnose('session/unreadable-record', placeOf(file, line), { line }));
  const windows = new Map(plan.windows.map((window) => [window.id, window.span]));
  const counting = sessions.flatMap((session): readonly VendorSession[] => {
    const span = windows.get(session.window);
    const at = placeOf(file, session.line);
    if (span?.kind !== 'session') {
      const is = span === undefined ? 'unknown' : 'no session';
      diagnostics.push(diagnose('session/unknown-window', at, { window: session.window, is }));
      return [];
    }
    if (span.ticket === 'required' && (session.ticket ?? '') === '') {
      diagnostics.push(diagnose('session/no-ticket', at, { window: session.window }));
      return [];
    }
    return [withinLimit(session, span, at, diagnostics)];
  });
  return { value: createSessionTimes(counting), diagnostics };
}

function withinLimit(
  session: VendorSession,
  { longest }: SessionSpan,
  at: Span,
  diagnostics: Diagnostic[],
): VendorSession {
  const { window, from, to } = session;
  const last = from + longest * microsPerMinute;
  if (to <= last) return session;
  const minutes = Math.ceil((to - from) / microsPerMinute);
  diagnostics.push(diagnose('session/too-long', at, { window, minutes, longest: formatDuration(longest) }));
  return { ...session, to: last };
}

/** The whole line; nobody needs to know how long it is. */
function placeOf(file: string, line: number): Span {
  return { file, line, column: 1, endLine: line, endColumn: 2 };
}
