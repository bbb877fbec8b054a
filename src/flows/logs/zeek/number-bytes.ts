/** Numbers read from the bytes of a line, for the fast paths. */

/** A decimal number of at most 15 digits in `bytes[start, end)`; -1 for anything else. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1;
  // Nine digits are less than 2^31: whole numbers of a processor are several times faster than floating ones.
  const split = end - 9;
  if (split <= start) return readSmall(bytes, start, end);
  const high = readSmall(bytes, start, split);
  const low = readSmall(bytes, split, end);
  return high < 0 || low < 0 ? -1 : high * 1_000_000_000 + low;
}

function readSmall(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return value;
}

/** Microseconds of a time in seconds with a fraction of six digits; -1 for any other spelling. */
export function readSeconds(bytes: Uint8Array, start: number, end: number): number {
  const point = end - 7;
  if (point - start > 11 || bytes[point] !== 0x2e) return -1;
  const seconds = readDecimal(bytes, start, point);
  const micros = readDecimal(bytes, point + 1, end);
  return seconds < 0 || micros < 0 ? -1 : seconds * 1_000_000 + micros;
}
