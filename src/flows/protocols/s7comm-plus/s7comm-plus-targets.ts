/**
 * What S7comm-plus requests act on (public dissector of S7comm-plus): objects by their number, and of these the
 * attributes that change the state of the controller.
 */
import { read32 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import { variableNumber, variableNumberEnd } from './s7comm-plus-numbers.ts';

export const functions = {
  explore: 0x04bb,
  createObject: 0x04ca,
  deleteObject: 0x04d4,
  setVariable: 0x04f2,
  getVariable: 0x04fc,
  setMultiVariables: 0x0542,
  getMultiVariables: 0x054c,
  setVariableSubStreamed: 0x057c,
  getVariableSubStreamed: 0x0586,
  initSsl: 0x05b3,
} as const;

/** One object; overwritten by the next. */
export interface S7PlusTarget {
  /** Number of the object, `absent` when it is not shown. */
  object: number;
  /** Attribute that is read or set, or class of the object to be made; `absent` when not known. */
  detail: number;
}

/** Gets each object in order; `part` counts from 1, as answers do. */
export type TargetVisitor = (target: S7PlusTarget, part: number) => void;

/** Attributes whose change is more than a write. */
export const attributes = { operatingState: 2167, clock: 2421 } as const;

/** Class of the objects that have values sent. */
export const subscriptionClass = 1001;

/** Of one message; what follows counts as one more object that is not shown. */
const mostTargets = 256;
const unsignedInteger = 4;
const startOfObject = 0xa1;

/** Visits the objects of the request whose content behind the header is `bytes[start, end)`. */
export function visitTargets(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: number,
  target: S7PlusTarget,
  visit: TargetVisitor,
): void {
  target.object = end - start >= 4 ? read32(bytes, start) : absent;
  target.detail = absent;
  switch (code) {
    case functions.setMultiVariables:
    case functions.getMultiVariables:
      if (target.object === 0) visitAddresses(bytes, start + 4, end, target, visit);
      else visitAttributes(bytes, start + 4, end, code, target, visit);
      return;
    case functions.setVariable:
    case functions.getVariable:
      visitAttributes(bytes, start + 4, end, code, target, visit);
      return;
    case functions.createObject:
      target.detail = readClass(bytes, start + 4, end);
      visit(target, 1);
      return;
    case functions.explore:
    case functions.deleteObject:
    case functions.setVariableSubStreamed:
    case functions.getVariableSubStreamed:
      visit(target, 1);
      return;
    default:
      target.object = absent;
      visit(target, 1);
  }
}

/** The attributes of one object: their number, with several to be set once more, and each. */
function visitAttributes(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: number,
  target: S7PlusTarget,
  visit: TargetVisitor,
): void {
  const count = Math.min(variableNumber(bytes, start), mostTargets);
  let at = variableNumberEnd(bytes, start);
  if (code === functions.setMultiVariables) at = variableNumberEnd(bytes, at);
  for (let index = 0; index < count && at < end; index++) {
    const attribute = variableNumber(bytes, at);
    if (index === 0 || attribute === attributes.operatingState || attribute === attributes.clock)
      target.detail = attribute;
    at = variableNumberEnd(bytes, at);
  }
  visit(target, 1);
}

/** Items of any objects: how many, how many numbers in all, then of each a checksum, the object, and the way in it. */
function visitAddresses(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: S7PlusTarget,
  visit: TargetVisitor,
): void {
  const count = variableNumber(bytes, start);
  let at = variableNumberEnd(bytes, variableNumberEnd(bytes, start));
  for (let item = 1; item <= count; item++) {
    const objectAt = variableNumberEnd(bytes, at);
    const depthAt = variableNumberEnd(bytes, objectAt);
    let next = variableNumberEnd(bytes, depthAt);
    const depth = variableNumber(bytes, depthAt);
    const wayAt = next;
    let level = 0;
    for (; level < depth && next < end; level++) next = variableNumberEnd(bytes, next);
    if (next > end || level < depth || depth === 0 || item > mostTargets) {
      target.object = absent;
      target.detail = absent;
      visit(target, item);
      return;
    }
    target.object = variableNumber(bytes, objectAt);
    target.detail = variableNumber(bytes, wayAt);
    visit(target, item);
    at = next;
  }
  if (count > 0) return;
  target.object = absent;
  visit(target, 1);
}

/** The class of the object to be made, behind a value, four bytes, and in some versions one number more. */
function readClass(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start + 1] !== unsignedInteger) return absent;
  let at = variableNumberEnd(bytes, start + 2) + 4;
  if (bytes[at] !== startOfObject) at = variableNumberEnd(bytes, at);
  return bytes[at] === startOfObject && at + 5 < end ? variableNumber(bytes, at + 5) : absent;
}
