/** Writes blocks of LZO1X, after the description of its stream. */
import { bytesOf } from './frames.ts';

/** Literals (as many as the place allows), then a copy, which is fitted to what an instruction can say there. */
export interface LzoStep {
  readonly literals: Uint8Array;
  readonly distance: number;
  readonly length: number;
  /** Up to three literals that come with the copy. */
  readonly behind: Uint8Array;
}

const run = 4;

/** A block of these steps, which ends with `last`. */
export function lzoBlock(steps: readonly LzoStep[], last: Uint8Array): { packed: Uint8Array; plain: Uint8Array } {
  const packed: number[] = [];
  const plain: number[] = [];
  let state = 0;

  function literals(bytes: Uint8Array): void {
    if (bytes.length === 0 || state !== 0) return;
    if (packed.length === 0 && bytes.length <= 238) {
      packed.push(17 + bytes.length, ...bytes);
      state = Math.min(bytes.length, run);
    } else {
      if (bytes.length < 4) return;
      packed.push(...lengthBits(0, bytes.length - 3, 15), ...bytes);
      state = run;
    }
    plain.push(...bytes);
  }

  function copy({ distance: asked, length, behind }: LzoStep): void {
    const distance = Math.min(asked, plain.length);
    if (distance === 0) return;
    const low = behind.length;
    const copied = instruction(distance, length, low);
    if (copied === null) return;
    for (let index = 0; index < copied; index++) plain.push(plain[plain.length - distance] ?? 0);
    packed.push(...behind);
    plain.push(...behind);
    state = low;
  }

  /** Writes the shortest instruction; answers how much it copies. */
  function instruction(distance: number, length: number, low: number): number | null {
    const back = distance - 1;
    if (length === 2) {
      if (state === 0 || state === run || back >= 1024) return null;
      packed.push(((back & 3) << 2) | low, back >>> 2);
    } else if (length === 3 && state === run && distance >= 2049 && distance <= 3072) {
      packed.push((((distance - 2049) & 3) << 2) | low, (distance - 2049) >>> 2);
    } else if (length <= 8 && distance <= 2048) {
      const kind = length <= 4 ? 0x40 | ((length - 3) << 5) : 0x80 | ((length - 5) << 5);
      packed.push(kind | ((back & 7) << 2) | low, back >>> 3);
    } else if (distance <= 16_384) {
      packed.push(...lengthBits(0x20, length - 2, 31), ((back << 2) | low) & 255, back >>> 6);
    } else {
      const far = distance - 16_384;
      const word = ((far & 16_383) << 2) | low;
      packed.push(...lengthBits(0x10 | (far >= 16_384 ? 8 : 0), length - 2, 7), word & 255, word >>> 8);
    }
    return length;
  }

  for (const step of steps) {
    literals(step.literals);
    copy(step);
  }
  literals(last);
  return { packed: bytesOf(packed, [0x11, 0, 0]), plain: Uint8Array.from(plain) };
}

/** The length in the lower bits of an instruction, or behind it. */
function lengthBits(instruction: number, length: number, most: number): number[] {
  if (length <= most) return [instruction | length];
  const rest = length - most;
  const zeros = Math.floor((rest - 1) / 255);
  return [instruction, ...new Array<number>(zeros).fill(0), rest - zeros * 255];
}
