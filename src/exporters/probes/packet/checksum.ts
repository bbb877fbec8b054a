/** Checksums of IP and its transports (RFC 1071), and of SCTP (RFC 9260, appendix A). */

/** The complement of the sum of 16-bit words from one offset to another; an odd byte counts as the upper half of a word. */
export function checksum(bytes: Buffer, from: number, to: number, initial: number): number {
  let sum = initial;
  let at = from;
  for (; at + 1 < to; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  if (at < to) sum += (bytes[at] as number) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return 0xffff - sum;
}

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value >>> 0;
});

/** CRC-32C. */
export function crc32c(bytes: Buffer, from: number, to: number): number {
  let value = 0xffff_ffff;
  for (let at = from; at < to; at++) value = (value >>> 8) ^ (table[(value ^ (bytes[at] as number)) & 255] as number);
  return (value ^ 0xffff_ffff) >>> 0;
}
