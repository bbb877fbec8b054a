/** The JSON document of `check`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Finding, findingOf } from '../diagnostics/finding.ts';
import type { Plan } from '../model/plan.ts';

export interface CheckReport {
  readonly schema: 'zonewright/check/v1';
  readonly findings: readonly Finding[];
  readonly summary: CheckSummary;
}

export interface CheckSummary {
  readonly zones: number;
  readonly assets: number;
  readonly conduits: number;
  readonly grants: number;
  /** Findings of severity critical or high. */
  readonly errors: number;
  /** Findings of severity medium or low. */
  readonly warnings: number;
}

export function checkReport(plan: Plan, diagnostics: readonly Diagnostic[]): CheckReport {
  const findings = diagnostics.map(findingOf);
  const count = (severities: readonly string[]): number =>
    findings.filter((finding) => severities.includes(finding.severity)).length;
  return {
    schema: 'zonewright/check/v1',
    findings,
    summary: {
      zones: plan.zones.length,
      assets: plan.assets.length,
      conduits: plan.conduits.length,
      grants: plan.grants.length,
      errors: count(['critical', 'high']),
      warnings: count(['medium', 'low']),
    },
  };
}
