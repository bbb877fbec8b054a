/** The JSON document of `analyze`. */
import type { ExampleConversation } from '../diagnostics/codes/analysis.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Finding, findingOf } from '../diagnostics/finding.ts';
import { type Severity, severities } from '../diagnostics/severity.ts';
import type { QuestionName } from '../model/analysis.ts';

export interface AnalyzeReport {
  readonly schema: 'zonewright/analyze/v1';
  readonly policy: { readonly digest: string; readonly revision: string | null; readonly plant: string };
  /** The moment for which expiry is judged, ISO 8601, UTC. */
  readonly time: string;
  /** Null when no traffic was given. */
  readonly flows: AnalyzeFlows | null;
  /** Rego that only the compiled policy can judge; the analysis says nothing of it. */
  readonly guards: readonly string[];
  readonly findings: readonly AnalyzeFinding[];
  readonly summary: AnalyzeSummary;
}

export interface AnalyzeFlows {
  readonly files: readonly string[];
  readonly conversations: number;
  /** ISO 8601, UTC; null when there are no conversations. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface AnalyzeFinding extends Finding {
  readonly question: QuestionName;
  /** The grant that it is about, as written; null for a conduit. */
  readonly grant: string | null;
  /** Grants that cover it, share a part with it, or are limited where it is not. */
  readonly others: readonly string[];
  /** Fields to write instead; null when there are none to name. */
  readonly suffices: string | null;
  readonly example: ExampleConversation | null;
}

export interface AnalyzeSummary {
  /** Grants as written, in YAML and in Rego. */
  readonly grants: number;
  /** Findings by severity. */
  readonly findings: Readonly<Record<Severity, number>>;
}

/** What was found about one question. */
export interface AnalyzeAnswer {
  readonly question: QuestionName;
  readonly diagnostics: readonly Diagnostic[];
}

export function analyzeReport(
  parts: Pick<AnalyzeReport, 'policy' | 'time' | 'flows' | 'guards'> & { readonly grants: number },
  answers: readonly AnalyzeAnswer[],
): AnalyzeReport {
  const { grants, ...rest } = parts;
  const findings = answers.flatMap(({ question, diagnostics }) =>
    diagnostics.map((diagnostic) => ({ ...findingOf(diagnostic), question, ...factsOf(diagnostic) })),
  );
  const counts = Object.fromEntries(
    severities.map((severity) => [severity, findings.filter((each) => each.severity === severity).length]),
  ) as Record<Severity, number>;
  return { schema: 'zonewright/analyze/v1', ...rest, findings, summary: { grants, findings: counts } };
}

function factsOf({ args }: Diagnostic): Pick<AnalyzeFinding, 'grant' | 'others' | 'suffices' | 'example'> {
  const others = 'by' in args ? args.by : 'with' in args ? args.with : 'other' in args ? [args.other] : [];
  return {
    grant: 'grant' in args ? args.grant : null,
    others,
    suffices: 'suffices' in args ? args.suffices : null,
    example: 'example' in args ? args.example : null,
  };
}
