/**
 * Link frames of DNP3 (IEEE 1815-2012 9.2): two bytes to begin with, length, control, destination and source address,
 * then user data in blocks of 16 bytes. Header and blocks end with a CRC each.
 */
import { read16Little } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';

/** Bytes of a frame without user data. */
export const linkHeaderBytes = 10;
/** Most user data of one frame. */
export const mostLinkData = 250;

const blockBytes = 16;
const crcBytes = 2;
/** The length counts control and addresses, but no CRC. */
const countedHeaderBytes = 5;

/** Sent by the master. */
export const directionBit = 0x80;
/** Sent by whoever begins on the link, so that the function is one of a primary station. */
export const primaryBit = 0x40;

/** True when a frame begins at `at`; at least `linkHeaderBytes` are there. */
export function isLinkHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0x05 || bytes[at + 1] !== 0x64 || (bytes[at + 2] ?? 0) < countedHeaderBytes) return false;
  return hasCrc(bytes, at, at + 8);
}

/** Where the frame at `at` ends. */
export function linkFrameEnd(bytes: Uint8Array, at: number): number {
  const data = linkDataBytes(bytes, at);
  return at + linkHeaderBytes + data + Math.ceil(data / blockBytes) * crcBytes;
}

/** Bytes of user data in the frame at `at`. */
export function linkDataBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at + 2] ?? 0) - countedHeaderBytes;
}

/** Copies the user data of a whole frame without its CRCs; false when one of them is wrong. */
export function copyLinkData(bytes: Uint8Array, at: number, target: Uint8Array): boolean {
  let left = linkDataBytes(bytes, at);
  let from = at + linkHeaderBytes;
  for (let to = 0; left > 0; to += blockBytes) {
    const length = Math.min(left, blockBytes);
    if (!hasCrc(bytes, from, from + length)) return false;
    for (let index = 0; index < length; index++) target[to + index] = bytes[from + index] ?? 0;
    from += length + crcBytes;
    left -= length;
  }
  return true;
}

/** Judges the beginning of a segment or datagram by the header of one frame, whose CRC makes it a sure sign. */
export function probeDnp3(bytes: Uint8Array, start: number, end: number): Recognition {
  if (bytes[start] !== 0x05 || (end - start > 1 && bytes[start + 1] !== 0x64)) return 'no';
  if (end - start < linkHeaderBytes) return 'more';
  if (!isLinkHeader(bytes, start)) return 'no';
  return ((bytes[start + 3] ?? 0) & directionBit) === 0 ? 'server' : 'client';
}

/** The CRC of IEEE 1815-2012 annex E, low byte first, stands at `end` and covers what is before it. */
function hasCrc(bytes: Uint8Array, start: number, end: number): boolean {
  return read16Little(bytes, end) === crcOf(bytes, start, end);
}

function crcOf(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return crc ^ 0xffff;
}

/** x^16+x^13+x^12+x^11+x^10+x^8+x^6+x^5+x^2+1, the lowest bit first. */
const reversedPolynomial = 0xa6bc;

const crcTable: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ reversedPolynomial;
  return value;
});
