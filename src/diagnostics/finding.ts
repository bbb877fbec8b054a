/** A diagnostic in the form that JSON documents carry (docs: Finding). */
import type { Span } from '../model/span.ts';
import { weightOf, wordingOf } from './catalogue.ts';
import type { References } from './catalogue-entry.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';
import type { Severity } from './severity.ts';

/** Another place that belongs to a finding. */
interface FindingRelated {
  readonly at: Span;
  readonly message: string;
}

/** What is wrong, why it matters and what to do, with its place. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  /** Null when the problem has no place in a file. */
  readonly at: Span | null;
  readonly related: readonly FindingRelated[];
  readonly references: References;
  /** Id of the rule that has found it, as `ZC-F011`; only of findings of rules. */
  readonly rule?: string;
}

/** Turns a diagnostic into a finding with the severity of its code, or of the rule that has found it. */
export function findingOf(diagnostic: Diagnostic): Finding {
  const { severity, references } = weightOf(diagnostic);
  const words = wordingOf(diagnostic);
  const rule = 'asked' in diagnostic.args ? diagnostic.args.asked.id : null;
  return {
    code: diagnostic.code,
    severity,
    message: words.what,
    why: words.why,
    fix: words.fix,
    at: diagnostic.at,
    related: (diagnostic.related ?? []).map(({ at, what }) => ({ at, message: what })),
    references,
    ...(rule === null ? {} : { rule }),
  };
}
