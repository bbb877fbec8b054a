/** Numbers of variable length in S7comm-plus: seven bits in each byte, of which the first bit says that one follows. */

/** No number is longer; the last byte of one this long has eight bits. */
const longestNumber = 9;

/** The lower 32 bits of the number at `at`. */
export function variableNumber(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = 0; index < longestNumber; index++) {
    const byte = bytes[at + index] ?? 0;
    if (index === longestNumber - 1) return ((value << 8) | byte) >>> 0;
    value = (value << 7) | (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return value >>> 0;
}

/** Where the number at `at` ends. */
export function variableNumberEnd(bytes: Uint8Array, at: number): number {
  for (let index = 0; index < longestNumber - 1; index++) if ((bytes[at + index] ?? 0) < 0x80) return at + index + 1;
  return at + longestNumber;
}

/** True when the return value at `at` tells of an error: its lower 16 bits are negative; positive ones are warnings. */
export function isRefusal(bytes: Uint8Array, at: number, end: number): boolean {
  return at < end && (variableNumber(bytes, at) & 0x8000) !== 0;
}
