/** Session logs that do not hold together, and sessions that the plant does not allow. */
import { type CatalogueEntries, noReferences, type References } from '../catalogue-entry.ts';
import { quote } from '../words.ts';

export interface SessionDiagnostics {
  readonly 'session/log-broken': { readonly line: number };
  readonly 'session/log-torn': { readonly line: number };
  readonly 'session/unreadable-record': { readonly line: number };
  readonly 'session/unknown-window': { readonly window: string; readonly is: 'unknown' | 'no session' };
  readonly 'session/too-long': { readonly window: string; readonly minutes: number; readonly longest: string };
  readonly 'session/no-ticket': { readonly window: string };
}

const remoteAccess: References = {
  iec62443: ['3-3 SR 1.13', '3-3 SR 2.6'],
  attackIcs: ['T0822', 'M0801'],
  nist80082: ['AC-17', 'MA-4'],
};
const auditTrail: References = { iec62443: ['3-3 SR 3.9', '3-3 SR 2.8'], attackIcs: ['T0872'], nist80082: ['AU-9'] };

export const sessionEntries: CatalogueEntries<SessionDiagnostics> = {
  'session/log-broken': {
    severity: 'high',
    what: ({ line }) => `line ${line} of the session log does not follow from the line before it`,
    why: 'a line was changed, removed or inserted; neither of the two counts, nor does anything behind them',
    fix: () => 'find out who wrote to the file, keep it as evidence, and move it away to begin a new log',
    references: auditTrail,
  },
  'session/log-torn': {
    severity: 'low',
    what: ({ line }) => `line ${line} of the session log was not written to its end`,
    why: 'the program or the machine stopped in the middle; whatever it was about did not happen',
    fix: () => 'nothing, if a crash or a full disk explains it; the next record goes on behind it',
    references: noReferences,
  },
  'session/unreadable-record': {
    severity: 'medium',
    what: ({ line }) => `line ${line} of the session log is no record of a session`,
    why: 'it does not count, and may be the end of a session that was meant',
    fix: () => 'name the right file with `--sessions`; only `zonewright session` writes to it',
    references: auditTrail,
  },
  'session/unknown-window': {
    severity: 'medium',
    what: ({ window, is }) =>
      is === 'unknown'
        ? `a session of ${quote(window)} was opened, a window that the plant does not have`
        : `a session of ${quote(window)} was opened, a window that is no session`,
    why: 'the plant was changed since, or the log belongs to another plant; the session counts for nothing',
    fix: () => 'name the log of this plant with `--sessions`, or write the window back',
    references: remoteAccess,
  },
  'session/too-long': {
    severity: 'high',
    what: ({ window, minutes, longest }) =>
      `a session of ${quote(window)} was opened for ${minutes} minutes, and may last ${quote(longest)}`,
    why: 'what was done behind its limit was not permitted, and counts as outside of the session',
    fix: () => 'ask who opened it; change `longest` only if the work really takes that long',
    references: remoteAccess,
  },
  'session/no-ticket': {
    severity: 'high',
    what: ({ window }) => `a session of ${quote(window)} was opened without a ticket`,
    why: 'nobody can say what it was for, so it counts for nothing',
    fix: () => 'ask who opened it; open sessions with `--ticket`',
    references: remoteAccess,
  },
};
