/** The frame of IEEE C37.118.2-2011 (6.2): sync word, size, stream id, time, contents, checksum. */
import { read16 } from '../../capture/bytes.ts';

export const commandFrame = 4;
/** Up to the contents. */
export const frameHeaderBytes = 14;

const syncByte = 0xaa;
const lastType = 5;
const leastBytes = 16;
const checksumBytes = 2;

/** Type of the frame at `at`, by the second octet. */
export function frameType(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1] ?? 0) >>> 4) & 7;
}

/** Size of the frame that begins at `at`; 0 when none does, -1 when too little is there to tell. */
export function frameLength(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== syncByte) return 0;
  if (end - at < 4) return -1;
  const second = bytes[at + 1] ?? 0;
  const version = second & 15;
  const size = read16(bytes, at + 2);
  if (second >= 0x80 || frameType(bytes, at) > lastType || version < 1 || version > 3 || size < leastBytes) return 0;
  if (size > end - at) return size;
  return hasChecksum(bytes, at, at + size) ? size : 0;
}

/** CRC-CCITT with polynomial 0x1021 and start value 0xffff over all but the last two octets (annex B). */
function hasChecksum(bytes: Uint8Array, start: number, end: number): boolean {
  let crc = 0xffff;
  for (let at = start; at < end - checksumBytes; at++) {
    crc ^= (bytes[at] ?? 0) << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc === read16(bytes, end - checksumBytes);
}
