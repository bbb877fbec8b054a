/**
 * What each Modbus function asks for (MODBUS Application Protocol V1.1b3 6): its code in the catalogue, and where its
 * data names the objects.
 */
import { read16 } from './modbus-frame.ts';
import type { KnownOperation, OperationLookup } from './operation-index.ts';

/** Objects named by a message; overwritten by the next. */
export interface ModbusObjects {
  first: number;
  count: number;
}

const diagnosticsFunction = 8;
export const readWriteFunction = 23;
const encapsulatedFunction = 43;
const umasFunction = 90;

/** Finds the operations of the message at `at`; `hasSubCode` is false for exceptions, which do not repeat theirs. */
export type ModbusOperations = (bytes: Uint8Array, at: number, hasSubCode: boolean) => readonly KnownOperation[];

/** Looks functions up once and remembers them. */
export function createModbusOperations(lookup: OperationLookup): ModbusOperations {
  const byFunction: (readonly KnownOperation[] | undefined)[] = [];
  const bySubCode = new Map<number, readonly KnownOperation[]>();
  return (bytes, at, hasSubCode) => {
    const code = (bytes[at + 7] ?? 0) & (hasSubCode ? 0xff : 0x7f);
    const subCode = hasSubCode ? subCodeOf(bytes, at, code) : null;
    if (subCode === null) {
      const known = byFunction[code];
      if (known !== undefined) return known;
      const found = lookup(String(code));
      byFunction[code] = found;
      return found;
    }
    const key = (code << 16) | subCode;
    let operations = bySubCode.get(key);
    if (operations === undefined) {
      operations = lookup(`${code}.${subCodeText(code, subCode)}`);
      bySubCode.set(key, operations);
    }
    return operations;
  };
}

/** The sub-function of 8, the MEI type of 43, the UMAS function of 90; null when there is none. */
function subCodeOf(bytes: Uint8Array, at: number, code: number): number | null {
  const length = read16(bytes, at + 4);
  if (code === diagnosticsFunction) return length >= 4 ? read16(bytes, at + 8) : null;
  if (code === encapsulatedFunction) return length >= 3 ? (bytes[at + 8] ?? 0) : null;
  if (code === umasFunction) return length >= 4 ? (bytes[at + 9] ?? 0) : null;
  return null;
}

function subCodeText(code: number, subCode: number): string {
  return code === umasFunction ? `0x${subCode.toString(16).padStart(2, '0')}` : String(subCode);
}

/** Reads the objects that a request names; false when it names none or is too short. */
export function readRequestObjects(bytes: Uint8Array, at: number, objects: ModbusObjects): boolean {
  const length = read16(bytes, at + 4) - 2;
  switch (bytes[at + 7] ?? 0) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 15:
    case 16:
      return length >= 4 && setObjects(objects, read16(bytes, at + 8), read16(bytes, at + 10));
    case 5:
    case 6:
    case 22:
    // The queue is named by its pointer register; how many registers follow is not in the request.
    case 24:
      return length >= 2 && setObjects(objects, read16(bytes, at + 8), 1);
    case readWriteFunction:
      return length >= 4 && setObjects(objects, read16(bytes, at + 8), read16(bytes, at + 10));
    default:
      return false;
  }
}

/** Reads the registers that a request of function 23 writes. */
export function readWrittenObjects(bytes: Uint8Array, at: number, objects: ModbusObjects): boolean {
  const length = read16(bytes, at + 4) - 2;
  return length >= 8 && setObjects(objects, read16(bytes, at + 12), read16(bytes, at + 14));
}

/** Reads the objects that an answer repeats: single and multiple writes and the register mask. */
export function readEchoedObjects(bytes: Uint8Array, at: number, objects: ModbusObjects): boolean {
  const code = bytes[at + 7];
  const isEcho = code === 5 || code === 6 || code === 15 || code === 16 || code === 22;
  return isEcho && readRequestObjects(bytes, at, objects);
}

function setObjects(objects: ModbusObjects, first: number, count: number): boolean {
  objects.first = first;
  // A request for nothing is refused by the device, but it was made of that object.
  objects.count = Math.max(count, 1);
  return true;
}
