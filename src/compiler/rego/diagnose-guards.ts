/** Guards as findings: Rego that did not become grants, and why. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { PlanGuard } from '../../model/plan.ts';

export function diagnoseGuards(guards: readonly PlanGuard[]): readonly Diagnostic[] {
  return guards.map(({ name, at, reason }) => diagnose('allowlist/guard', at, { rule: name, reason }));
}
