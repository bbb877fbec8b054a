/**
 * The shape of S7 messages (public dissector of S7 communication): protocol id, kind, two reserved bytes, reference,
 * lengths of parameters and data, in answers an error; then the parameters, of which the first byte is the function.
 */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { probeIsoTransport } from '../shared/iso-transport.ts';

export const kinds = { job: 1, acknowledgement: 2, answer: 3, userdata: 7 } as const;
export const functions = { read: 0x04, write: 0x05, downloadBlock: 0x1b, downloadEnded: 0x1c, service: 0x28 } as const;

const protocolId = 0x32;
const headerBytes = 10;
/** Of answers, which have an error class and an error code. */
const answerHeaderBytes = 12;
/** Parameters of userdata: three bytes, length, method, type and group, sub-function, sequence number. */
const userdataBytes = 8;

/** True when a whole message is at `start`. */
export function isS7Message(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < headerBytes || bytes[start] !== protocolId || !isKind(bytes[start + 1] ?? 0)) return false;
  const parameters = parametersStart(bytes, start);
  const data = dataStart(bytes, start);
  if (data + read16(bytes, start + 8) > end) return false;
  if (bytes[start + 1] === kinds.job) return data > parameters;
  if (bytes[start + 1] !== kinds.userdata) return true;
  return data - parameters >= userdataBytes && isUserdataHead(bytes, parameters);
}

export function referenceOf(bytes: Uint8Array, start: number): number {
  return read16(bytes, start + 4);
}

/** Where the parameters begin. */
export function parametersStart(bytes: Uint8Array, start: number): number {
  return start + (isAnswer(bytes[start + 1] ?? 0) ? answerHeaderBytes : headerBytes);
}

/** Where the parameters end and the data begin. */
export function dataStart(bytes: Uint8Array, start: number): number {
  return parametersStart(bytes, start) + read16(bytes, start + 6);
}

/** True when the header of an answer tells of an error. */
export function hasError(bytes: Uint8Array, start: number): boolean {
  return read16(bytes, start + 10) !== 0;
}

/** True when the parameters of an answer of userdata tell of an error; a long answer says so in its last two bytes. */
export function hasUserdataError(bytes: Uint8Array, parameters: number, data: number): boolean {
  return data - parameters >= userdataBytes + 4 && read16(bytes, parameters + 10) !== 0;
}

/** Judges the beginning of a segment. */
export function probeS7(bytes: Uint8Array, start: number, end: number): Recognition {
  return probeIsoTransport(bytes, start, end, judge);
}

/** By the parameters it is clear who sends a message; a controller asks only for the blocks that it is given. */
function judge(bytes: Uint8Array, start: number, end: number): Recognition {
  const kind = bytes[start + 1] ?? 0;
  if (bytes[start] !== protocolId || (end - start > 1 && !isKind(kind))) return 'no';
  if (end - start < headerBytes) return 'more';
  if (read16(bytes, start + 2) !== 0) return 'no';
  const parameters = parametersStart(bytes, start);
  if (kind === kinds.userdata) {
    if (end - parameters < userdataBytes) return 'more';
    return isUserdataHead(bytes, parameters) ? senderOfUserdata(bytes[parameters + 5] ?? 0) : 'no';
  }
  if (isAnswer(kind) && read16(bytes, start + 6) === 0) return 'server';
  if (end <= parameters) return 'more';
  const code = bytes[parameters];
  const isAskedByServer = code === functions.downloadBlock || code === functions.downloadEnded;
  return isAskedByServer === (kind === kinds.job) ? 'server' : 'client';
}

/** Changes of the operating mode have a head of their own. */
function isUserdataHead(bytes: Uint8Array, parameters: number): boolean {
  const head = read16(bytes, parameters);
  return head === 0x0001 || head === 0x0100;
}

function senderOfUserdata(typeAndGroup: number): Recognition {
  return userdataType(typeAndGroup) === 'request' ? 'client' : 'server';
}

/** The upper half of the byte: 0, 4 and 8, of numerical controls 3, 7 and 11. */
export function userdataType(typeAndGroup: number): 'push' | 'request' | 'answer' | null {
  switch (typeAndGroup >>> 6) {
    case 0:
      return 'push';
    case 1:
      return 'request';
    case 2:
      return 'answer';
    default:
      return null;
  }
}

function isKind(kind: number): boolean {
  return isAnswer(kind) || kind === kinds.job || kind === kinds.userdata;
}

function isAnswer(kind: number): boolean {
  return kind === kinds.acknowledgement || kind === kinds.answer;
}
