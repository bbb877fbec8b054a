/** Breaks captures the way networks, sensors and attackers do: frame by frame, so that what is behind is still read. */
import fc from 'fast-check';
import { pcap, type TimedFrame } from './capture-files.ts';

/** What happens to one frame. */
export interface FrameMutation {
  readonly kind: 'flip' | 'lie' | 'cut' | 'drop' | 'repeat' | 'swap' | 'overlap';
  /** Which frame, as a share of all. */
  readonly frame: number;
  /** Where in it, as a share of its length. */
  readonly place: number;
  readonly value: number;
}

/** Lengths and counts that lie: the smallest, the largest, and those around a sign. */
const lies = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff];

const share = fc.double({ min: 0, max: 0.999_999, noNaN: true });

export const frameMutation: fc.Arbitrary<FrameMutation> = fc.record({
  kind: fc.constantFrom('flip', 'lie', 'cut', 'drop', 'repeat', 'swap', 'overlap'),
  frame: share,
  place: share,
  value: fc.nat(255),
});

/** The frames of a classic capture with microseconds in little-endian order, at most `most`; empty for another file. */
export function framesOf(
  capture: Uint8Array,
  most: number,
): { readonly frames: readonly TimedFrame[]; readonly linkType: number } {
  const bytes = Buffer.from(capture);
  const frames: TimedFrame[] = [];
  if (bytes.length < 24 || bytes.readUInt32LE(0) !== 0xa1b2c3d4) return { frames, linkType: 1 };
  for (let at = 24; at + 16 <= bytes.length && frames.length < most; ) {
    const length = bytes.readUInt32LE(at + 8);
    const micros = bytes.readUInt32LE(at) * 1_000_000 + bytes.readUInt32LE(at + 4);
    frames.push({ micros, bytes: capture.slice(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return { frames, linkType: bytes.readUInt32LE(20) & 0xffff };
}

/** A capture of the frames after all mutations. */
export function mutatedCapture(
  frames: readonly TimedFrame[],
  linkType: number,
  mutations: readonly FrameMutation[],
): Uint8Array {
  const list = frames.map(({ micros, bytes }) => ({ micros, bytes: bytes.slice() }));
  for (const mutation of mutations) mutate(list, mutation);
  return pcap(list, { linkType });
}

function mutate(list: { micros: number; bytes: Uint8Array }[], { kind, frame, place, value }: FrameMutation): void {
  const index = Math.floor(frame * list.length);
  const chosen = list[index];
  if (chosen === undefined) return;
  const at = Math.floor(place * chosen.bytes.length);
  switch (kind) {
    case 'flip':
      chosen.bytes[at] = (chosen.bytes[at] ?? 0) ^ (1 << (value & 7));
      break;
    case 'lie': {
      const lie = lies[value % lies.length] ?? 0;
      chosen.bytes[at] = lie >>> 8;
      if (at + 1 < chosen.bytes.length) chosen.bytes[at + 1] = lie & 255;
      break;
    }
    case 'cut':
      chosen.bytes = chosen.bytes.slice(0, at);
      break;
    case 'drop':
      list.splice(index, 1);
      break;
    case 'repeat':
      list.splice(index, 0, { ...chosen, bytes: chosen.bytes.slice() });
      break;
    case 'swap': {
      const other = list[index + 1 + (value % 8)];
      if (other === undefined) break;
      [chosen.bytes, other.bytes] = [other.bytes, chosen.bytes];
      break;
    }
    case 'overlap': {
      // A segment again, one octet of its sequence number lower: it overlaps the one before.
      const copy = chosen.bytes.slice();
      const sequence = 14 + 20 + 7;
      if (copy.length > sequence) copy[sequence] = ((copy[sequence] ?? 0) - 1 - (value % 8)) & 255;
      list.splice(index + 1, 0, { micros: chosen.micros, bytes: copy });
      break;
    }
  }
}
