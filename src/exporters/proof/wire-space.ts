/**
 * The space in which a configuration is compared with the policy: packets of one IP family, as a firewall sees them,
 * from the side of whoever began the conversation. Addresses count by the intervals that either side tells apart.
 */
import { createDiagrams, type Diagrams } from '../../algebra/diagram.ts';
import type { DiagramNode } from '../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../algebra/integer-set.ts';
import { type AddressRange, type Family, familyBits } from '../../algebra/ip-address.ts';

/** Positions of the axes. */
export const wireAxes = {
  destination: 0,
  source: 1,
  /** Interface that the first packet comes in by, and the one that it leaves by. */
  entry: 2,
  exit: 3,
  /** IP protocol number. */
  protocol: 4,
  /** Server port; the message type where the protocol is that of ICMP. */
  port: 5,
  /** The port of whoever began; no grant looks at it. */
  client: 6,
  /** 0: a TCP packet that begins a connection, 1: any other. Means nothing for other protocols. */
  flags: 7,
  /** 1: the boundary has given the connection another destination than it was begun to, 0: it has not. */
  translated: 8,
  /** 1: TCP says that some of its payload is urgent, which receivers may take out of the stream (RFC 6093). */
  urgent: 9,
  /** How many bytes the packet has behind the header of its transport. */
  payload: 10,
  /** Words of the payload, read as a request of Modbus over TCP: protocol identifier, length and function code. */
  identifier: 11,
  length: 12,
  code: 13,
  /** The byte that says how many follow it, where a function has one. */
  count: 14,
  /** Seconds since the epoch. */
  moment: 15,
  /** Seconds since Sunday 00:00 UTC. */
  week: 16,
} as const;

/** Axes of what a packet carries. */
const contentAxes: readonly number[] = [
  wireAxes.urgent,
  wireAxes.payload,
  wireAxes.identifier,
  wireAxes.length,
  wireAxes.code,
  wireAxes.count,
];

/** The axis of a vendor session, by its place among the sessions of a space: 0 closed, 1 open. */
export function sessionAxis(index: number): number {
  return wireAxes.week + 1 + index;
}

export type WireAxis = (typeof wireAxes)[keyof typeof wireAxes];

/** What is said of time holds up to the year 2262, where clocks that count nanoseconds in 63 bits end. */
export const lastMoment = 9_223_372_036;
export const secondsOfWeek = 604_800;

export interface WireSpace {
  readonly family: Family;
  readonly diagrams: Diagrams;
  /** First addresses of the intervals, ascending from 0. */
  readonly addresses: readonly bigint[];
  /** Names of interfaces; the number behind the last stands for all others. */
  readonly interfaces: readonly string[];
  /** Windows of the vendor sessions that may be open or not; others are as the configuration has them. */
  readonly sessions: readonly string[];
}

/** The protocol number of ICMP in a family. */
export function icmpOf(family: Family): number {
  return family === 4 ? 1 : 58;
}

/** Axes of a space behind those that every packet has. */
export interface MoreAxes {
  /** Windows of vendor sessions that may be open or not. */
  readonly sessions?: readonly string[];
  /** How many conditions there are of which nothing is known: 1 where one holds, so that what is true whatever it asks is true for both. */
  readonly unknowns?: number;
}

/** A space that tells apart what these addresses and interfaces do. */
export function createWireSpace(
  family: Family,
  ranges: Iterable<AddressRange>,
  interfaces: Iterable<string>,
  { sessions = [], unknowns = 0 }: MoreAxes = {},
): WireSpace {
  const last = 1n << BigInt(familyBits[family]);
  const cuts = new Set([0n]);
  for (const range of ranges) {
    if (range.family !== family) continue;
    cuts.add(range.from);
    if (range.to + 1n < last) cuts.add(range.to + 1n);
  }
  const addresses = [...cuts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const names = [...new Set(interfaces)].sort();
  const ends = [addresses.length, addresses.length, names.length + 1, names.length + 1];
  const conditions = new Array<number>(sessions.length + unknowns).fill(2);
  const content = [2, 65_536, 65_536, 65_536, 256, 256];
  const times = [lastMoment + 1, secondsOfWeek];
  const diagrams = createDiagrams([...ends, 256, 65_536, 65_536, 2, 2, ...content, ...times, ...conditions]);
  return { family, diagrams, addresses, interfaces: names, sessions };
}

/** Addresses whose borders the space knows, as a set on an axis of addresses. */
export function addressesIn({ family, addresses }: WireSpace, ranges: readonly AddressRange[]): IntegerSet {
  const own = ranges.filter((range) => range.family === family);
  return own
    .map((range) => ({ from: classOf(addresses, range.from), to: classOf(addresses, range.to) }))
    .sort((a, b) => a.from - b.from);
}

/** Interfaces as a set on their axis. */
export function interfacesIn({ interfaces }: WireSpace, names: readonly string[]): IntegerSet {
  const numbers = [...new Set(names.map((name) => interfaces.indexOf(name)))].sort((a, b) => a - b);
  return numbers.filter((number) => number >= 0).map((number) => ({ from: number, to: number }));
}

/** Packets with some values on one axis. */
export function packetsWith({ diagrams }: WireSpace, axis: number, values: IntegerSet): DiagramNode {
  const sides: (IntegerSet | null)[] = [];
  sides[axis] = values;
  return diagrams.box(sides);
}

/** Packets of a set whatever they carry: later packets of a conversation carry something else than the first. */
export function withAnyContent({ diagrams }: WireSpace, packets: DiagramNode): DiagramNode {
  return contentAxes.reduce(diagrams.forSome, packets);
}

/** Packets that exist: ICMP has 256 message types. */
export function realPackets(space: WireSpace): DiagramNode {
  const icmp = icmpOf(space.family);
  const others = [
    { from: 0, to: icmp - 1 },
    { from: icmp + 1, to: 255 },
  ];
  const typed = space.diagrams.intersect(
    packetsWith(space, wireAxes.protocol, [{ from: icmp, to: icmp }]),
    packetsWith(space, wireAxes.port, [{ from: 0, to: 255 }]),
  );
  return space.diagrams.union([packetsWith(space, wireAxes.protocol, others), typed]);
}

/** The interval that an address lies in. */
function classOf(addresses: readonly bigint[], address: bigint): number {
  let low = 0;
  let high = addresses.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((addresses[middle] ?? 0n) <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}
