/**
 * Frames of IEC 60870-5-104 (clause 5): a start octet, a length, four control octets, and in I frames an ASDU (IEC
 * 60870-5-101 clause 7.2) with two octets of cause and common address and three of object address.
 */
import { read16Little } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { elementBytes } from './iec-104-elements.ts';

const startOctet = 0x68;
/** Start octet, length, control octets. */
export const controlBytes = 6;
/** Type, qualifier, cause, common address. */
const asduHeaderBytes = 6;
/** Bytes of an object address. */
export const addressBytes = 3;

/** What a frame carries: data, an acknowledgement, link control; null when it is none of them. */
export type FrameFormat = 'i' | 's' | 'u' | null;

/** True when a frame may begin at `at`; at least two bytes are there. */
export function isFrameStart(bytes: Uint8Array, at: number): boolean {
  const length = bytes[at + 1] ?? 0;
  return bytes[at] === startOctet && length >= 4 && length <= 253;
}

/** Where the frame at `at` ends. */
export function frameEnd(bytes: Uint8Array, at: number): number {
  return at + 2 + (bytes[at + 1] ?? 0);
}

/** The format of the frame at `at`; at least `controlBytes` are there. */
export function frameFormat(bytes: Uint8Array, at: number): FrameFormat {
  const first = bytes[at + 2] ?? 0;
  const third = bytes[at + 4] ?? 0;
  const length = bytes[at + 1] ?? 0;
  if ((first & 1) === 0) return (third & 1) === 0 && length >= 4 + asduHeaderBytes ? 'i' : null;
  if (length !== 4 || bytes[at + 3] !== 0) return null;
  if (first === 1) return (third & 1) === 0 ? 's' : null;
  return linkControls.has(first) && third === 0 && bytes[at + 5] === 0 ? 'u' : null;
}

/** First control octets of U frames: start, stop and test, each as activation and confirmation. */
const linkControls: ReadonlySet<number> = new Set([0x07, 0x0b, 0x13, 0x23, 0x43, 0x83]);

/** The fields of an ASDU whose type stands at `at`. */
export function asduAt(frame: number): number {
  return frame + controlBytes;
}

export function objectCount(bytes: Uint8Array, asdu: number): number {
  return (bytes[asdu + 1] ?? 0) & 0x7f;
}

/** Objects follow each other from one address on. */
export function isSequence(bytes: Uint8Array, asdu: number): boolean {
  return ((bytes[asdu + 1] ?? 0) & 0x80) !== 0;
}

export function causeOf(bytes: Uint8Array, asdu: number): number {
  return (bytes[asdu + 2] ?? 0) & 0x3f;
}

/** The station does not do it: a negative confirmation, or one that does not know type, cause or address. */
export function isNegative(bytes: Uint8Array, asdu: number): boolean {
  return ((bytes[asdu + 2] ?? 0) & 0x40) !== 0 || causeOf(bytes, asdu) >= causes.unknownType;
}

export function commonAddress(bytes: Uint8Array, asdu: number): number {
  return read16Little(bytes, asdu + 4);
}

/** Where the first object of an ASDU begins. */
export function objectsAt(asdu: number): number {
  return asdu + asduHeaderBytes;
}

export function objectAddress(bytes: Uint8Array, at: number): number {
  return read16Little(bytes, at) | ((bytes[at + 2] ?? 0) << 16);
}

/** Causes of transmission (IEC 60870-5-101 7.2.3) that matter for who asks. */
export const causes = {
  request: 5,
  activation: 6,
  activationConfirmation: 7,
  deactivation: 8,
  deactivationConfirmation: 9,
  termination: 10,
  interrogated: 20,
  lastInterrogated: 36,
  counterInterrogated: 37,
  lastCounterInterrogated: 41,
  /** This and the next three: type, cause, common address or object address is unknown. */
  unknownType: 44,
  unknownObject: 47,
} as const;

/** True when the ASDU is exactly as long as its type and qualifier say. */
export function fitsType(bytes: Uint8Array, asdu: number, end: number): boolean {
  const size = elementBytes(bytes[asdu] ?? 0);
  const count = objectCount(bytes, asdu);
  if (size < 0 || count === 0) return false;
  const length = isSequence(bytes, asdu) ? addressBytes + count * size : count * (addressBytes + size);
  return end - objectsAt(asdu) === length;
}

/** Judges the beginning of a segment: a chain of frames, the last of which may be cut off. */
export function probeIec104(bytes: Uint8Array, start: number, end: number): Recognition {
  let result: Recognition = 'more';
  for (let at = start; at < end; at = frameEnd(bytes, at)) {
    if (bytes[at] !== startOctet || (end - at >= 2 && !isFrameStart(bytes, at))) return 'no';
    if (end - at < controlBytes) return result;
    const format = frameFormat(bytes, at);
    if (format === null) return 'no';
    const next = frameEnd(bytes, at);
    if (next > end) return result;
    const sender = senderOf(bytes, at, format, next);
    if (sender !== 'either') return sender;
    result = 'either';
  }
  return result;
}

function senderOf(bytes: Uint8Array, at: number, format: FrameFormat, end: number): Recognition {
  if (format === 's') return 'either';
  if (format === 'u') return senderByControl[bytes[at + 2] ?? 0] ?? 'either';
  const asdu = asduAt(at);
  if (!fitsType(bytes, asdu, end)) return 'no';
  return asduSender(bytes, asdu);
}

/** Whoever starts and stops the transfer of data is the controlling station. */
const senderByControl: Readonly<Record<number, Recognition>> = {
  7: 'client',
  11: 'server',
  19: 'client',
  35: 'server',
};

/** Which kind of station sends such an ASDU; files and security messages go both ways. */
export function asduSender(bytes: Uint8Array, asdu: number): Recognition {
  const type = bytes[asdu] ?? 0;
  if (isProcessInformation(type)) return 'server';
  if (type >= 120 || (type >= 81 && type <= 95)) return 'either';
  switch (causeOf(bytes, asdu)) {
    case causes.request:
    case causes.activation:
    case causes.deactivation:
      return 'client';
    default:
      return 'server';
  }
}

/** Types in monitor direction: what the controlled station reports. */
export function isProcessInformation(type: number): boolean {
  return type <= 41 || type === 70;
}
