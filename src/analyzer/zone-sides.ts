/** Behind which interfaces of which boundaries zones lie, and what lies between two of them. */
import type { Plan } from '../model/plan.ts';

/** Boundary to the interfaces that a zone is behind. */
export type Sides = ReadonlyMap<string, ReadonlySet<string>>;

/** By zone; a zone behind no boundary is not in it. */
export function sidesOfZones({ boundaries }: Pick<Plan, 'boundaries'>): ReadonlyMap<string, Sides> {
  const result = new Map<string, Map<string, Set<string>>>();
  for (const { id, interfaces } of boundaries) {
    for (const { name, zones } of interfaces) {
      for (const zone of zones) {
        const own = result.get(zone) ?? new Map<string, Set<string>>();
        own.set(id, (own.get(id) ?? new Set()).add(name));
        result.set(zone, own);
      }
    }
  }
  return result;
}

/** Boundaries that have the two on different interfaces, in the order of the first. */
export function boundariesBetween(from: Sides | undefined, to: Sides | undefined): readonly string[] {
  return [...(from ?? [])].flatMap(([boundary, names]) => {
    const others = to?.get(boundary);
    const apart = others !== undefined && [...others].some((name) => !(names.size === 1 && names.has(name)));
    return apart ? [boundary] : [];
  });
}
