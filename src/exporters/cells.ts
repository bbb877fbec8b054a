/**
 * Cuts the traffic across a boundary into cells: source group, destination group, transport and ports on which the
 * set of grants is constant. Two addresses are in one group when no grant tells them apart on that side.
 */
import { joinRanges, type LabelledRange } from '../algebra/address-set.ts';
import type { AddressRange } from '../algebra/ip-address.ts';
import { slicePorts } from '../algebra/port-set.ts';
import type { Transport } from '../model/catalogue.ts';
import type { EndpointId, PlanGrant } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';
import type { OwnedRange } from './address-plan.ts';
import type { InterfacesOfZone } from './crossing.ts';
import type { WireService } from './wire-services.ts';

/** What a dialect opens of a grant. */
export interface Opening {
  readonly grant: PlanGrant;
  /** Endpoints that have addresses behind the boundary. */
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
  readonly services: readonly WireService[];
}

/** Addresses of one zone that the grants treat alike on one side. */
export interface Group {
  /** From 1, without gaps. */
  readonly id: number;
  readonly zone: string;
  readonly interfaces: readonly string[];
  readonly endpoints: readonly EndpointId[];
  /** Sorted, disjoint, as few as possible; both families. */
  readonly ranges: readonly AddressRange[];
  /** False for addresses that only their interface is known of. */
  readonly granted: boolean;
}

/** The smallest unit that can be opened or closed. */
export interface Cell {
  readonly source: Group;
  readonly destination: Group;
  readonly transport: Transport;
  /** ICMP types for `icmp` and `icmpv6`. */
  readonly ports: IntegerRange;
  /** At least one, sorted by id. */
  readonly grants: readonly PlanGrant[];
}

export interface CellPlan {
  readonly sources: readonly Group[];
  readonly destinations: readonly Group[];
  /** Sorted by source, destination, transport and port. */
  readonly cells: readonly Cell[];
}

/** Plans groups and cells. The order of openings changes nothing. */
export function planCells(
  openings: readonly Opening[],
  owned: readonly OwnedRange[],
  interfaces: InterfacesOfZone,
): CellPlan {
  const sorted = [...openings].sort((a, b) => compareTexts(a.grant.id, b.grant.id));
  const sources = planGroups(sorted, 'sources', owned, interfaces);
  const unicast = owned.filter((range) => !range.group);
  const destinations = planGroups(sorted, 'destinations', unicast, interfaces);
  return {
    sources: sources.groups,
    destinations: destinations.groups,
    cells: planAllCells(sorted, sources, destinations),
  };
}

interface SidePlan {
  readonly groups: readonly Group[];
  /** Groups of each opening; index as in the list. */
  readonly byOpening: readonly (readonly Group[])[];
}

function planGroups(
  openings: readonly Opening[],
  side: 'sources' | 'destinations',
  owned: readonly OwnedRange[],
  interfaces: InterfacesOfZone,
): SidePlan {
  const named = new Map<EndpointId, number[]>();
  for (const [index, opening] of openings.entries()) {
    for (const endpoint of new Set(opening[side])) {
      const indexes = named.get(endpoint);
      if (indexes === undefined) named.set(endpoint, [index]);
      else indexes.push(index);
    }
  }
  const keyed = owned.map((range) => ({
    ...range,
    label: `${range.zone}\n${(named.get(range.endpoint) ?? []).join(',')}`,
  }));
  const ranges = Map.groupBy(joinRanges(keyed), (range: LabelledRange<string>) => range.label);
  const members = Map.groupBy(keyed, (range) => range.label);
  const groups: Group[] = [];
  const byOpening: Group[][] = openings.map(() => []);
  for (const key of [...ranges.keys()].sort((a, b) => compareGroups(members.get(a) ?? [], members.get(b) ?? []))) {
    const own = members.get(key) ?? [];
    const zone = own[0]?.zone ?? '';
    const indexes = named.get(own[0]?.endpoint ?? '') ?? [];
    const group: Group = {
      id: groups.length + 1,
      zone,
      interfaces: interfaces.get(zone) ?? [],
      endpoints: [...new Set(own.map((range) => range.endpoint))].sort(),
      ranges: (ranges.get(key) ?? []).map(({ family, from, to }) => ({ family, from, to })),
      granted: indexes.length > 0,
    };
    groups.push(group);
    for (const index of indexes) byOpening[index]?.push(group);
  }
  return { groups, byOpening };
}

function planAllCells(openings: readonly Opening[], sources: SidePlan, destinations: SidePlan): readonly Cell[] {
  interface Line {
    readonly source: Group;
    readonly destination: Group;
    readonly transport: Transport;
    readonly claims: { readonly range: IntegerRange; readonly holder: PlanGrant }[];
  }
  const lines = new Map<string, Line>();
  for (const [index, { grant, services }] of openings.entries()) {
    for (const source of sources.byOpening[index] ?? []) {
      for (const destination of destinations.byOpening[index] ?? []) {
        for (const { transport, ports } of services) {
          const key = `${source.id} ${destination.id} ${transport}`;
          const line = lines.get(key) ?? { source, destination, transport, claims: [] };
          line.claims.push({ range: ports, holder: grant });
          lines.set(key, line);
        }
      }
    }
  }
  return [...lines.values()]
    .sort(
      (a, b) =>
        a.source.id - b.source.id || a.destination.id - b.destination.id || compareTexts(a.transport, b.transport),
    )
    .flatMap(({ source, destination, transport, claims }) =>
      slicePorts(claims).map(({ from, to, holders }) => ({
        source,
        destination,
        transport,
        ports: { from, to },
        grants: holders,
      })),
    );
}

/** By zone, then by the first endpoint, so that ids are stable and close to the reader's order. */
function compareGroups(a: readonly OwnedRange[], b: readonly OwnedRange[]): number {
  return compareTexts(firstOf(a), firstOf(b));
}

function firstOf(ranges: readonly OwnedRange[]): string {
  return ranges.map((range) => `${range.zone}\n${range.endpoint}`).sort()[0] ?? '';
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
