/** HART-IP messages (TS20085 8): a header of 8 octets, and the HART frame (TS20081 5) that a token-passing PDU carries. */
import { read16 } from '../../capture/bytes.ts';

export const hartHeaderBytes = 8;

/** Message types in the second octet. */
export const hartTypes = { request: 0, response: 1, publish: 2, refusal: 15 } as const;

/** Message ids in the third octet. */
export const hartIds = { initiate: 0, close: 1, keepAlive: 2, tokenPassing: 3, directPdu: 4, auditLog: 5 } as const;

const longestMessage = 2048;
const initiateBytes = 13;
const preamble = 0xff;

/** Type of the message at `at`. */
export function hartType(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1] ?? 0) & 15;
}

/** Octets of the message that begins at `at`; 0 when none does, -1 when too little is there to tell. */
export function hartLength(bytes: Uint8Array, at: number, end: number): number {
  const version = bytes[at] ?? 0;
  if (version < 1 || version > 2) return 0;
  if (end - at < hartHeaderBytes) return -1;
  const type = hartType(bytes, at);
  const id = bytes[at + 2] ?? 0;
  const length = read16(bytes, at + 6);
  const isKnown = type <= hartTypes.publish || type === hartTypes.refusal;
  if (!isKnown || id > hartIds.auditLog || length < hartHeaderBytes || length > longestMessage) return 0;
  if (id === hartIds.initiate && type <= hartTypes.response && length !== initiateBytes && length !== hartHeaderBytes)
    return 0;
  return length;
}

/** A HART frame; overwritten by the next. */
export interface HartFrame {
  /** 8-bit command. */
  command: number;
  /** Its data are `bytes[start, end)`. */
  start: number;
  end: number;
}

/** Reads the frame at `at`: delimiter, address, expansion, command, count, data, and where it has one the check octet. */
export function readHartFrame(bytes: Uint8Array, start: number, end: number, frame: HartFrame): boolean {
  let at = start;
  while (at < end && bytes[at] === preamble) at++;
  const delimiter = bytes[at] ?? 0;
  const kind = delimiter & 7;
  if (kind !== 1 && kind !== 2 && kind !== 6) return false;
  const expansion = (delimiter >>> 5) & 3;
  const command = at + 1 + ((delimiter & 0x80) === 0 ? 1 : 5) + expansion;
  if (command + 1 >= end) return false;
  frame.command = bytes[command] ?? 0;
  frame.start = command + 2;
  frame.end = frame.start + (bytes[command + 1] ?? 0);
  return frame.end <= end;
}

/** Whether the octet behind the frame at `start` is the exclusive or of all its octets. */
export function hasCheckOctet(bytes: Uint8Array, start: number, frame: HartFrame, end: number): boolean {
  if (frame.end >= end) return false;
  let at = start;
  while (at < end && bytes[at] === preamble) at++;
  let sum = 0;
  for (; at < frame.end; at++) sum ^= bytes[at] ?? 0;
  return sum === bytes[frame.end];
}
