/** One block of LZ4 (LZ4 Block Format Description): literals and copies of what was written before. */
import { copyBack } from './copy-back.ts';

/**
 * Unpacks `bytes[start, end)` into `into`; answers how many bytes were written, or null when the block is damaged or
 * has more than there is room for.
 */
export function unpackLz4(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number | null {
  let at = start;
  let written = 0;

  /** A length of 15 goes on in the bytes that follow, up to the first that is not 255. */
  function longLength(short: number): number {
    let length = short;
    if (short !== 15) return length;
    for (let more = 255; more === 255; ) {
      if (at >= end) return Number.POSITIVE_INFINITY;
      more = bytes[at] ?? 0;
      at++;
      length += more;
    }
    return length;
  }

  while (at < end) {
    const token = bytes[at] ?? 0;
    at++;
    const literals = longLength(token >>> 4);
    if (literals > end - at || literals > into.length - written) return null;
    into.set(bytes.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    // The last sequence has literals only.
    if (at === end) return written;
    if (end - at < 2) return null;
    const distance = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    at += 2;
    const length = longLength(token & 15) + 4;
    if (distance === 0 || distance > written || length > into.length - written) return null;
    copyBack(into, written, distance, length);
    written += length;
  }
  return written;
}
