/** Which zone of one plan is which zone of another: the one with its id, else the one with its networks. */
import type { Plan, PlanZone } from '../../model/plan.ts';

/** By the zone's id in the base; a zone that is gone is not in it. */
export type ZoneMatch = ReadonlyMap<string, PlanZone>;

/** By the scope's id in the base. */
export type ScopeMatch = ReadonlyMap<string, string>;

export function matchScopes(base: Plan, head: Plan): ScopeMatch {
  return matched(
    scopesOf(base),
    scopesOf(head),
    (scope) => scope,
    (scope, plan) => networksIn(plan, scope),
    [base, head],
  );
}

export function matchZones(base: Plan, head: Plan, scopes: ScopeMatch): ZoneMatch {
  return matched(
    base.zones,
    head.zones,
    (zone) => zone.id,
    (zone, plan) => {
      const scope = plan === base ? (scopes.get(zone.scope) ?? `gone ${zone.scope}`) : zone.scope;
      return zone.networks.length === 0 ? null : JSON.stringify([scope, [...zone.networks].sort()]);
    },
    [base, head],
  );
}

/** Same names first; then, of those that are left, the only ones that look alike. */
function matched<T>(
  base: readonly T[],
  head: readonly T[],
  nameOf: (each: T) => string,
  looksOf: (each: T, plan: Plan) => string | null,
  [basePlan, headPlan]: readonly [Plan, Plan],
): ReadonlyMap<string, T> {
  const byName = new Map(head.map((each) => [nameOf(each), each]));
  const result = new Map(base.flatMap((each) => pairWith(nameOf(each), byName.get(nameOf(each)))));
  const baseNames = new Set(base.map(nameOf));
  const left = Map.groupBy(
    head.filter((each) => !baseNames.has(nameOf(each))),
    (each) => looksOf(each, headPlan),
  );
  const gone = Map.groupBy(
    base.filter((each) => !byName.has(nameOf(each))),
    (each) => looksOf(each, basePlan),
  );
  for (const [looks, [one, ...more]] of gone) {
    const [other, ...others] = left.get(looks) ?? [];
    if (looks !== null && one !== undefined && other !== undefined && more.length + others.length === 0)
      result.set(nameOf(one), other);
  }
  return result;
}

function pairWith<T>(name: string, value: T | undefined): readonly (readonly [string, T])[] {
  return value === undefined ? [] : [[name, value]];
}

function scopesOf(plan: Plan): readonly string[] {
  return [...new Set(plan.zones.map((zone) => zone.scope))].sort();
}

function networksIn(plan: Plan, scope: string): string | null {
  const networks = plan.zones.filter((zone) => zone.scope === scope).flatMap((zone) => zone.networks);
  return networks.length === 0 ? null : JSON.stringify(networks.sort());
}
