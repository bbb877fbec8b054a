/** What probes are derived from: the reach of every grant, the addresses behind the boundary, and the wiring of the lab. */

import type { EndpointRange } from '../../algebra/endpoint-addresses.ts';
import { type AddressRange, type Family, familyBits, type IpAddress } from '../../algebra/ip-address.ts';
import type { BoundaryAddresses } from '../proof/boundary-addresses.ts';
import type { Atlas, Place } from './atlas.ts';
import { isForwardable } from './forwardable.ts';
import { beginningMessages } from './message-types.ts';
import type { Oracle } from './oracle.ts';
import type { Draft } from './probe.ts';
import type { Random } from './random.ts';
import { addressIn, numberIn, type Reach, type ReachedService, reachesOf } from './reach.ts';
import type { Wiring } from './wiring.ts';

export interface Ground {
  readonly oracle: Oracle;
  readonly atlas: Atlas;
  readonly wiring: Wiring;
  readonly random: Random;
  readonly reaches: readonly Reach[];
  /** By grant number. */
  readonly reachesOfGrant: ReadonlyMap<number, readonly Reach[]>;
  /** Every range that belongs to one endpoint. */
  readonly ranges: Readonly<Record<Family, readonly EndpointRange[]>>;
  /** Types of service that lead to an interface. */
  readonly detours: ReadonlyMap<number, number>;
}

/** Lays out the ground of a boundary. */
export function layGround(
  oracle: Oracle,
  addresses: BoundaryAddresses,
  atlas: Atlas,
  wiring: Wiring,
  random: Random,
): Ground {
  const reaches = reachesOf(oracle, addresses);
  const ranges = [...addresses.of.values()].flat();
  return {
    oracle,
    atlas,
    wiring,
    random,
    reaches,
    reachesOfGrant: Map.groupBy(reaches, (reach) => reach.grant.number),
    ranges: { 4: ranges.filter(({ family }) => family === 4), 6: ranges.filter(({ family }) => family === 6) },
    detours: new Map(wiring.detours.map((detour) => [detour.interface, detour.service])),
  };
}

/** A packet that a grant is there for; null where nothing can send such a one. */
export function draftInside(
  ground: Ground,
  reach: Reach,
  sources: readonly AddressRange[],
  destinations: readonly AddressRange[],
  service: ReachedService,
): Draft | null {
  const { random } = ground;
  const from = random.pick(sources);
  const to = random.pick(destinations);
  if (from === undefined || to === undefined) return null;
  const source = ground.atlas(addressIn(from, random));
  const destination = ground.atlas(addressIn(to, random));
  const protocol = pickProtocol(service, reach.family, random);
  const entry = random.pick([...reach.grant.entries]);
  if (protocol === null || entry === undefined) return null;
  return {
    source,
    destination,
    entry,
    ...wayOut(ground, destination, random.oneIn(4) ? reach.grant.exits : new Set()),
    protocol,
    port: service.ports === null ? 0 : numberIn(service.ports, random),
    origin: reach.grant,
    form: 'plain',
    clientPort: oddClientPort(ground, protocol),
  };
}

/** Few clients have a port of servers, as NTP has; what passes is the same. */
function oddClientPort(ground: Ground, protocol: number): number | null {
  const { random } = ground;
  if ((protocol !== 6 && protocol !== 17) || !random.oneIn(8)) return null;
  return random.oneIn(2) ? grantedPort(ground) : random.below(1_024);
}

/** The same from any of its classes and services. */
export function draftSomewhereInside(ground: Ground, reach: Reach): Draft | null {
  const { random } = ground;
  const service = random.pick(reach.services);
  if (service === undefined) return null;
  return draftInside(ground, reach, random.pick(reach.sources) ?? [], random.pick(reach.destinations) ?? [], service);
}

/** The way that the routes name, or a detour to one of some interfaces. */
export function wayOut(
  { detours, random }: Ground,
  destination: Place,
  wanted: ReadonlySet<number>,
): { readonly exit: number; readonly service: number } {
  const exit = random.pick([...wanted].filter((number) => detours.has(number)));
  if (exit === undefined || exit === destination.route) return { exit: destination.route, service: 0 };
  return { exit, service: detours.get(exit) ?? 0 };
}

/** Any address: mostly at a border of some endpoint or inside of one. Null where a family has none that a router passes on. */
export function anyPlace({ ranges, atlas, random }: Ground, family: Family): Place | null {
  for (let attempt = 0; attempt < 8; attempt++) {
    const range = random.oneIn(4) ? undefined : random.pick(ranges[family]);
    const address: IpAddress =
      range === undefined
        ? { family, value: random.bigBelow(1n << BigInt(familyBits[family])) }
        : besides(range, random);
    if (isForwardable(address.family, address.value)) return atlas(address);
  }
  return null;
}

/** A port for any protocol, in half of all cases one that some grant names; a message type for ICMP. */
export function anyPort(ground: Ground, protocol: number): number {
  const { random } = ground;
  if (protocol === 1 || protocol === 58) return anyMessage(protocol === 1 ? 4 : 6, random);
  return random.oneIn(2) ? grantedPort(ground) : random.below(65_536);
}

/** A port that some grant names. */
export function grantedPort({ reaches, random }: Ground): number {
  const ports = random.pick(random.pick(reaches)?.services ?? [])?.ports;
  return ports === null || ports === undefined ? random.below(65_536) : numberIn(ports, random);
}

/** A message type, in half of all cases one that begins something. */
export function anyMessage(family: Family, random: Random): number {
  return random.oneIn(2) ? (random.pick(beginningMessages[family]) ?? 8) : random.below(256);
}

function besides(range: AddressRange, random: Random): IpAddress {
  const { family, from, to } = range;
  const choice = random.below(8);
  if (choice === 0) return { family, value: from - 1n };
  return choice === 1 ? { family, value: to + 1n } : addressIn(range, random);
}

/**
 * Protocols of which the lab has no first packet: DCCP, whose tracking is gone from newer kernels; UDP-Lite, which connection
 * tracking always finds invalid, as it sums it up like UDP; and in IPv6 the numbers of extension headers, behind which the
 * kernel looks for another protocol.
 */
const speechless: Readonly<Record<Family, readonly number[]>> = {
  4: [33, 136],
  6: [0, 33, 43, 44, 51, 59, 60, 136],
};

/** Whether the lab can begin a conversation of an IP protocol. */
export function canSpeak(family: Family, protocol: number): boolean {
  return 0 <= protocol && protocol <= 255 && !speechless[family].includes(protocol);
}

function pickProtocol({ protocols }: ReachedService, family: Family, random: Random): number | null {
  for (let attempt = 0; attempt < 8; attempt++) {
    const protocol = numberIn(protocols, random);
    if (canSpeak(family, protocol)) return protocol;
  }
  return null;
}
