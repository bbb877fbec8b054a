/**
 * One block of LZO1X, as nfcapd packs it (the stream is described in Documentation/staging/lzo.rst of Linux): literals
 * and copies of what was written before. An instruction may mean something else after literals than after a copy.
 */
import { copyBack } from './copy-back.ts';

/**
 * Unpacks `bytes[start, end)` into `into`; answers how many bytes were written, or null when the block is damaged, has
 * no end, or has more than there is room for.
 */
export function unpackLzo(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number | null {
  let at = start;
  let written = 0;
  /** Literals that the last instruction brought: 0 to 3 behind a copy, `run` for more. */
  let state = 0;

  function next(): number {
    const byte = at < end ? (bytes[at] ?? 0) : -1;
    at++;
    return byte;
  }

  /** A length that does not fit into its bits goes on in zeros, each for 255, and a last byte. */
  function longLength(bits: number, most: number): number {
    if (bits !== 0) return bits;
    let length = most;
    for (;;) {
      const byte = next();
      if (byte < 0) return tooMuch;
      if (byte > 0) return length + byte;
      length += 255;
    }
  }

  function literals(count: number): boolean {
    if (count > end - at || count > into.length - written) return false;
    into.set(bytes.subarray(at, at + count), written);
    at += count;
    written += count;
    return true;
  }

  /** Copies, and takes the up to 3 literals that come with it. */
  function copy(distance: number, length: number, behind: number): boolean {
    if (at > end || distance > written || length > into.length - written) return false;
    copyBack(into, written, distance, length);
    written += length;
    state = behind;
    return literals(behind);
  }

  /** Below 16: a run of literals, or a short copy behind literals. */
  function lowInstruction(instruction: number): boolean {
    if (state === 0) {
      state = run;
      return literals(3 + longLength(instruction, 15));
    }
    const distance = (next() << 2) + (instruction >>> 2);
    return state === run ? copy(distance + 2049, 3, instruction & 3) : copy(distance + 1, 2, instruction & 3);
  }

  /** From 16 on: a copy from as far as the highest bit says. */
  function farInstruction(instruction: number): boolean | 'end' {
    if (instruction >= 64) {
      const length = instruction >= 128 ? 5 + ((instruction >>> 5) & 3) : 3 + ((instruction >>> 5) & 1);
      return copy((next() << 3) + ((instruction >>> 2) & 7) + 1, length, instruction & 3);
    }
    const isNear = instruction >= 32;
    const length = 2 + (isNear ? longLength(instruction & 31, 31) : longLength(instruction & 7, 7));
    const low = next();
    const word = low | (next() << 8);
    if (isNear) return copy((word >>> 2) + 1, length, word & 3);
    const distance = 16_384 + ((instruction & 8) << 11) + (word >>> 2);
    return distance === 16_384 ? 'end' : copy(distance, length, word & 3);
  }

  // The first byte may bring literals without an instruction.
  const first = bytes[start] ?? 0;
  if (end > start && first > 17) {
    at++;
    state = first < 21 ? first - 17 : run;
    if (!literals(first - 17)) return null;
  }
  for (;;) {
    const instruction = next();
    if (instruction < 0) return null;
    const outcome = instruction < 16 ? lowInstruction(instruction) : farInstruction(instruction);
    if (outcome === 'end') return at <= end ? written : null;
    if (!outcome) return null;
  }
}

const run = 4;
const tooMuch = Number.POSITIVE_INFINITY;
