/**
 * Serial Modbus frames in a stream (MODBUS over Serial Line V1.02 2.5.1): unit, function code, data, CRC-16. They have
 * no length and their pauses are lost, so the function says how long a frame is and the checksum whether it is one.
 */
import type { Recognition } from '../decoder.ts';
import { checksumStart, endsWithChecksum, nextChecksum } from '../shared/modbus-checksum.ts';
import { pduShape } from './pdu-shapes.ts';

/** Which messages a side of the conversation sends. */
export type FrameKind = 'request' | 'response';

/** Unit, function code, checksum. */
const leastBytes = 4;
const longestFrame = 256;
/** Bytes of the checksum at the end. */
export const checksumBytes = 2;
const largestUnit = 247;

/** There is no frame. */
const noFrame = -1;
/** There may be one when more bytes are there. */
export const cutOffFrame = -2;

/** Where the frame that begins at `at` ends; else `noFrame` or `cutOffFrame`. */
export function rtuFrameEnd(bytes: Uint8Array, at: number, end: number, kind: FrameKind): number {
  const length = frameLength(bytes, at, end, kind);
  if (length === unknownLength) return searchedEnd(bytes, at, end);
  if (at + length > end) return cutOffFrame;
  if (endsWithChecksum(bytes, at, at + length)) return at + length;
  // Function 8 may carry more data than its two bytes.
  return bytes[at + 1] === diagnostics ? searchedEnd(bytes, at, end) : noFrame;
}

/** True when the frame in `bytes[at, next)` has the length that its function says and sensible values. */
export function isSureFrame(bytes: Uint8Array, at: number, next: number, kind: FrameKind): boolean {
  const shape = pduShape(bytes, at + 1, next - checksumBytes);
  return shape === 'either' || shape === (kind === 'request' ? 'client' : 'server');
}

/** Judges the beginning of a segment: whole frames up to its end, with right checksums and sensible values. */
export function probeRtu(bytes: Uint8Array, start: number, end: number): Recognition {
  if (start >= end) return 'more';
  if ((bytes[start] ?? 0) > largestUnit) return 'no';
  const asked = probeKind(bytes, start, end, 'request');
  const answered = probeKind(bytes, start, end, 'response');
  if (asked === 'yes') return answered === 'yes' ? 'either' : 'client';
  if (answered === 'yes') return 'server';
  return asked === 'more' || answered === 'more' ? 'more' : 'no';
}

function probeKind(bytes: Uint8Array, start: number, end: number, kind: FrameKind): 'yes' | 'no' | 'more' {
  let at = start;
  while (at < end) {
    const next = rtuFrameEnd(bytes, at, end, kind);
    if (next === cutOffFrame && at === start) return isKnownFunction(bytes, at, end) ? 'more' : 'no';
    if (next === cutOffFrame) return 'yes';
    if (next === noFrame || !isSureFrame(bytes, at, next, kind)) return 'no';
    at = next;
  }
  return 'yes';
}

const diagnostics = 8;
const unknownLength = 0;

function isKnownFunction(bytes: Uint8Array, at: number, end: number): boolean {
  const code = bytes[at + 1] ?? 0;
  return end - at < 2 || plainLengths.request[code] !== undefined || plainLengths.response[code & 0x7f] !== undefined;
}

/** Bytes of whole frames by function; negative: all bytes around those that the byte at that offset counts. */
const plainLengths: Readonly<Record<FrameKind, Readonly<Record<number, number>>>> = {
  request: {
    ...{ 1: 8, 2: 8, 3: 8, 4: 8, 5: 8, 6: 8, 7: 4, 8: 8, 11: 4, 12: 4, 17: 4, 22: 10, 24: 6 },
    ...{ 15: -6, 16: -6, 20: -2, 21: -2, 23: -10 },
  },
  response: {
    ...{ 5: 8, 6: 8, 7: 5, 8: 8, 11: 8, 15: 8, 16: 8, 22: 10 },
    ...{ 1: -2, 2: -2, 3: -2, 4: -2, 12: -2, 17: -2, 20: -2, 21: -2, 23: -2 },
  },
};
const exceptionLength = 5;
const readFifo = 24;
const encapsulated = 43;
const readDeviceIdentification = 14;

function frameLength(bytes: Uint8Array, at: number, end: number, kind: FrameKind): number {
  const code = bytes[at + 1] ?? 0;
  if (end - at < 2) return leastBytes;
  if (code >= 0x80) return kind === 'response' ? exceptionLength : unknownLength;
  if (code === encapsulated && kind === 'request' && bytes[at + 2] === readDeviceIdentification) return 7;
  if (code === readFifo && kind === 'response') {
    const counted = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    return end - at < 4 ? 6 : counted + 6 <= longestFrame ? counted + 6 : unknownLength;
  }
  const plain = plainLengths[kind][code] ?? unknownLength;
  if (plain >= 0) return plain;
  const counter = at - plain;
  return counter < end ? 1 - plain + (bytes[counter] ?? 0) + checksumBytes : 1 - plain + checksumBytes;
}

/** Where a frame of unknown length ends: at the end of what there is, else where the checksum fits first. */
function searchedEnd(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + longestFrame);
  let checksum = checksumStart;
  let first = noFrame;
  for (let position = at; position < last; position++) {
    checksum = nextChecksum(checksum, bytes[position] ?? 0);
    if (checksum !== 0 || position - at < leastBytes - 1) continue;
    if (position + 1 === end) return end;
    if (first === noFrame) first = position + 1;
  }
  if (first !== noFrame) return first;
  return end - at < longestFrame ? cutOffFrame : noFrame;
}
