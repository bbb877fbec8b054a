/** What a plan says about each pair of zones. */
import type { Plan, PlanAllowlist, PlanConduit, PlanGrant } from '../model/plan.ts';

/** What a zone pair has: its conduits, its grants and its Rego allowlists. */
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
    pair.allowlists.push(...conduit.allowlists.flatMap((name) => lists.get(name) ?? []));
  }
  for (const grant of plan.grants) at(grant.from, grant.to).grants.push(grant);
  return pairs;
}

export function pairKey(from: string | null, to: string | null): string {
  return `${from ?? ''}\n${to ?? ''}`;
}
