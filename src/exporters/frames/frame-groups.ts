/** Groups of MAC addresses that openings treat alike on one side, and groups of receivers behind an interface. */
import { locallyAdministered } from '../../algebra/mac-address.ts';
import type { EndpointId } from '../../model/plan.ts';
import type { InterfacesOfZone } from '../crossing.ts';
import type { Cast, FrameOpening } from './frame-openings.ts';
import type { MacPlan } from './mac-plan.ts';

export interface FrameGroup {
  /** From 1, without gaps. */
  readonly id: number;
  /** Where its stations belong, also while their frames come back from elsewhere. */
  readonly zone: string;
  /** Where its frames come in or go out. */
  readonly interfaces: readonly string[];
  readonly endpoints: readonly EndpointId[];
  /** Sorted; empty for receivers. */
  readonly macs: readonly bigint[];
  /** `unicast` for stations. */
  readonly cast: 'unicast' | Cast;
  /** Whether its frames are those that its stations sent, on their way back. */
  readonly returned: boolean;
  /** False for addresses that only their interface is known of. */
  readonly granted: boolean;
}

export interface FrameSide {
  readonly groups: readonly FrameGroup[];
  /** Groups of each opening; index as in the list. */
  readonly byOpening: readonly (readonly FrameGroup[])[];
}

/** One address, or the receivers behind an interface, with the openings that name it. */
interface Item {
  readonly key: string;
  readonly zone: string;
  readonly interfaces: readonly string[];
  readonly endpoint: EndpointId;
  readonly mac: bigint | null;
  readonly returned: boolean;
  readonly cast: 'unicast' | Cast;
}

/** Groups of sources, of addresses without an opening too. */
export function planSources(openings: readonly FrameOpening[], macs: MacPlan, interfaces: InterfacesOfZone): FrameSide {
  const named = openings.map(({ sources }) =>
    sources.map(({ endpoint, returning }) => (returning ? keyOfReturned(endpoint) : endpoint)),
  );
  return planSide([...stationItems(macs, interfaces), ...returnedItems(openings, macs, interfaces)], named);
}

/** What stations sent, as it comes back from the zones that it went to. */
function returnedItems(
  openings: readonly FrameOpening[],
  macs: MacPlan,
  interfaces: InterfacesOfZone,
): readonly Item[] {
  const returned = openings.flatMap(({ sources }) => sources.filter((each) => each.returning));
  return [...Map.groupBy(returned, (each) => each.endpoint)].flatMap(([endpoint, list]) => {
    const zones = [...new Set(list.map((each) => each.zone))];
    const entries = [...new Set(zones.flatMap((zone) => interfaces.get(zone) ?? []))].sort();
    const own = macs.stations.filter((station) => station.endpoint === endpoint);
    return own.map(
      ({ mac, zone }): Item => ({
        key: keyOfReturned(endpoint),
        zone,
        interfaces: entries,
        endpoint,
        mac: locallyAdministered(mac),
        returned: true,
        cast: 'unicast',
      }),
    );
  });
}

/** Groups of destinations. */
export function planTargets(openings: readonly FrameOpening[], macs: MacPlan, interfaces: InterfacesOfZone): FrameSide {
  const targets = openings.map((opening) => opening.targets);
  const named = targets.map((list) =>
    list.map((target) => (target.kind === 'station' ? target.endpoint : `~${target.cast} ${target.exit}`)),
  );
  const receivers = new Map(
    targets
      .flat()
      .flatMap((target) => (target.kind === 'group' ? [[`~${target.cast} ${target.exit}`, target] as const] : [])),
  );
  const items = [...receivers].map(
    ([key, { cast, exit }]): Item => ({
      key,
      zone: exit,
      interfaces: [exit],
      endpoint: `${exit}/~${cast}`,
      mac: null,
      returned: false,
      cast,
    }),
  );
  return planSide([...stationItems(macs, interfaces), ...items], named);
}

function keyOfReturned(endpoint: EndpointId): string {
  return `${endpoint} returned`;
}

function stationItems({ stations }: MacPlan, interfaces: InterfacesOfZone): readonly Item[] {
  return stations.map(({ mac, zone, endpoint }) => ({
    key: endpoint,
    zone,
    interfaces: interfaces.get(zone) ?? [],
    endpoint,
    mac,
    returned: false,
    cast: 'unicast',
  }));
}

function planSide(items: readonly Item[], named: readonly (readonly string[])[]): FrameSide {
  const indexes = new Map<string, number[]>();
  for (const [index, keys] of named.entries())
    for (const key of new Set(keys)) indexes.set(key, [...(indexes.get(key) ?? []), index]);
  const alike = Map.groupBy(items, (item) =>
    JSON.stringify([item.zone, item.interfaces, item.cast, item.returned, indexes.get(item.key) ?? []]),
  );
  const groups: FrameGroup[] = [];
  const byOpening: FrameGroup[][] = named.map(() => []);
  for (const members of [...alike.values()].sort((a, b) => compareTexts(firstOf(a), firstOf(b)))) {
    const [first] = members;
    if (first === undefined) continue;
    const own = indexes.get(first.key) ?? [];
    const group: FrameGroup = {
      id: groups.length + 1,
      zone: first.zone,
      interfaces: first.interfaces,
      endpoints: [...new Set(members.map((item) => item.endpoint))].sort(),
      macs: members.flatMap((item) => item.mac ?? []).sort((a, b) => (a < b ? -1 : 1)),
      cast: first.cast,
      returned: first.returned,
      granted: own.length > 0,
    };
    groups.push(group);
    for (const index of own) byOpening[index]?.push(group);
  }
  return { groups, byOpening };
}

/** By zone, then by the first endpoint, so that ids are stable and close to the reader's order. */
function firstOf(items: readonly Item[]): string {
  return items.map((item) => `${item.cast}\n${item.zone}\n${item.endpoint}\n${item.interfaces.join()}`).sort()[0] ?? '';
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
