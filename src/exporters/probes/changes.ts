/** What a packet inside of a grant may have else: one thing at a time, mostly so that no grant opens the boundary for it. */
import { type Family, familyBits, type IpAddress } from '../../algebra/ip-address.ts';
import type { Place } from './atlas.ts';
import { isForwardable } from './forwardable.ts';
import { anyMessage, anyPlace, canSpeak, type Ground, grantedPort, wayOut } from './ground.ts';
import type { Draft } from './probe.ts';
import { addressIn } from './reach.ts';

/** Null where there is nothing of the kind to change. */
type Change = (draft: Draft, ground: Ground) => Draft | null;

/** In a fixed order, so that a card of a deck always means the same change. */
export const changes: readonly Change[] = [
  otherProtocol,
  otherPort,
  swappedPorts,
  otherEntry,
  otherExit,
  otherSource,
  otherSourceFromThere,
  unknownSource,
  otherDestination,
  otherDestinationThere,
  otherFamily,
  otherWayRound,
  (draft) => ({ ...draft, form: 'options' }),
  (draft) => (isChecked(draft) ? { ...draft, form: 'wrong checksum' } : null),
  (draft) => (isChecked(draft) ? { ...draft, form: 'too short' } : null),
];

function otherProtocol(draft: Draft, { random }: Ground): Draft | null {
  const { protocol, source } = draft;
  const icmp = icmpOf(source.family);
  const others = [6, 17, icmp, 132, 47, protocol - 1, protocol + 1].filter(
    (number) => number !== protocol && canSpeak(source.family, number),
  );
  const chosen = protocol === 6 ? random.pick([17, ...others]) : random.pick([6, ...others]);
  if (chosen === undefined) return null;
  return { ...draft, protocol: chosen, port: chosen === icmp ? draft.port & 255 : draft.port };
}

/** Another number: of another byte order, different in a single bit, any, or that of another grant. */
function otherPort(draft: Draft, ground: Ground): Draft | null {
  const { random } = ground;
  const { protocol, port, source } = draft;
  if (protocol === icmpOf(source.family)) return { ...draft, port: anyMessage(source.family, random) };
  if (protocol !== 6 && protocol !== 17) return null;
  const swapped = ((port & 255) << 8) | (port >> 8);
  const others = [
    swapped,
    port ^ (1 << random.below(16)),
    random.below(65_536),
    grantedPort(ground),
    grantedPort(ground),
  ];
  return { ...draft, port: random.pick(others) ?? port };
}

/** The granted port as that of the client: a rule that looks at both ends of a conversation alike lets it pass. */
function swappedPorts(draft: Draft, { random }: Ground): Draft | null {
  if (draft.protocol !== 6 && draft.protocol !== 17) return null;
  return { ...draft, clientPort: draft.port, port: 1_024 + random.below(60_000) };
}

function otherEntry(draft: Draft, { random, wiring }: Ground): Draft | null {
  const others = wiring.interfaces.map((_, number) => number).filter((number) => !draft.origin?.entries.has(number));
  const entry = random.pick(others);
  return entry === undefined ? null : { ...draft, entry };
}

function otherExit(draft: Draft, { random, detours }: Ground): Draft | null {
  const others = [...detours].filter(([number]) => !draft.origin?.exits.has(number));
  const [exit, service] = random.pick(others) ?? [];
  return exit === undefined || service === undefined ? null : { ...draft, exit, service };
}

function otherSource(draft: Draft, ground: Ground): Draft | null {
  const source = anyPlace(ground, draft.source.family);
  return source === null ? null : { ...draft, source };
}

function otherSourceFromThere(draft: Draft, ground: Ground): Draft | null {
  const source = anyPlace(ground, draft.source.family);
  return source === null ? null : { ...draft, source, entry: source.route };
}

/** An address that means nobody, from where the grant's sources are. */
function unknownSource(draft: Draft, { random, atlas, ranges }: Ground): Draft | null {
  const { family } = draft.source;
  for (let attempt = 0; attempt < 8; attempt++) {
    const range = random.oneIn(2) ? random.pick(ranges[family]) : undefined;
    const beside = range === undefined ? null : random.oneIn(2) ? range.from - 1n : range.to + 1n;
    const value = beside ?? random.bigBelow(1n << BigInt(familyBits[family]));
    const source = isForwardable(family, value) ? atlas({ family, value }) : null;
    if (source !== null && source.endpoint === null) return { ...draft, source };
  }
  return null;
}

function otherDestination(draft: Draft, ground: Ground): Draft | null {
  const destination = anyPlace(ground, draft.source.family);
  return destination === null ? null : { ...draft, destination, exit: destination.route, service: 0 };
}

function otherDestinationThere(draft: Draft, ground: Ground): Draft | null {
  const destination = anyPlace(ground, draft.source.family);
  return destination === null ? null : { ...draft, destination, ...wayOut(ground, destination, new Set([draft.exit])) };
}

function otherWayRound(draft: Draft): Draft {
  const { source, destination } = draft;
  const way = { entry: draft.exit, exit: source.route, service: 0 };
  return { ...draft, source: destination, destination: source, ...way };
}

/** The same between addresses of the other family: of the same zones, or made from the addresses themselves. */
function otherFamily(draft: Draft, ground: Ground): Draft | null {
  const family = draft.source.family === 4 ? 6 : 4;
  const source = translate(draft.source, family, ground);
  const destination = translate(draft.destination, family, ground);
  if (source === null || destination === null) return null;
  const isIcmp = draft.protocol === icmpOf(draft.source.family);
  const message = isIcmp ? { protocol: icmpOf(family), port: family === 4 ? 8 : 128 } : {};
  if (!canSpeak(family, isIcmp ? icmpOf(family) : draft.protocol)) return null;
  return { ...draft, ...message, source, destination, ...wayOut(ground, destination, new Set([draft.exit])) };
}

function translate(place: Place, family: Family, { ranges, random, atlas }: Ground): Place | null {
  const zone = ranges[place.family].find((range) => range.endpoint === place.endpoint)?.zone.id;
  const own = ranges[family].filter((range) => range.zone.id === zone);
  const sibling = random.oneIn(2) ? random.pick(own) : undefined;
  const address = sibling === undefined ? embed(place, family, random.below(3)) : addressIn(sibling, random);
  return isForwardable(address.family, address.value) ? atlas(address) : null;
}

/** IPv4 within IPv6 as 6to4 (RFC 3056), behind the prefix of NAT64 (RFC 6052), or by itself (RFC 4291, section 2.5.5.1); and back. */
function embed({ value }: IpAddress, family: Family, way: number): IpAddress {
  if (family === 4) return { family, value: value & 0xffff_ffffn };
  if (way === 0) return { family, value: (0x2002n << 112n) | (value << 80n) };
  if (way === 1) return { family, value: (0x64_ff9bn << 96n) | value };
  return { family, value };
}

/** Whether connection tracking looks at a checksum of the transport. */
function isChecked({ protocol, source }: Draft): boolean {
  return protocol === 6 || protocol === 17 || protocol === icmpOf(source.family);
}

function icmpOf(family: Family): number {
  return family === 4 ? 1 : 58;
}
