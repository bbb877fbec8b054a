/**
 * Steps over values in the binary encoding of OPC UA (OPC 10000-6 5.2) without reading them. A step answers where the
 * next value begins, or -1 when the value is cut off or impossible.
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';

/** Steps over one value at `at`. */
export type Step = (bytes: Uint8Array, at: number, end: number) => number;

/** Values in values are followed this far (OPC 10000-6 5.1.5 lets a decoder stop at 100). */
const deepestNesting = 16;

/** A value of `length` bytes. */
export function fixed(length: number): Step {
  return (_bytes, at, end) => (end - at >= length ? at + length : -1);
}

/** One value after the other. */
export function inOrder(...steps: readonly Step[]): Step {
  return (bytes, start, end) => {
    let at = start;
    for (const step of steps) {
      if (at < 0) return -1;
      at = step(bytes, at, end);
    }
    return at;
  };
}

/** An array with its length in front. */
export function arrayOf(step: Step): Step {
  return (bytes, start, end) => {
    if (end - start < 4) return -1;
    const count = lengthAt(bytes, start);
    let at = start + 4;
    // Every value takes a byte, so that a length that is too large ends at the end of the bytes.
    for (let index = 0; index < count && at >= 0; index++) at = at < end ? step(bytes, at, end) : -1;
    return at;
  };
}

/** Lengths are signed: -1 stands for none at all. */
export function lengthAt(bytes: Uint8Array, at: number): number {
  return read32Little(bytes, at) | 0;
}

/** Text and byte strings. */
export const string: Step = (bytes, at, end) => {
  if (end - at < 4) return -1;
  const length = Math.max(lengthAt(bytes, at), 0);
  return end - at - 4 >= length ? at + 4 + length : -1;
};

/** Bits of the first byte of expanded node ids: the name of the namespace and the number of the server follow. */
const namespaceNameBit = 0x80;
const serverIndexBit = 0x40;

/** A node id, plain or expanded. */
export const nodeId: Step = (bytes, at, end) => {
  if (at >= end) return -1;
  const encoding = bytes[at] ?? 0;
  let next = nodeIdSteps[encoding & 0x3f]?.(bytes, at + 1, end) ?? -1;
  if ((encoding & namespaceNameBit) !== 0 && next >= 0) next = string(bytes, next, end);
  if ((encoding & serverIndexBit) !== 0 && next >= 0) next = fixed(4)(bytes, next, end);
  return next;
};

/** By encoding: two bytes, four bytes, number, text, GUID, opaque. */
const nodeIdSteps: readonly Step[] = [
  fixed(1),
  fixed(3),
  fixed(6),
  inOrder(fixed(2), string),
  fixed(18),
  inOrder(fixed(2), string),
];

/** Namespace index of the node id at `at`, which is known to be whole. */
export function namespaceOf(bytes: Uint8Array, at: number): number {
  const encoding = (bytes[at] ?? 0) & 0x3f;
  if (encoding === 0) return 0;
  return encoding === 1 ? (bytes[at + 1] ?? 0) : read16Little(bytes, at + 1);
}

/** Numeric identifier of the node id at `at`; -1 when it is text, a GUID or opaque. */
export function identifierOf(bytes: Uint8Array, at: number): number {
  switch ((bytes[at] ?? 0) & 0x3f) {
    case 0:
      return bytes[at + 1] ?? 0;
    case 1:
      return read16Little(bytes, at + 2);
    case 2:
      return read32Little(bytes, at + 3);
    default:
      return -1;
  }
}

/** True for a node id that names no node, though perhaps a namespace. */
export function namesNoNode(bytes: Uint8Array, at: number): boolean {
  return identifierOf(bytes, at) === 0;
}

export const qualifiedName: Step = inOrder(fixed(2), string);

export const localizedText: Step = (bytes, at, end) => {
  if (at >= end) return -1;
  const mask = bytes[at] ?? 0;
  let next = at + 1;
  if ((mask & 1) !== 0) next = string(bytes, next, end);
  return (mask & 2) !== 0 && next >= 0 ? string(bytes, next, end) : next;
};

/** A value with the node id of its type; its body says how long it is. */
export const extensionObject: Step = (bytes, at, end) => {
  const encodingAt = nodeId(bytes, at, end);
  if (encodingAt < 0 || encodingAt >= end) return -1;
  return bytes[encodingAt] === 0 ? encodingAt + 1 : string(bytes, encodingAt + 1, end);
};

