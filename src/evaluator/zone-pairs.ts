/** What a plan says about each pair of zones. */
import { grantsOf, type Plan, type PlanAllowlist, type PlanConduit, type PlanGrant } from '../model/plan.ts';

/** What a zone pair has: its conduits, its grants, and the Rego allowlists of which something did not lower to grants. */
export interface ZonePair {
  readonly conduits: readonly PlanConduit[];
  readonly grants: readonly PlanGrant[];
  readonly allowlists: readonly PlanAllowlist[];
}

/** For zones that no conduit connects. */
export const noPair: ZonePair = { conduits: [], grants: [], allowlists: [] };

/** Every connected pair, under its `pairKey`. */
export function indexPairs(plan: Plan): ReadonlyMap<string, ZonePair> {
  const lists = new Map(plan.allowlists.map((allowlist) => [allowlist.name, allowlist]));
  const pairs = new Map<string, { conduits: PlanConduit[]; grants: PlanGrant[]; allowlists: PlanAllowlist[] }>();
  const at = (from: string, to: string) => {
    const key = pairKey(from, to);
    const known = pairs.get(key) ?? { conduits: [], grants: [], allowlists: [] };
    pairs.set(key, known);
    return known;
  };
  for (const conduit of plan.conduits) {
    const pair = at(conduit.from, conduit.to);
    pair.conduits.push(conduit);
  }
  for (const { allowlist, pairs: guarded } of plan.lowered.guards) {
    const list = lists.get(allowlist);
    for (const { from, to } of guarded) {
      const { allowlists } = at(from, to);
      if (list !== undefined && !allowlists.includes(list)) allowlists.push(list);
    }
  }
  for (const grant of grantsOf(plan)) at(grant.from, grant.to).grants.push(grant);
  return pairs;
}

export function pairKey(from: string | null, to: string | null): string {
  return `${from ?? ''}\n${to ?? ''}`;
}
