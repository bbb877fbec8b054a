/** What a code review is told beside a line, whichever service shows it: a finding, or something that a change opens. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { Severity } from '../../diagnostics/severity.ts';
import type { DiffHold } from '../../model/plan-diff.ts';
import type { Span } from '../../model/span.ts';
import type { DiffReport } from '../diff-json.ts';
import { deedWords, entryWords, holdWords, witnessWords } from '../diff-words.ts';

export interface Notice {
  /** What kind of thing it is, such as `grant/expired`, or `ZC-F011` for what a rule of a pack has found. */
  readonly rule: NoticeRule;
  readonly severity: Severity;
  /** One line for a heading. */
  readonly title: string;
  readonly message: string;
  /** What to do; null where that is for the reviewer to say. */
  readonly fix: string | null;
  /** Null when it has no place in a file. */
  readonly at: Span | null;
  readonly related: readonly { readonly at: Span; readonly message: string }[];
}

export interface NoticeRule {
  readonly id: string;
  readonly why: string;
  /** Clauses and techniques, such as `IEC 62443-3-3 SR 5.2` or `ATT&CK T0886`. */
  readonly references: readonly string[];
}

/** Findings as notices. */
export function findingNotices(findings: readonly Finding[]): readonly Notice[] {
  return findings.map(({ code, severity, message, why, fix, at, related, references, rule }) => ({
    rule: {
      id: rule ?? code,
      why,
      references: [
        ...references.iec62443.map((clause) => `IEC 62443-${clause}`),
        ...references.nist80082.map((section) => `NIST SP 800-82 ${section}`),
        ...(references.nercCip ?? []).map((requirement) => `NERC ${requirement}`),
        ...references.attackIcs.map((id) => `ATT&CK ${id}`),
      ],
    },
    severity,
    title: rule ?? code,
    message,
    fix,
    at,
    related,
  }));
}

const opened: NoticeRule = {
  id: 'diff/opened',
  why: 'conversations that were denied are allowed after the change',
  references: ['IEC 62443-3-3 SR 5.2 RE 1', 'ATT&CK M0937'],
};

const held: NoticeRule = {
  id: 'diff/held',
  why: 'boundaries look into packets where a grant asks for it, and where no other opens the same port',
  references: ['IEC 62443-3-3 SR 5.2 RE 1', 'ATT&CK M0937'],
};

/** What a change opens, each at the grant that allows it, and what boundaries hold otherwise. */
export function openingNotices(report: DiffReport): readonly Notice[] {
  return [...openings(report), ...report.held.map(holdNotice)];
}

function holdNotice(hold: DiffHold): Notice {
  const { grant, change, severity, head, at, opened: openers } = hold;
  return {
    rule: held,
    severity,
    title: change === 'same' ? 'boundaries hold the same' : `${change} at boundaries`,
    message: `${grant}: ${holdWords(hold)}`,
    fix: null,
    at: head ?? at,
    // Those that opened it before have no place in what is reviewed.
    related: (change === 'narrowed' ? [] : openers).map((each) => ({
      at: each.at,
      message: `${each.id} opens the port`,
    })),
  };
}

function openings(report: DiffReport): readonly Notice[] {
  return report.opened.flatMap(({ from, to, entries }) =>
    entries.flatMap((entry) => {
      const said = entryWords(entry);
      const message = `${said.sources} may now ${deedWords(said)} (${said.how}), for example ${witnessWords(entry)}`;
      return entry.grants.slice(0, 1).map(({ at }) => ({
        rule: opened,
        severity: entry.severity,
        title: `opens ${from} -> ${to}`,
        message,
        fix: null,
        at,
        related: [],
      }));
    }),
  );
}
