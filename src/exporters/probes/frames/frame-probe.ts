/** One frame that a bridge is asked about, and its bytes (IEEE 802.3, IEEE 802.1Q). */
import { formatMac } from '../../../algebra/mac-address.ts';
import type { PlanGrant } from '../../../model/plan.ts';

export interface FrameProbe {
  /** The port that it comes in by, by its place among the wired ones. */
  readonly entry: number;
  readonly source: bigint;
  readonly destination: bigint;
  /** The VLAN of its tag, 0 for a priority tag; null without one. */
  readonly vlan: number | null;
  /** What is behind the addresses or the tag. */
  readonly etherType: number;
  /** The first four bytes behind that. */
  readonly head: readonly [number, number, number, number];
  /** The grant that it was derived from, null for a frame at random. */
  readonly origin: PlanGrant | null;
}

/** Bytes that every frame has at least, without its checksum; a tag comes on top. */
const shortest = 60;
/** EtherType of a VLAN tag, and a priority that no bridge minds. */
const [tagType, priority] = [0x8100, 0xc000];

/** Length of a frame that {@link writeFrame} writes. */
export function frameLength({ vlan }: FrameProbe): number {
  return vlan === null ? shortest : shortest + 4;
}

/** Writes a frame; `number`, of 32 bits, is behind its first four bytes and tells it from others. */
export function writeFrame(bytes: Buffer, at: number, probe: FrameProbe, number: number): void {
  bytes.fill(0, at, at + frameLength(probe));
  bytes.writeUIntBE(Number(probe.destination), at, 6);
  bytes.writeUIntBE(Number(probe.source), at + 6, 6);
  let end = at + 12;
  if (probe.vlan !== null) {
    bytes.writeUInt16BE(tagType, end);
    bytes.writeUInt16BE(priority | probe.vlan, end + 2);
    end += 4;
  }
  bytes.writeUInt16BE(probe.etherType, end);
  for (const [index, byte] of probe.head.entries()) bytes.writeUInt8(byte, end + 2 + index);
  bytes.writeUInt32BE(number, end + 6);
}

/** The number of a frame that came out; null for one that is none of ours. */
export function frameNumber(frame: Buffer): number | null {
  if (frame.length < shortest) return null;
  const start = frame.readUInt16BE(12) === tagType ? 16 : 12;
  return frame.readUInt32BE(start + 6);
}

/** `00:80:f4:00:00:01 behind eth0 -> 01:0e:cf:00:00:00, ethernet 0x8892 in VLAN 40 with fefe0500`. */
export function describeProbe(probe: FrameProbe, ports: readonly string[]): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const tag = probe.vlan === null ? '' : probe.vlan === 0 ? ' with a priority tag' : ` in VLAN ${probe.vlan}`;
  const head = probe.head.map((byte) => hex(byte, 2)).join('');
  return `${formatMac(probe.source)} behind ${ports[probe.entry] ?? '?'} -> ${formatMac(probe.destination)}, ethernet 0x${hex(probe.etherType, 4)}${tag} with ${head}`;
}
