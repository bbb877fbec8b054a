/** How scopes lie inside one another by what the boundaries of a plan translate, and what that means for the interfaces of one. */
import type { Plan, PlanBoundary } from '../../model/plan.ts';

/** Scope to the scopes directly outside of it, sorted. */
export function outerScopes({ boundaries }: Pick<Plan, 'boundaries'>): ReadonlyMap<string, readonly string[]> {
  const outer = new Map<string, Set<string>>();
  for (const { outside, inside } of boundaries.flatMap(({ nat, portForwards }) => [...nat, ...portForwards]))
    if (outside.scope !== inside.scope)
      outer.set(inside.scope, (outer.get(inside.scope) ?? new Set()).add(outside.scope));
  return new Map([...outer].map(([scope, scopes]) => [scope, [...scopes].sort()]));
}

/** A scope and all that lie inside of it, however deep. */
export function scopesWithin(plan: Pick<Plan, 'boundaries'>, scope: string): ReadonlySet<string> {
  const outer = [...outerScopes(plan)];
  const within = new Set([scope]);
  for (const each of within) for (const [inner, scopes] of outer) if (scopes.includes(each)) within.add(inner);
  return within;
}

/** The scopes of the zones behind each interface, sorted. */
export function scopesOfInterfaces(
  { zones }: Pick<Plan, 'zones'>,
  { interfaces }: PlanBoundary,
): ReadonlyMap<string, readonly string[]> {
  const scopeOf = new Map(zones.map((zone) => [zone.id, zone.scope]));
  const result = new Map<string, Set<string>>();
  for (const { name, zones: behind } of interfaces) {
    const scopes = result.get(name) ?? new Set();
    result.set(name, scopes);
    for (const scope of behind.flatMap((zone) => scopeOf.get(zone) ?? [])) scopes.add(scope);
  }
  return new Map([...result].map(([name, scopes]) => [name, [...scopes].sort()]));
}

/** The scopes into which a boundary translates from another one. */
export function scopesTranslated({ nat, portForwards }: PlanBoundary): ReadonlySet<string> {
  const sides = [...nat, ...portForwards].filter(({ outside, inside }) => outside.scope !== inside.scope);
  return new Set(sides.map(({ inside }) => inside.scope));
}
