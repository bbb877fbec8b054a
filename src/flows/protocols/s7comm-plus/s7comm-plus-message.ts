/**
 * The shape of S7comm-plus messages (public dissector of S7comm-plus): protocol id, version, length, from version 3 on a
 * digest, then what is asked or answered, then a trailer. Of a message in pieces only the last has the trailer.
 */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { probeIsoTransport } from '../shared/iso-transport.ts';

export const opcodes = { request: 0x31, answer: 0x32, cyclicAnswer: 0x02, notification: 0x33 } as const;

const protocolId = 0x72;
const headerBytes = 4;
const trailerBytes = 4;
/** The first version whose messages begin with a digest. */
const digestVersion = 3;
/** Signs of life: without anything else, and with the number of bytes received. */
const keepAliveVersion = 0xff;
const longKeepAliveVersion = 0xfe;

/** Opcode, two bytes, function, two bytes, sequence number; in requests the session; one byte of flags. */
export const requestHeaderBytes = 14;
export const answerHeaderBytes = 10;

/** True when a message or a piece of one is at `start`. */
export function isS7PlusMessage(bytes: Uint8Array, start: number, end: number): boolean {
  const version = bytes[start + 1] ?? 0;
  if (end - start < headerBytes || bytes[start] !== protocolId || !isVersion(version)) return false;
  return version === keepAliveVersion || start + headerBytes + read16(bytes, start + 2) <= end;
}

/** True for a sign of life, in which nothing is asked. */
export function isKeepAlive(bytes: Uint8Array, start: number): boolean {
  return (bytes[start + 1] ?? 0) >= longKeepAliveVersion;
}

/** True when nothing follows behind this piece of a message. */
export function hasTrailer(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= headerBytes + read16(bytes, start + 2) + trailerBytes;
}

/** Where the opcode is. */
export function contentStart(bytes: Uint8Array, start: number): number {
  const from = start + headerBytes;
  return bytes[start + 1] === digestVersion ? from + 1 + (bytes[from] ?? 0) : from;
}

/** Where what the length counts ends. */
export function contentEnd(bytes: Uint8Array, start: number): number {
  return start + headerBytes + read16(bytes, start + 2);
}

/** True for a record of TLS, which newer controllers put in place of all later messages (RFC 8446 5.1). */
export function isTlsRecord(bytes: Uint8Array, start: number, end: number): boolean {
  const kind = bytes[start] ?? 0;
  return end - start >= 5 && kind >= 0x14 && kind <= 0x17 && bytes[start + 1] === 3 && (bytes[start + 2] ?? 0) <= 4;
}

/** True for a record that carries messages, and not the agreement on keys. */
export function isTlsData(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0x17;
}

/** Judges the beginning of a segment. */
export function probeS7Plus(bytes: Uint8Array, start: number, end: number): Recognition {
  return probeIsoTransport(bytes, start, end, judge);
}

function judge(bytes: Uint8Array, start: number, end: number): Recognition {
  if (bytes[start] !== protocolId) return judgeTls(bytes, start, end);
  if (end - start < headerBytes) return end - start > 1 && !isVersion(bytes[start + 1] ?? 0) ? 'no' : 'more';
  if (!isVersion(bytes[start + 1] ?? 0)) return 'no';
  if (isKeepAlive(bytes, start)) return 'either';
  const content = contentStart(bytes, start);
  if (content >= end) return content < contentEnd(bytes, start) ? 'more' : 'no';
  const opcode = bytes[content];
  if (opcode === opcodes.request) return 'client';
  return isFromServer(opcode) ? 'server' : 'no';
}

function isFromServer(opcode: number | undefined): boolean {
  return opcode === opcodes.answer || opcode === opcodes.cyclicAnswer || opcode === opcodes.notification;
}

/** A handshake begins with what the client or the server says. */
function judgeTls(bytes: Uint8Array, start: number, end: number): Recognition {
  const kind = bytes[start] ?? 0;
  if (kind < 0x14 || kind > 0x17) return 'no';
  if (end - start < 6) return end - start > 1 && bytes[start + 1] !== 3 ? 'no' : 'more';
  if (!isTlsRecord(bytes, start, end)) return 'no';
  if (kind !== 0x16) return 'either';
  return bytes[start + 5] === 1 ? 'client' : bytes[start + 5] === 2 ? 'server' : 'either';
}

function isVersion(version: number): boolean {
  return (version >= 1 && version <= digestVersion) || version >= longKeepAliveVersion;
}