/** Diagnostics, with those inside them. */
export const diagnosticInfo: Step = (bytes, start, end) => {
  let at = start;
  for (let depth = 0; depth < deepestNesting; depth++) {
    if (at < 0 || at >= end) return -1;
    const mask = bytes[at] ?? 0;
    at++;
    for (let bit = 1; bit <= 8; bit <<= 1) if ((mask & bit) !== 0) at += 4;
    if ((mask & 0x10) !== 0) at = at > end ? -1 : string(bytes, at, end);
    if (at < 0) return -1;
    if ((mask & 0x20) !== 0) at += 4;
    if ((mask & 0x40) === 0) return at > end ? -1 : at;
  }
  return -1;
};

/** Bytes of built-in types by number; 0 for those of variable length. */
const builtInBytes: readonly number[] = [0, 1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 8, 16, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0];
const text = 12;
const byteString = 15;
const xmlElement = 16;
const variableSteps: Readonly<Record<number, Step>> = {
  [text]: string,
  [byteString]: string,
  [xmlElement]: string,
  17: nodeId,
  18: nodeId,
  20: qualifiedName,
  21: localizedText,
  22: extensionObject,
  25: diagnosticInfo,
};
const dataValueType = 23;
const variantType = 24;

const arrayBit = 0x80;
const dimensionsBit = 0x40;

/** A value of any built-in type. */
export const variant: Step = (bytes, at, end) => skipVariant(bytes, at, end, 0);

/** A value with its status and times. */
export const dataValue: Step = (bytes, at, end) => skipDataValue(bytes, at, end, 0);

function skipVariant(bytes: Uint8Array, start: number, end: number, depth: number): number {
  if (start >= end || depth >= deepestNesting) return -1;
  const encoding = bytes[start] ?? 0;
  const type = encoding & 0x3f;
  let at = start + 1;
  let count = 1;
  if ((encoding & arrayBit) !== 0) {
    if (end - at < 4) return -1;
    count = Math.max(lengthAt(bytes, at), 0);
    at += 4;
  }
  at = skipValues(bytes, at, end, type, count, depth);
  return (encoding & dimensionsBit) !== 0 && at >= 0 ? arrayOf(fixed(4))(bytes, at, end) : at;
}

function skipValues(bytes: Uint8Array, start: number, end: number, type: number, count: number, depth: number): number {
  const size = builtInBytes[type];
  if (size === undefined) return -1;
  if (type === 0) return start;
  if (size > 0) return end - start >= size * count ? start + size * count : -1;
  let at = start;
  for (let index = 0; index < count && at >= 0; index++) {
    if (at >= end) return -1;
    if (type === variantType) at = skipVariant(bytes, at, end, depth + 1);
    else if (type === dataValueType) at = skipDataValue(bytes, at, end, depth + 1);
    else at = variableSteps[type]?.(bytes, at, end) ?? -1;
  }
  return at;
}

function skipDataValue(bytes: Uint8Array, start: number, end: number, depth: number): number {
  if (start >= end) return -1;
  const mask = bytes[start] ?? 0;
  const afterValue = (mask & 1) === 0 ? start + 1 : skipVariant(bytes, start + 1, end, depth);
  if (afterValue < 0) return -1;
  const length =
    ((mask & 2) === 0 ? 0 : 4) +
    ((mask & 4) === 0 ? 0 : 8) +
    ((mask & 8) === 0 ? 0 : 8) +
    ((mask & 0x10) === 0 ? 0 : 2) +
    ((mask & 0x20) === 0 ? 0 : 2);
  return end - afterValue >= length ? afterValue + length : -1;
}

/** Status of the data value at `at`; 0, which is good, when it says none. */
export function dataValueStatus(bytes: Uint8Array, at: number, end: number): number {
  const mask = bytes[at] ?? 0;
  if ((mask & 2) === 0) return 0;
  const statusAt = (mask & 1) === 0 ? at + 1 : skipVariant(bytes, at + 1, end, 0);
  return statusAt >= 0 && end - statusAt >= 4 ? read32Little(bytes, statusAt) : 0;
}

/** Whether a status code is bad: the operation was not done (OPC 10000-4 7.39). */
export function isBad(status: number): boolean {
  return status >>> 30 === 2;
}
