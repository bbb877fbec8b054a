/** Which objects the services of BACnet name (ANSI/ASHRAE 135-2020 clauses 13 to 17, 21). */
import { absent } from '../../observation-sink.ts';
import { kinds } from './bacnet-network.ts';
import {
  behindGroup,
  createTag,
  instanceOf,
  isContext,
  isOfType,
  objectType,
  objectTypeOf,
  opensGroup,
  readTag,
  type Tag,
  unsignedOf,
} from './bacnet-tags.ts';

/**
 * Takes an object of a request; false when it wants no more. `instance` is absent when only a type is named;
 * `isProgramChange` says that a value is written which loads, runs or stops a program.
 */
export type ObjectVisitor = (type: number, instance: number, isProgramChange: boolean) => boolean;

/** Reads what follows the service choice; false when it is cut off or other than the service has it. */
type Reader = (bytes: Uint8Array, start: number, end: number, visit: ObjectVisitor) => boolean;

/** The property that is a command to a program. */
const programChange = 90;

/** Hands the objects of a request to `visit`; false when they are not all there or not known. */
export function visitObjects(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: number,
  service: number,
  visit: ObjectVisitor,
): boolean {
  const reader = (kind === kinds.confirmedRequest ? confirmedReaders : unconfirmedReaders)[service];
  return reader === undefined || reader(bytes, start, end, visit);
}

const tag = createTag();

/** The object under a number of the service, outside of groups. */
function numbered(number: number, isOptional: 'optional' | 'required' = 'required'): Reader {
  return (bytes, start, end, visit) => {
    for (let at = start; at < end; ) {
      at = readTag(bytes, at, end, tag);
      if (at < 0) return false;
      if (isContext(tag, number)) return visitObject(bytes, tag, visit);
      if (tag.opens) at = behindGroup(bytes, at, end, tag);
      if (at < 0) return false;
    }
    return isOptional === 'optional';
  };
}

function visitObject(bytes: Uint8Array, { at, length }: Tag, visit: ObjectVisitor): boolean {
  return length === 4 && visit(objectTypeOf(bytes, at), instanceOf(bytes, at), false);
}

/** An object identifier as the first value. */
const first: Reader = (bytes, start, end, visit) =>
  readTag(bytes, start, end, tag) >= 0 && isOfType(tag, objectType) && visitObject(bytes, tag, visit);

/** The object to create, or only its type. */
const created: Reader = (bytes, start, end, visit) => {
  const inside = readTag(bytes, start, end, tag);
  if (inside < 0 || !opensGroup(tag, 0) || readTag(bytes, inside, end, tag) < 0) return false;
  if (isContext(tag, 0)) return visit(unsignedOf(bytes, tag), absent, false);
  return isContext(tag, 1) && visitObject(bytes, tag, visit);
};

/** Object, then property. */
const property: Reader = (bytes, start, end, visit) => {
  const next = readTag(bytes, start, end, tag);
  if (next < 0 || !isContext(tag, 0) || tag.length !== 4) return false;
  const object = tag.at;
  const isKnown = readTag(bytes, next, end, tag) >= 0 && isContext(tag, 1);
  const isProgramChange = isKnown && unsignedOf(bytes, tag) === programChange;
  return visit(objectTypeOf(bytes, object), instanceOf(bytes, object), isProgramChange) && isKnown;
};

/** Objects with a group of properties each, until the bytes or the group around them end. */
const list: Reader = (bytes, start, end, visit) => {
  for (let at = start; at < end; ) {
    const next = readTag(bytes, at, end, tag);
    if (next >= 0 && tag.closes) return true;
    if (next < 0 || !isContext(tag, 0) || tag.length !== 4) return false;
    const object = tag.at;
    const inside = readTag(bytes, next, end, tag);
    const hasGroup = inside >= 0 && opensGroup(tag, 1);
    at = hasGroup ? behindGroup(bytes, inside, end, tag) : -1;
    const changes = hasGroup && writesProgramChange(bytes, inside, at < 0 ? end : at);
    if (!visit(objectTypeOf(bytes, object), instanceOf(bytes, object), changes) || at < 0) return false;
  }
  return true;
};

/** Whether a group names the property that is a command to a program. */
function writesProgramChange(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    at = readTag(bytes, at, end, tag);
    if (at < 0 || tag.closes) return false;
    if (isContext(tag, 0) && unsignedOf(bytes, tag) === programChange) return true;
    if (tag.opens) at = behindGroup(bytes, at, end, tag);
    if (at < 0) return false;
  }
  return false;
}

/** A list in the group with this number. */
function listIn(number: number): Reader {
  return (bytes, start, end, visit) => {
    for (let at = start; at < end; ) {
      at = readTag(bytes, at, end, tag);
      if (at < 0) return false;
      if (opensGroup(tag, number)) return list(bytes, at, end, visit);
      if (tag.opens) at = behindGroup(bytes, at, end, tag);
      if (at < 0) return false;
    }
    return false;
  };
}

/** The service names objects in a way that is not followed. */
const unknown: Reader = () => false;

/** By service; what is not here names no objects. */
const confirmedReaders: Readonly<Record<number, Reader>> = {
  0: numbered(1),
  1: numbered(2),
  2: numbered(2),
  5: numbered(1),
  6: first,
  7: first,
  8: numbered(0),
  9: numbered(0),
  10: created,
  11: first,
  12: numbered(0),
  13: unknown,
  14: list,
  15: property,
  16: list,
  26: numbered(0),
  27: numbered(3, 'optional'),
  28: numbered(1),
  30: listIn(4),
  31: listIn(4),
  32: unknown,
  33: unknown,
};

const unconfirmedReaders: Readonly<Record<number, Reader>> = {
  2: numbered(2),
  3: numbered(2),
  7: numbered(2, 'optional'),
  11: listIn(4),
  12: unknown,
};
