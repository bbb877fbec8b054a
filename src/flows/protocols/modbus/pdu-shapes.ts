/** What requests and answers look like by their lengths and values (MODBUS Application Protocol V1.1b3 6). */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';

/** Who sends a message with the function code at `pdu` and its data up to `end`; `no` when it looks like neither. */
export function pduShape(bytes: Uint8Array, pdu: number, end: number): Exclude<Recognition, 'more'> {
  const code = bytes[pdu] ?? 0;
  const length = end - pdu - 1;
  if (code >= 0x80) return isException(bytes, pdu + 1, length) ? 'server' : 'no';
  const isRequest = requestShapes[code]?.(bytes, pdu + 1, length) ?? false;
  const isResponse = responseShapes[code]?.(bytes, pdu + 1, length) ?? false;
  if (isRequest && isResponse) return 'either';
  if (isRequest) return 'client';
  return isResponse ? 'server' : 'no';
}

/** On the data behind the function code. */
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
  const code = bytes[at] ?? 0;
  return length === 1 && code >= 1 && code <= 11;
}
