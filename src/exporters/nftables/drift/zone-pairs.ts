/** Sets of packets by the zones that they come from and go to. */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { endpointRanges } from '../../../algebra/endpoint-addresses.ts';
import { type IntegerSet, integerSet } from '../../../algebra/integer-set.ts';
import type { Plan, PlanZone } from '../../../model/plan.ts';
import { type WireSpace, wireAxes } from '../../proof/wire-space.ts';

/** Addresses of a space by their zones; null stands for addresses of nobody. */
export interface ZoneMap {
  /** The zone of each interval of addresses. */
  readonly of: readonly (PlanZone | null)[];
  readonly classes: ReadonlyMap<PlanZone | null, IntegerSet>;
}

export interface ZonePair {
  readonly from: PlanZone | null;
  readonly to: PlanZone | null;
}

/** Pairs of zones in a set; `more` where there are even more than were counted. */
export interface ZonePairs {
  readonly pairs: readonly ZonePair[];
  readonly more: boolean;
}

/** Zones of the scopes behind a boundary, wherever in them an address lies. */
export function zoneMap({ family, addresses }: WireSpace, plan: Plan, behind: ReadonlySet<string>): ZoneMap {
  const scopes = new Set(plan.zones.filter((zone) => behind.has(zone.id)).map((zone) => zone.scope));
  const ranges = [...scopes]
    .flatMap((scope) => endpointRanges(plan, scope))
    .filter((range) => range.family === family)
    // An address that two scopes use is shown as that of the zone that lies behind the boundary.
    .sort((a, b) => Number(behind.has(a.zone.id)) - Number(behind.has(b.zone.id)));
  const indexes = new Map(addresses.map((address, index) => [address, index]));
  const of: (PlanZone | null)[] = addresses.map(() => null);
  for (const { from, to, zone } of ranges) {
    const start = indexes.get(from) ?? firstFrom(addresses, from);
    for (let index = start; index < addresses.length && (addresses[index] ?? to + 1n) <= to; index++) of[index] = zone;
  }
  const classes = new Map<PlanZone | null, IntegerSet>();
  for (const [zone, own] of Map.groupBy(of.keys(), (index) => of[index] ?? null))
    classes.set(zone, integerSet(own.map((index) => ({ from: index, to: index }))));
  return { of, classes };
}

/** The zone pairs of the packets of a set, up to a number of them. */
export function zonePairsOf({ diagrams }: WireSpace, zones: ZoneMap, node: DiagramNode, most: number): ZonePairs {
  const found = new Map<PlanZone | null, Set<PlanZone | null>>();
  const sourcesOf = new Map<DiagramNode, ReadonlySet<PlanZone | null>>();
  let count = 0;
  for (const { from, to, child } of edgesOn(diagrams, node, wireAxes.destination)) {
    const sources = sourcesOf.get(child) ?? sourceZones(diagrams, zones, child);
    sourcesOf.set(child, sources);
    for (const destination of new Set(zones.of.slice(from, to + 1))) {
      const known = found.get(destination) ?? new Set();
      found.set(destination, known);
      for (const source of sources) {
        if (!known.has(source)) count += 1;
        known.add(source);
        if (count > most) return { pairs: pairsOf(found), more: true };
      }
    }
  }
  return { pairs: pairsOf(found), more: false };
}

/** The packets of a set that go from one zone to another. */
export function betweenZones({ diagrams }: WireSpace, { classes }: ZoneMap, pair: ZonePair): DiagramNode {
  const sides: IntegerSet[] = [];
  sides[wireAxes.destination] = classes.get(pair.to) ?? [];
  sides[wireAxes.source] = classes.get(pair.from) ?? [];
  return diagrams.box(sides);
}

function pairsOf(found: ReadonlyMap<PlanZone | null, ReadonlySet<PlanZone | null>>): readonly ZonePair[] {
  return [...found].flatMap(([to, sources]) => [...sources].map((from) => ({ from, to })));
}

function sourceZones(diagrams: WireSpace['diagrams'], zones: ZoneMap, node: DiagramNode): ReadonlySet<PlanZone | null> {
  const edges = edgesOn(diagrams, node, wireAxes.source);
  return new Set(edges.flatMap(({ from, to }) => zones.of.slice(from, to + 1)));
}

/** Edges of a node on an axis that it may not ask for. */
function edgesOn(diagrams: WireSpace['diagrams'], node: DiagramNode, axis: number) {
  if (node === nothing) return [];
  if (node !== everything && diagrams.axisOf(node) === axis) return diagrams.edgesOf(node);
  return [{ from: 0, to: (diagrams.sizes[axis] ?? 1) - 1, child: node }];
}

/** The first interval that begins at an address or behind it. */
function firstFrom(addresses: readonly bigint[], address: bigint): number {
  let low = 0;
  let high = addresses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((addresses[middle] ?? 0n) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
