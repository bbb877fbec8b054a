/**
 * The shape of FINS frames (Omron W227 2-5, W342 3): information control, gateway count, addresses of destination and
 * source, service id, command; and of the header in front of them over TCP (Omron W421 7-4).
 */
import { read16, read32 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';

/** Up to and including the command. */
export const finsHeaderBytes = 12;
const responseBit = 0x40;
/** The answer is not wanted. */
const silentBit = 0x01;
const reservedBits = 0x3e;
const mostGateways = 7;

/** Main request codes of all commands. */
const mainCodes: ReadonlySet<number> = new Set([
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0c, 0x21, 0x22, 0x23, 0x26,
]);

const magic: readonly number[] = [0x46, 0x49, 0x4e, 0x53];
/** Magic, length, command, error code. */
export const tcpHeaderBytes = 16;
/** The length counts what follows it. */
const tcpPrefixBytes = 8;
const leastTcpLength = 8;
const longestTcpLength = 4096;
export const tcpCommands = { addressRequest: 0, addressAnswer: 1, frame: 2, error: 3, confirmation: 6 } as const;

/** True when a frame may be in `bytes[at, end)`. */
export function isFinsFrame(bytes: Uint8Array, at: number, end: number): boolean {
  const control = bytes[at] ?? 0;
  if (end - at < finsHeaderBytes || (control & reservedBits) !== 0 || bytes[at + 1] !== 0) return false;
  return (bytes[at + 2] ?? 0) <= mostGateways;
}

export function isResponse(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at] ?? 0) & responseBit) !== 0;
}

export function isSilent(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at] ?? 0) & silentBit) !== 0;
}

/** Node of the destination of a command, which is the source of its response. */
export function nodeOf(bytes: Uint8Array, at: number): number {
  return bytes[at + (isResponse(bytes, at) ? 7 : 4)] ?? 0;
}

export function commandOf(bytes: Uint8Array, at: number): number {
  return read16(bytes, at + 10);
}

/** Service id and command, by which a response finds its command. */
export function keyOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 9] ?? 0) << 16) | commandOf(bytes, at);
}

/** True when the end code tells of a refusal: two bits of it only say that the controller has an error. */
export function isRefusal(bytes: Uint8Array, at: number): boolean {
  return (read16(bytes, at + finsHeaderBytes) & 0xff3f) !== 0;
}

/** Judges a datagram. */
export function probeFinsDatagram(bytes: Uint8Array, start: number, end: number): Recognition {
  if (end - start < finsHeaderBytes) return mayBegin(bytes, start, end) ? 'more' : 'no';
  if (!isFinsFrame(bytes, start, end) || ((bytes[start] ?? 0) & 0x80) === 0) return 'no';
  if (!mainCodes.has(bytes[start + 10] ?? 0)) return 'no';
  if (!isResponse(bytes, start)) return 'client';
  return end - start >= finsHeaderBytes + 2 ? 'server' : 'no';
}

function mayBegin(bytes: Uint8Array, start: number, end: number): boolean {
  const control = bytes[start] ?? 0;
  if (end === start) return true;
  return (control & 0x80) !== 0 && (control & reservedBits) === 0 && (end - start < 2 || bytes[start + 1] === 0);
}

/** Judges the beginning of a segment. */
export function probeFinsStream(bytes: Uint8Array, start: number, end: number): Recognition {
  for (let index = 0; index < magic.length; index++) {
    if (start + index >= end) return 'more';
    if (bytes[start + index] !== magic[index]) return 'no';
  }
  if (end - start < tcpHeaderBytes) return 'more';
  if (!isTcpHeader(bytes, start)) return 'no';
  switch (tcpCommandOf(bytes, start)) {
    case tcpCommands.addressRequest:
      return 'client';
    case tcpCommands.addressAnswer:
    case tcpCommands.error:
      return 'server';
    case tcpCommands.frame:
      if (end - start < tcpHeaderBytes + 1) return 'more';
      return isResponse(bytes, start + tcpHeaderBytes) ? 'server' : 'client';
    case tcpCommands.confirmation:
      return 'either';
    default:
      return 'no';
  }
}

/** True when a header over TCP is at `at`; at least `tcpHeaderBytes` are there. */
export function isTcpHeader(bytes: Uint8Array, at: number): boolean {
  if (!magic.every((byte, index) => bytes[at + index] === byte)) return false;
  const length = read32(bytes, at + 4);
  return length >= leastTcpLength && length <= longestTcpLength;
}

export function tcpCommandOf(bytes: Uint8Array, at: number): number {
  return read32(bytes, at + 8);
}

/** Where the message that begins with the header at `at` ends. */
export function tcpEnd(bytes: Uint8Array, at: number): number {
  return at + tcpPrefixBytes + read32(bytes, at + 4);
}
