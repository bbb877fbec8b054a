/** Big-endian and little-endian numbers in bytes; what lies behind the end reads as zero, as callers check lengths. */

export function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** As a signed 32-bit number, which is enough to compare and to hash. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

export function read32(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) >>> 0;
}

export function read16Little(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function read32Little(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

/** A 16-bit number in the byte order of a file. */
export function read16As(bytes: Uint8Array, at: number, little: boolean): number {
  return little ? read16Little(bytes, at) : read16(bytes, at);
}

/** A 32-bit number in the byte order of a file. */
export function read32As(bytes: Uint8Array, at: number, little: boolean): number {
  return little ? read32Little(bytes, at) : read32(bytes, at);
}

/** Big-endian number of up to 8 bytes; above 2^53 it is not exact. */
export function readUnsigned(bytes: Uint8Array, at: number, length: number): number {
  if (length === 4) return read32(bytes, at);
  if (length === 2) return read16(bytes, at);
  let value = 0;
  for (let index = 0; index < length; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

/** Little-endian number of 8 bytes; above 2^53 it is not exact. */
export function read64Little(bytes: Uint8Array, at: number): number {
  return read32Little(bytes, at) + read32Little(bytes, at + 4) * 2 ** 32;
}
