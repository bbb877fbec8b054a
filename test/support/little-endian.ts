/** Little-endian numbers for hand-made messages. */

/** A 16-bit number, little-endian. */
export function little16(value: number): number[] {
  return [value & 255, (value >>> 8) & 255];
}

/** A 32-bit number, little-endian. */
export function little32(value: number): number[] {
  return [...little16(value & 0xffff), ...little16(value >>> 16)];
}
