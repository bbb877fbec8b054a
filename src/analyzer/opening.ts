/**
 * What an analysis looks at one by one: each grant as a person wrote it, with all zone pairs, protocols and boxes that it
 * was lowered to, and the free traffic inside each zone.
 */
import { type AllowedSpace, createSpace } from '../algebra/allowed-space.ts';
import type { DiagramNode } from '../algebra/diagram-runs.ts';
import { createRegions, freeRegion } from '../algebra/grant-region.ts';
import { listEndpoints } from '../model/endpoint.ts';
import {
  type EndpointId,
  grantsOf,
  nameAsWritten,
  type Plan,
  type PlanAsset,
  type PlanGrant,
  type PlanZone,
} from '../model/plan.ts';
import type { Span } from '../model/span.ts';

export interface Opening {
  /** `conduit/grant`, `plant.allow.<allowlist>/<grant>`, or `internal:<zone>` for free traffic. */
  readonly name: string;
  readonly at: Span;
  readonly fields: PlanGrant['fields'];
  /** Empty for free traffic. */
  readonly grants: readonly PlanGrant[];
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
  /** All that it allows. */
  readonly region: DiagramNode;
}

/** The openings of a plan, in a space that tells their regions apart. */
export interface Openings {
  readonly space: AllowedSpace;
  /** Sorted by name. */
  readonly written: readonly Opening[];
  /** One for each zone with `internal: free`. */
  readonly free: readonly Opening[];
}

export function openingsOf(plan: Plan): Openings {
  const space = createSpace([plan]);
  const regionOf = createRegions(space);
  const written = [...Map.groupBy(grantsOf(plan), nameAsWritten)].flatMap(([name, grants]): Opening[] => {
    const [first] = grants;
    if (first === undefined) return [];
    return [
      {
        name,
        at: first.at,
        fields: first.fields,
        grants,
        sources: joined(grants.map((grant) => grant.sources)),
        destinations: joined(grants.map((grant) => grant.destinations)),
        region: space.diagrams.union(grants.map(regionOf)),
      },
    ];
  });
  return { space, written: written.sort((a, b) => (a.name < b.name ? -1 : 1)), free: freeOpenings(plan, space) };
}

function freeOpenings(plan: Plan, space: AllowedSpace): readonly Opening[] {
  const byZone = new Map<string, PlanAsset[]>();
  for (const asset of plan.assets) {
    for (const zone of asset.zones) {
      const known = byZone.get(zone);
      if (known === undefined) byZone.set(zone, [asset]);
      else known.push(asset);
    }
  }
  return plan.zones
    .filter((zone) => zone.internal === 'free')
    .map((zone) => freeOpening({ ...plan, zones: [zone], assets: byZone.get(zone.id) ?? [] }, zone, space));
}

/** `plan` has nothing but the zone. */
function freeOpening(plan: Plan, zone: PlanZone, space: AllowedSpace): Opening {
  const members = (listEndpoints(plan.zones, plan.assets).get(zone.id) ?? []).map((each) => each.id);
  return {
    name: `internal:${zone.id}`,
    at: zone.at,
    fields: {},
    grants: [],
    sources: members,
    destinations: members,
    region: freeRegion(space, plan),
  };
}

function joined(lists: readonly (readonly EndpointId[])[]): readonly EndpointId[] {
  return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())];
}
