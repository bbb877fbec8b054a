/**
 * The space in which the configuration of a bridge is compared with the policy: frames as they pass, one by one, since a
 * bridge remembers nothing. MAC addresses count by the intervals that either side tells apart.
 */
import { createDiagrams, type Diagrams } from '../../../algebra/diagram.ts';
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../../algebra/integer-set.ts';
import { broadcastMac } from '../../../algebra/mac-address.ts';
import { lastMoment, secondsOfWeek } from '../wire-space.ts';

/** Positions of the axes. */
export const frameAxes = {
  destination: 0,
  source: 1,
  /** Interface that a frame comes in by, and the one that it leaves by. */
  entry: 2,
  exit: 3,
  /** What follows the addresses; below 0x0600 the length of a frame with an LLC header. */
  type: 4,
  /** Of a frame with a tag, whose type is 0x8100: the VLAN, and the EtherType behind the tag. */
  vlan: 5,
  inner: 6,
  /** The first three bytes behind the last EtherType, and the fourth. */
  lead: 7,
  fourth: 8,
  /** Seconds since the epoch, and since Sunday 00:00 UTC. */
  moment: 9,
  week: 10,
} as const;
export type FrameAxis = (typeof frameAxes)[keyof typeof frameAxes];

/** EtherType of a VLAN tag (IEEE 802.1Q). */
export const tagType = 0x8100;

export interface FrameSpace {
  readonly diagrams: Diagrams;
  /** First addresses of the intervals, ascending from 0; all addresses of one have the same first byte. */
  readonly macs: readonly bigint[];
  /** Names of interfaces; the number behind the last stands for all others. */
  readonly interfaces: readonly string[];
}

/** Addresses from the first to the last one. */
export interface MacRange {
  readonly from: bigint;
  readonly to: bigint;
}

const macBits = 48n;
const firstByte = 40n;

/** A space that tells apart what these addresses and interfaces do, with so many conditions of which nothing is known. */
export function createFrameSpace(
  ranges: Iterable<MacRange>,
  interfaces: Iterable<string>,
  unknowns: number = 0,
): FrameSpace {
  const cuts = new Set(Array.from({ length: 256 }, (_, byte) => BigInt(byte) << firstByte)).add(broadcastMac);
  for (const { from, to } of ranges) {
    cuts.add(from);
    if (to + 1n < 1n << macBits) cuts.add(to + 1n);
  }
  const macs = [...cuts].sort((a, b) => (a < b ? -1 : 1));
  const names = [...new Set(interfaces)].sort();
  const ends = [macs.length, macs.length, names.length + 1, names.length + 1];
  const contents = [0x1_0000, 0x1000, 0x1_0000, 0x100_0000, 0x100];
  const times = [lastMoment + 1, secondsOfWeek];
  const conditions = Array.from({ length: unknowns }, () => 2);
  return { diagrams: createDiagrams([...ends, ...contents, ...times, ...conditions]), macs, interfaces: names };
}

/** Addresses whose borders the space knows, as a set on an axis of addresses. */
export function macsIn({ macs }: FrameSpace, ranges: readonly MacRange[]): IntegerSet {
  return ranges
    .map(({ from, to }) => ({ from: classOf(macs, from), to: classOf(macs, to) }))
    .sort((a, b) => a.from - b.from);
}

/** Interfaces as a set on their axis. */
export function portsIn({ interfaces }: FrameSpace, names: readonly string[]): IntegerSet {
  const numbers = [...new Set(names.map((name) => interfaces.indexOf(name)))].sort((a, b) => a - b);
  return numbers.filter((number) => number >= 0).map((number) => ({ from: number, to: number }));
}

/** Frames with some values on one axis. */
export function framesWith({ diagrams }: FrameSpace, axis: FrameAxis, values: IntegerSet): DiagramNode {
  const sides: (IntegerSet | null)[] = [];
  sides[axis] = values;
  return diagrams.box(sides);
}

/** The interval that an address lies in. */
function classOf(macs: readonly bigint[], mac: bigint): number {
  let low = 0;
  let high = macs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((macs[middle] ?? 0n) <= mac) low = middle;
    else high = middle - 1;
  }
  return low;
}
