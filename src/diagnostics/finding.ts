/** A diagnostic in the form that JSON documents carry (docs: Finding). */
import type { Span } from '../model/span.ts';
import { diagnosticCatalogue, wordingOf } from './catalogue.ts';
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
}

/** Turns a diagnostic into a finding with the default severity of its code. */
export function findingOf(diagnostic: Diagnostic): Finding {
  const entry = diagnosticCatalogue[diagnostic.code];
  const words = wordingOf(diagnostic);
  return {
    code: diagnostic.code,
    severity: entry.severity,
    message: words.what,
    why: words.why,
    fix: words.fix,
    at: diagnostic.at,
    related: (diagnostic.related ?? []).map(({ at, what }) => ({ at, message: what })),
    references: entry.references,
  };
}
