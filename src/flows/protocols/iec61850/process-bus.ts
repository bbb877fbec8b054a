/**
 * The frame that GOOSE, sampled values and GSE management share (IEC 61850-8-1 annex C, IEC 61850-9-2 annex A):
 * APPID, length, two reserved words, then one APDU in BER.
 */
import { read16 } from '../../capture/bytes.ts';

/** Bytes up to the APDU. */
export const headerBytes = 8;

/** True when a frame with an APDU of this tag begins at `start`; padding may follow what its length field says. */
export function isProcessBusFrame(bytes: Uint8Array, start: number, end: number, tag: number): boolean {
  const length = read16(bytes, start + 2);
  return end - start >= headerBytes + 2 && length > headerBytes && length <= end - start && bytes[start + 8] === tag;
}

/** The APPID of the frame at `start`. */
export function applicationId(bytes: Uint8Array, start: number): number {
  return read16(bytes, start);
}

/** The simulation bit of edition 2 (IEC 61850-8-1 C.2.5): the highest of the first reserved word. */
export function isMarkedSimulated(bytes: Uint8Array, start: number): boolean {
  return ((bytes[start + 4] ?? 0) & 0x80) !== 0;
}
