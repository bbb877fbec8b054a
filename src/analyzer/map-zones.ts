/** The zone and conduit map of a plan: its zones by level, and what each two of them may begin with each other. */
import type { Catalogue, OperationClass } from '../model/catalogue.ts';
import { grantsOf, type Plan, type PlanGrant, type PlanZone } from '../model/plan.ts';
import type { Carried, MapLink, MapTraffic, ZoneMap } from '../model/zone-map.ts';
import { boundariesBetween, type Sides, sidesOfZones } from './zone-sides.ts';

/** `catalogue` knows which protocols have a name together. */
export function mapZones(plan: Plan, catalogue: Pick<Catalogue, 'protocols'>): ZoneMap {
  const zones = [...plan.zones].sort(byLevel);
  const sides = sidesOfZones(plan);
  const traffic = trafficOf(plan, catalogue);
  const assets = new Map<string, number>();
  for (const zone of plan.assets.flatMap((asset) => asset.zones)) assets.set(zone, (assets.get(zone) ?? 0) + 1);
  return {
    plant: plan.plant,
    zones: zones.map((zone) => ({
      zone,
      assets: assets.get(zone.id) ?? 0,
      inside: traffic.get(zone.id)?.get(zone.id) ?? null,
      boundaries: [...(sides.get(zone.id) ?? [])].map(([boundary, interfaces]) => ({
        boundary,
        interfaces: [...interfaces],
      })),
    })),
    links: linksOf(zones, traffic, sides),
    boundaries: plan.boundaries.map(({ id, dialect, interfaces }, index) => ({
      id,
      sign: signOf(index),
      dialect,
      interfaces: interfaces.map(({ name, zones: behind }) => ({ name, zones: behind })),
    })),
  };
}

function byLevel(one: PlanZone, other: PlanZone): number {
  return other.level - one.level || (one.id < other.id ? -1 : 1);
}

/** Each pair once, in the order of the zones. */
function linksOf(
  zones: readonly PlanZone[],
  traffic: ReadonlyMap<string, ReadonlyMap<string, MapTraffic>>,
  sides: ReadonlyMap<string, Sides>,
): readonly MapLink[] {
  const partners = new Map<string, Set<string>>(zones.map(({ id }) => [id, new Set<string>()]));
  for (const [from, all] of traffic) {
    for (const to of all.keys()) {
      partners.get(from)?.add(to);
      partners.get(to)?.add(from);
    }
  }
  const order = new Map(zones.map(({ id }, index) => [id, index]));
  const pairs = zones.flatMap(({ id: upper }, index) =>
    [...(partners.get(upper) ?? [])]
      .map((lower) => order.get(lower) ?? -1)
      .filter((position) => position > index)
      .sort((one, other) => one - other)
      .map((position): MapLink['ends'] => [upper, zones[position]?.id ?? upper]),
  );
  return pairs.map(([upper, lower], index) => ({
    number: index + 1,
    ends: [upper, lower],
    traffic: [traffic.get(upper)?.get(lower), traffic.get(lower)?.get(upper)].filter((each) => each !== undefined),
    boundaries: boundariesBetween(sides.get(upper), sides.get(lower)),
  }));
}

/** By the zone that begins, then by the zone that answers. */
function trafficOf(
  plan: Plan,
  catalogue: Pick<Catalogue, 'protocols'>,
): ReadonlyMap<string, ReadonlyMap<string, MapTraffic>> {
  const grants = Map.groupBy(grantsOf(plan), ({ from, to }) => pairKey(from, to));
  const guards = new Map<string, string[]>();
  for (const { name, pairs } of plan.lowered.guards) {
    for (const { from, to } of pairs) {
      const key = pairKey(from, to);
      guards.set(key, [...(guards.get(key) ?? []), name]);
    }
  }
  const result = new Map<string, Map<string, MapTraffic>>();
  for (const [key, conduits] of Map.groupBy(plan.conduits, ({ from, to }) => pairKey(from, to))) {
    const [first] = conduits;
    if (first === undefined) continue;
    const { from, to } = first;
    const own = grants.get(key) ?? [];
    const all = result.get(from) ?? new Map<string, MapTraffic>();
    all.set(to, {
      from,
      to,
      conduits,
      grants: own,
      carries: withAliases(carriedBy(own), catalogue),
      guards: guards.get(key) ?? [],
    });
    result.set(from, all);
  }
  return result;
}

function pairKey(from: string, to: string): string {
  return `${from}\n${to}`;
}

function carriedBy(grants: readonly PlanGrant[]): readonly Carried[] {
  return [...Map.groupBy(grants, ({ protocol }) => protocol)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([protocol, own]) => ({ protocol, classes: classesOf(own) }));
}

/** Protocols that an alias stands for go by its name, if all of them are carried as a whole. */
function withAliases(carries: readonly Carried[], { protocols }: Pick<Catalogue, 'protocols'>): readonly Carried[] {
  let left = carries;
  const whole = new Set(carries.flatMap(({ protocol, classes }) => (classes === null ? protocol : [])));
  for (const { id, members } of protocols.values()) {
    if (members.length === 0 || members.some((member) => !whole.has(member))) continue;
    left = [...left.filter(({ protocol }) => !members.includes(protocol)), { protocol: id, classes: null }];
  }
  return left;
}

/** Handshakes come with every grant and are not told. */
function classesOf(grants: readonly PlanGrant[]): readonly OperationClass[] | null {
  const classes = new Set<OperationClass>();
  for (const { operations } of grants) {
    if (operations === null) return null;
    for (const operation of operations) if (operation.class !== 'session') classes.add(operation.class);
  }
  return [...classes].sort();
}

/** `A` to `Z`, then `AA`. */
function signOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${signOf(Math.floor(index / 26) - 1)}${letter}`;
}
