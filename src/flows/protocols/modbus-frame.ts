/**
 * The shape of Modbus/TCP messages (MODBUS Messaging on TCP/IP V1.0b 3.1, MODBUS Application Protocol V1.1b3 6):
 * transaction id, protocol id 0, length, unit id, function code, data.
 */
import type { Recognition } from './decoder.ts';

/** Bytes up to and including the function code. */
export const modbusHeaderBytes = 8;
/** Bytes that the length field does not count. */
const modbusPrefixBytes = 6;

/** Largest value of the length field: 254 in the specification; some devices append a checksum or padding. */
const longestMessage = 260;
/** Schneider's function 90 (UMAS) agrees on longer messages. */
const longestUmasMessage = 4096;
const umasFunction = 90;

export function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** True when a message may begin at `at`; at least `modbusHeaderBytes` are there. */
export function isModbusHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 2] !== 0 || bytes[at + 3] !== 0) return false;
  const length = read16(bytes, at + 4);
  const code = (bytes[at + 7] ?? 0) & 0x7f;
  if (length < 2) return false;
  return length <= (code === umasFunction ? longestUmasMessage : longestMessage);
}

/** What the message at `at` is by its lengths and values; `no` when its function does not look like that. */
export function modbusShape(bytes: Uint8Array, at: number): Recognition {
  const code = bytes[at + 7] ?? 0;
  const length = read16(bytes, at + 4) - 2;
  if (code >= 0x80) return isException(bytes, at, length) ? 'server' : 'no';
  const isRequest = requestShapes[code]?.(bytes, at + 8, length) ?? false;
  const isResponse = responseShapes[code]?.(bytes, at + 8, length) ?? false;
  if (isRequest && isResponse) return 'either';
  if (isRequest) return 'client';
  return isResponse ? 'server' : 'no';
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

type ShapeTest = (bytes: Uint8Array, at: number, length: number) => boolean;

const isEmpty: ShapeTest = (_bytes, _at, length) => length === 0;
const isFourBytes: ShapeTest = (_bytes, _at, length) => length === 4;
const isSixBytes: ShapeTest = (_bytes, _at, length) => length === 6;
const isAnyData: ShapeTest = (_bytes, _at, length) => length >= 2;
const isCounted: ShapeTest = (bytes, at, length) => length >= 2 && length === 1 + (bytes[at] ?? 0);
const isCountedWords: ShapeTest = (bytes, at, length) => isCounted(bytes, at, length) && length % 2 === 1;
const isDiagnostic: ShapeTest = (_bytes, _at, length) => length >= 2 && length % 2 === 0;

function quantityUpTo(most: number): ShapeTest {
  return (bytes, at, length) => {
    const quantity = read16(bytes, at + 2);
    return length === 4 && quantity >= 1 && quantity <= most;
  };
}

function isCoilValue(bytes: Uint8Array, at: number, length: number): boolean {
  return length === 4 && bytes[at + 3] === 0 && (bytes[at + 2] === 0 || bytes[at + 2] === 0xff);
}

function isWriteOf(bytes: Uint8Array, at: number, length: number, bits: number): boolean {
  const quantity = read16(bytes, at + 2);
  return quantity > 0 && length === 5 + (bytes[at + 4] ?? 0) && bytes[at + 4] === Math.ceil((quantity * bits) / 8);
}

function isReadWrite(bytes: Uint8Array, at: number, length: number): boolean {
  return length === 9 + (bytes[at + 8] ?? 0) && bytes[at + 8] === read16(bytes, at + 6) * 2;
}

/** Tests by function code, on the data behind it. */
const requestShapes: Readonly<Record<number, ShapeTest>> = {
  1: quantityUpTo(2000),
  2: quantityUpTo(2000),
  3: quantityUpTo(125),
  4: quantityUpTo(125),
  5: isCoilValue,
  6: isFourBytes,
  7: isEmpty,
  8: isDiagnostic,
  11: isEmpty,
  12: isEmpty,
  15: (bytes, at, length) => isWriteOf(bytes, at, length, 1),
  16: (bytes, at, length) => isWriteOf(bytes, at, length, 16),
  17: isEmpty,
  20: (bytes, at, length) => isCounted(bytes, at, length) && length % 7 === 1,
  21: isCounted,
  22: isSixBytes,
  23: isReadWrite,
  24: (_bytes, _at, length) => length === 2,
  43: (bytes, at, length) => (bytes[at] === 14 ? length === 3 : bytes[at] === 13 && length >= 2),
  90: isAnyData,
};

const responseShapes: Readonly<Record<number, ShapeTest>> = {
  1: isCounted,
  2: isCounted,
  3: isCountedWords,
  4: isCountedWords,
  5: isCoilValue,
  6: isFourBytes,
  7: (_bytes, _at, length) => length === 1,
  8: isDiagnostic,
  11: isFourBytes,
  12: isCounted,
  15: isFourBytes,
  16: isFourBytes,
  17: isCounted,
  20: isCounted,
  21: isCounted,
  22: isSixBytes,
  23: isCountedWords,
  24: (bytes, at, length) => length >= 4 && length === 2 + read16(bytes, at),
  43: (bytes, at, length) => (bytes[at] === 14 ? length >= 6 : bytes[at] === 13 && length >= 2),
  90: isAnyData,
};

function isException(bytes: Uint8Array, at: number, length: number): boolean {
  const code = bytes[at + 8] ?? 0;
  return length === 1 && code >= 1 && code <= 11;
}
