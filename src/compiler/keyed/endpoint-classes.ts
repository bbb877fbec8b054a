/**
 * Endpoint classes: two endpoints are in one class when no grant can tell them apart on that side. They keep the
 * keyed data small, since a grant between two zones is then one entry and not one per pair of assets.
 */
import type { PlanGrant } from '../../model/plan.ts';

export interface EndpointClasses {
  /** Zone, then asset id or `*`, `~broadcast`, `~multicast`, to the class. Endpoints that no grant names are left out. */
  readonly byZone: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The classes of each grant, sorted; index as in the list of grants. */
  readonly byGrant: readonly (readonly string[])[];
}

/** Classes of one side, numbered in the order of their first endpoint, so that they are stable. */
export function classifyEndpoints(grants: readonly PlanGrant[], side: 'sources' | 'destinations'): EndpointClasses {
  const memberships = new Map<string, number[]>();
  grants.forEach((grant, index) => {
    for (const endpoint of grant[side]) {
      const known = memberships.get(endpoint);
      if (known === undefined) memberships.set(endpoint, [index]);
      else known.push(index);
    }
  });
  const classes = new Map<string, string>();
  const byZone: Record<string, Record<string, string>> = {};
  const byGrant: Set<string>[] = grants.map(() => new Set<string>());
  for (const endpoint of [...memberships.keys()].sort()) {
    const members = memberships.get(endpoint) ?? [];
    const signature = members.join(',');
    const name = classes.get(signature) ?? String(classes.size);
    classes.set(signature, name);
    const slash = endpoint.indexOf('/');
    const zone = endpoint.slice(0, slash);
    byZone[zone] ??= {};
    byZone[zone][endpoint.slice(slash + 1)] = name;
    for (const grant of members) byGrant[grant]?.add(name);
  }
  return { byZone, byGrant: byGrant.map((names) => [...names].sort()) };
}
