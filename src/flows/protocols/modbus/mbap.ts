/**
 * The header of Modbus/TCP messages (MODBUS Messaging on TCP/IP V1.0b 3.1): transaction id, protocol id 0, length,
 * unit id, then function code and data.
 */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { pduShape } from './pdu-shapes.ts';

/** Bytes up to and including the function code. */
export const modbusHeaderBytes = 8;
/** Where the unit id and the function code stand. */
export const unitOffset = 6;
export const pduOffset = 7;
/** Bytes that the length field does not count. */
const modbusPrefixBytes = 6;

/** Largest value of the length field: 254 in the specification; some devices append a checksum or padding. */
const longestMessage = 260;
/** Schneider's function 90 (UMAS) agrees on longer messages. */
const longestUmasMessage = 4096;
const umasFunction = 90;

/** True when a message may begin at `at`; at least `modbusHeaderBytes` are there. */
export function isModbusHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 2] !== 0 || bytes[at + 3] !== 0) return false;
  const length = read16(bytes, at + 4);
  const code = (bytes[at + 7] ?? 0) & 0x7f;
  if (length < 2) return false;
  return length <= (code === umasFunction ? longestUmasMessage : longestMessage);
}

/** What the message at `at` is by its lengths and values; `no` when its function does not look like that. */
export function modbusShape(bytes: Uint8Array, at: number): Exclude<Recognition, 'more'> {
  return pduShape(bytes, at + pduOffset, modbusEnd(bytes, at));
}

/** Judges the beginning of a segment: a chain of messages, the last of which may be cut off. */
export function probeModbus(bytes: Uint8Array, start: number, end: number): Recognition {
  if (!mayBegin(bytes, start, end)) return 'no';
  // A first message that is cut off is waited for, as only all of it is a sure sign.
  if (end - start < modbusHeaderBytes || modbusEnd(bytes, start) > end) return 'more';
  let result: Recognition = 'no';
  for (let at = start; at < end; at = modbusEnd(bytes, at)) {
    if (!mayBegin(bytes, at, end)) return 'no';
    if (end - at < modbusHeaderBytes || modbusEnd(bytes, at) > end) return result;
    const shape = modbusShape(bytes, at);
    if (shape === 'no' || shape === 'client' || shape === 'server') return shape;
    result = shape;
  }
  return result;
}

/** Where the message at `at` ends. */
export function modbusEnd(bytes: Uint8Array, at: number): number {
  return at + modbusPrefixBytes + read16(bytes, at + 4);
}

/** True when what there is from `at` on does not speak against a message. */
function mayBegin(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at >= modbusHeaderBytes) return isModbusHeader(bytes, at);
  return end - at < 4 || (bytes[at + 2] === 0 && bytes[at + 3] === 0);
}
