/**
 * What each Modbus function asks for (MODBUS Application Protocol V1.1b3 6): its code in the catalogue, and where its
 * data names the objects.
 */
import { read16 } from '../../capture/bytes.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createOperationCache, hexCode } from '../shared/operation-cache.ts';

/** Objects named by a message; overwritten by the next. */
export interface ModbusObjects {
  first: number;
  count: number;
}

const diagnosticsFunction = 8;
export const readWriteFunction = 23;
export const encapsulatedFunction = 43;
export const umasFunction = 90;

/**
 * Finds the operations of the message with the function code at `pdu` and data up to `end`; `hasSubCode` is false for
 * what does not repeat the sub-function: exceptions, and the answers of function 90.
 */
export type ModbusOperations = (
  bytes: Uint8Array,
  pdu: number,
  end: number,
  hasSubCode: boolean,
) => readonly KnownOperation[];

const subCodes = 0x1_0000;

/** Looks functions up once and remembers them. */
export function createModbusOperations(lookup: OperationLookup): ModbusOperations {
  // The function code, and one more than the sub-function in front of it.
  const cache = createOperationCache(lookup, (number) => {
    const code = Math.floor(number / (subCodes * 2));
    const subCode = (number % (subCodes * 2)) - 1;
    if (subCode < 0) return String(code);
    return `${code}.${code === umasFunction ? hexCode(subCode) : subCode}`;
  });
  return (bytes, pdu, end, hasSubCode) => {
    const code = (bytes[pdu] ?? 0) & (hasSubCode ? 0xff : 0x7f);
    return cache(code * subCodes * 2 + (hasSubCode ? subCodeOf(bytes, pdu, end, code) : noSubCode) + 1);
  };
}

const noSubCode = -1;

/** The sub-function of 8, the MEI type of 43, the UMAS function of 90. */
function subCodeOf(bytes: Uint8Array, pdu: number, end: number, code: number): number {
  const length = end - pdu - 1;
  if (code === diagnosticsFunction) return length >= 2 ? read16(bytes, pdu + 1) : noSubCode;
  if (code === encapsulatedFunction) return length >= 1 ? (bytes[pdu + 1] ?? 0) : noSubCode;
  if (code === umasFunction) return length >= 2 ? (bytes[pdu + 2] ?? 0) : noSubCode;
  return noSubCode;
}

/** Reads the objects that a request names; false when it names none or is too short. */
export function readRequestObjects(bytes: Uint8Array, pdu: number, end: number, objects: ModbusObjects): boolean {
  const length = end - pdu - 1;
  switch (bytes[pdu] ?? 0) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 15:
    case 16:
    case readWriteFunction:
      return length >= 4 && setObjects(objects, read16(bytes, pdu + 1), read16(bytes, pdu + 3));
    case 5:
    case 6:
    case 22:
    // The queue is named by its pointer register; how many registers follow is not in the request.
    case 24:
      return length >= 2 && setObjects(objects, read16(bytes, pdu + 1), 1);
    default:
      return false;
  }
}

/** Reads the registers that a request of function 23 writes. */
export function readWrittenObjects(bytes: Uint8Array, pdu: number, end: number, objects: ModbusObjects): boolean {
  return end - pdu >= 9 && setObjects(objects, read16(bytes, pdu + 5), read16(bytes, pdu + 7));
}

/** Reads the objects that an answer repeats: single and multiple writes and the register mask. */
export function readEchoedObjects(bytes: Uint8Array, pdu: number, end: number, objects: ModbusObjects): boolean {
  const code = bytes[pdu];
  const isEcho = code === 5 || code === 6 || code === 15 || code === 16 || code === 22;
  return isEcho && readRequestObjects(bytes, pdu, end, objects);
}

function setObjects(objects: ModbusObjects, first: number, count: number): boolean {
  objects.first = first;
  // A request for nothing is refused by the device, but it was made of that object.
  objects.count = Math.max(count, 1);
  return true;
}
