/** Which grants of a plan tests and traffic have used. */
import { grantsOf, nameAsWritten, type Plan } from '../../model/plan.ts';
import type { Span } from '../../model/span.ts';
import type { GrantUse } from '../../model/test-report.ts';

/**
 * Every grant as it is written, by its id; `used` are ids of a plan, or names. Guards of whole allowlists are left out, since
 * nobody knows which grants they have.
 */
export function grantUse(plan: Plan, used: Iterable<string>): readonly GrantUse[] {
  const grants = grantsOf(plan);
  const names = new Map(grants.map((grant) => [grant.id, nameAsWritten(grant)]));
  const seen = new Set([...used].map((id) => names.get(id) ?? id));
  const places = new Map<string, Span>();
  for (const grant of grants) {
    const name = nameAsWritten(grant);
    if (!places.has(name)) places.set(name, grant.at);
  }
  for (const { name, at } of plan.lowered.guards) if (name.includes('/') && !places.has(name)) places.set(name, at);
  return [...places]
    .map(([grant, at]) => ({ grant, at, used: seen.has(grant) }))
    .sort((a, b) => (a.grant < b.grant ? -1 : 1));
}
