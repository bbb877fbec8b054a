/** One concrete frame out of a set, as the witness of a difference, in words that a person can act on. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import { formatMac } from '../../../algebra/mac-address.ts';
import { findTimedPoint, type Point } from '../find-point.ts';
import { type FrameSpace, frameAxes, tagType } from './frame-space.ts';

/** A frame at a boundary. */
export interface WireFrame {
  readonly entry: string;
  readonly source: string;
  readonly exit: string;
  readonly destination: string;
  /** The VLAN of its tag, null without one. */
  readonly vlan: number | null;
  /** The EtherType behind the tag. */
  readonly etherType: number;
  /** The first four bytes behind the EtherType. */
  readonly head: readonly number[];
  /** Seconds since the epoch. */
  readonly time: number;
}

/** A point of a set; null when the set is empty. */
export function findFrame({ diagrams }: FrameSpace, set: DiagramNode): Point | null {
  return findTimedPoint(diagrams, set, [0, 0, 0, 0, 0x88b5, 0, 0x88b5, 0, 0]);
}

/** A point in the words of a witness. */
export function frameAt({ macs, interfaces }: FrameSpace, point: Point): WireFrame {
  const at = (axis: number): number => point[axis] ?? 0;
  const tagged = at(frameAxes.type) === tagType;
  const lead = at(frameAxes.lead);
  return {
    entry: interfaces[at(frameAxes.entry)] ?? 'another interface',
    source: formatMac(macs[at(frameAxes.source)] ?? 0n),
    exit: interfaces[at(frameAxes.exit)] ?? 'another interface',
    destination: formatMac(macs[at(frameAxes.destination)] ?? 0n),
    vlan: tagged ? at(frameAxes.vlan) : null,
    etherType: at(tagged ? frameAxes.inner : frameAxes.type),
    head: [lead >> 16, (lead >> 8) & 0xff, lead & 0xff, at(frameAxes.fourth)],
    time: at(frameAxes.moment),
  };
}

/** `00:80:f4:00:00:01 behind eth0 -> 01:0e:cf:00:00:00 by eth1, ethernet 0x8892 in VLAN 110 with fefe0500, at 2026-08-03T12:00:00Z`. */
export function formatFrame({ entry, source, exit, destination, vlan, etherType, head, time }: WireFrame): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const tag = vlan === null ? '' : ` in VLAN ${vlan}`;
  const bytes = head.map((byte) => hex(byte, 2)).join('');
  const at = new Date(time * 1000).toISOString().replace('.000', '');
  return `${source} behind ${entry} -> ${destination} by ${exit}, ethernet 0x${hex(etherType, 4)}${tag} with ${bytes}, at ${at}`;
}
