/**
 * Walks the object headers of a DNP3 application message (IEEE 1815-2012 4.2.2.7): group, variation, a qualifier that
 * says how objects are addressed, then ranges, counts, indexes and data.
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import { objectBytes } from './dnp3-sizes.ts';

/**
 * Takes objects that a message names; false when it wants no more. `first` and `count` are absent when the message
 * names all or does not number them; the data of the first object begin at `at`.
 */
export type ObjectTaker = (
  bytes: Uint8Array,
  group: number,
  variation: number,
  first: number,
  count: number,
  at: number,
) => boolean;

/** Whether data of such objects follow their header or index. */
export type DataRule = (group: number, variation: number) => boolean;

/** Range specifiers of the qualifier: below, first and last object; from here on virtual addresses, which number none. */
const firstVirtual = 3;
const allObjects = 6;

/**
 * Hands every range, and every object that has an index of its own, to `take`; answers where the header stands that
 * cannot be followed, because the message is cut off or wrong, or `take` wants no more; `end` when there is none.
 */
export function walkObjects(
  bytes: Uint8Array,
  start: number,
  end: number,
  hasData: DataRule,
  take: ObjectTaker,
): number {
  let at = start;
  while (at < end) {
    const next = walkHeader(bytes, at, end, hasData, take);
    if (next < 0) return at;
    at = next;
  }
  return end;
}

/** Walks what belongs to one header; answers where the next one begins, or -1. */
function walkHeader(bytes: Uint8Array, at: number, end: number, hasData: DataRule, take: ObjectTaker): number {
  const qualifier = bytes[at + 2] ?? 0;
  const prefix = (qualifier >>> 4) & 7;
  const specifier = qualifier & 15;
  const rangeBytes = rangeLengths[specifier] ?? -1;
  const rangeAt = at + 3;
  if (rangeBytes < 0 || prefix > 6 || end - rangeAt < rangeBytes) return -1;
  const count = countOf(bytes, rangeAt, specifier);
  if (count < 0) return -1;
  const objectsAt = rangeAt + rangeBytes;
  if (prefix > 0) return walkPrefixed(bytes, at, objectsAt, end, count, hasData, take);
  const group = bytes[at] ?? 0;
  const variation = bytes[at + 1] ?? 0;
  const isRange = specifier < firstVirtual;
  const first = isRange ? readNumber(bytes, rangeAt, rangeBytes >>> 1) : absent;
  if (!take(bytes, group, variation, first, isRange ? count : absent, objectsAt)) return -1;
  if (count === 0 || !hasData(group, variation)) return objectsAt;
  return behindObjects(bytes, objectsAt, end, group, variation, count);
}

/** Walks `count` objects with an index or a size in front of each. */
function walkPrefixed(
  bytes: Uint8Array,
  header: number,
  start: number,
  end: number,
  count: number,
  hasData: DataRule,
  take: ObjectTaker,
): number {
  const group = bytes[header] ?? 0;
  const variation = bytes[header + 1] ?? 0;
  const prefix = ((bytes[header + 2] ?? 0) >>> 4) & 7;
  const prefixBytes = prefixLengths[prefix] ?? 0;
  const isIndex = prefix < firstSizePrefix;
  let at = start;
  for (let object = 0; object < count; object++) {
    if (end - at < prefixBytes) return -1;
    const number = readNumber(bytes, at, prefixBytes);
    at += prefixBytes;
    if (!take(bytes, group, variation, isIndex ? number : absent, isIndex ? 1 : absent, at)) return -1;
    if (!isIndex) at += number;
    else if (hasData(group, variation)) at = behindObjects(bytes, at, end, group, variation, 1);
    if (at < 0 || at > end) return -1;
  }
  return at;
}

function behindObjects(bytes: Uint8Array, at: number, end: number, group: number, variation: number, count: number) {
  const length = objectBytes(bytes, at, group, variation, count);
  return length < 0 || at + length > end ? -1 : at + length;
}

/** Bytes of the range field by range specifier: first and last object, nothing, or a count. */
const rangeLengths: Readonly<Record<number, number>> = { 0: 2, 1: 4, 2: 8, 6: 0, 7: 1, 8: 2, 9: 4, 11: 1 };

/** Bytes in front of each object by prefix code: nothing, an index, or a size. */
const prefixLengths: readonly number[] = [0, 1, 2, 4, 1, 2, 4];
const firstSizePrefix = 4;

/** How many objects a range field names, 0 where it names all; negative when the last comes before the first. */
function countOf(bytes: Uint8Array, at: number, specifier: number): number {
  if (specifier === allObjects) return 0;
  const length = rangeLengths[specifier] ?? 0;
  if (specifier > allObjects) return readNumber(bytes, at, length);
  const half = length >>> 1;
  const count = readNumber(bytes, at + half, half) - readNumber(bytes, at, half) + 1;
  return count > 0 ? count : -1;
}

function readNumber(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at] ?? 0;
  return length === 2 ? read16Little(bytes, at) : read32Little(bytes, at);
}
