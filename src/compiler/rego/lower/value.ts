/**
 * Values as Rego knows them, with two more for what lowering leaves open: a fresh text, which stands for every text
 * that is not written out, and an unknown value. Whatever depends on an unknown value is not guessed.
 */

export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | RegoObject
  | RegoSet
  | FreshText
  | UnknownValue;

/** Keys are texts; an object with other keys is an unknown value. */
export interface RegoObject {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Value>;
}

export interface RegoSet {
  readonly kind: 'set';
  /** Sorted in Rego's order, without repetition. */
  readonly items: readonly Value[];
}

/** Any text but those in `others`. */
export interface FreshText {
  readonly kind: 'fresh';
  readonly name: string;
  readonly others: ReadonlySet<string>;
}

export interface UnknownValue {
  readonly kind: 'unknown';
}

export const unknown: UnknownValue = { kind: 'unknown' };

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The kind of a value of our own, or null for one that JSON has. */
export function kindOf(value: Value): 'object' | 'set' | 'fresh' | 'unknown' | null {
  return typeof value === 'object' && value !== null && !isArray(value) ? value.kind : null;
}

export function isObject(value: Value): value is RegoObject {
  return kindOf(value) === 'object';
}

export function isSet(value: Value): value is RegoSet {
  return kindOf(value) === 'set';
}

export function isFresh(value: Value): value is FreshText {
  return kindOf(value) === 'fresh';
}

/** Whether nothing in the value is left open. */
export function isGround(value: Value): boolean {
  if (isArray(value)) return value.every(isGround);
  if (isSet(value)) return value.items.every(isGround);
  if (isObject(value)) return [...value.entries.values()].every(isGround);
  return kindOf(value) === null;
}

/** A set of these; an unknown value if it cannot be said which of them are equal. */
export function setOf(values: readonly Value[]): Value {
  const items: Value[] = [];
  for (const value of values) {
    if (!isGround(value)) return unknown;
    if (!items.some((item) => compareValues(item, value) === 0)) items.push(value);
  }
  return { kind: 'set', items: items.sort((a, b) => compareValues(a, b) ?? 0) };
}

export function objectOf(entries: Iterable<readonly [string, Value]>): RegoObject {
  return { kind: 'object', entries: new Map(entries) };
}

/** Rego's total order over all types, below zero if `a` comes first; null when it is not known. */
export function compareValues(a: Value, b: Value): number | null {
  const left = rank(a);
  const right = rank(b);
  if (left === null || right === null) return null;
  if (left !== right) return left - right;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (isFresh(a) || isFresh(b)) return isFresh(a) && isFresh(b) && a.name === b.name ? 0 : null;
  if (isArray(a) && isArray(b)) return compareLists(a, b);
  if (isSet(a) && isSet(b)) return compareLists(a.items, b.items);
  if (isObject(a) && isObject(b)) return compareObjects(a, b);
  return Number(a) - Number(b);
}

/** Whether two values are the same; null when it is not known. */
export function equalValues(a: Value, b: Value): boolean | null {
  if (isFresh(a) && typeof b === 'string') return a.others.has(b) ? false : null;
  if (isFresh(b) && typeof a === 'string') return b.others.has(a) ? false : null;
  const order = compareValues(a, b);
  return order === null ? null : order === 0;
}

/** Text that is the same for equal values only. */
export function keyOf(value: Value): string {
  if (isArray(value)) return `[${value.map(keyOf).join()}]`;
  if (isSet(value)) return `{${value.items.map(keyOf).join()}}`;
  if (isObject(value)) return `(${[...value.entries].map(([key, each]) => `${JSON.stringify(key)}:${keyOf(each)}`)})`;
  if (isFresh(value)) return `fresh ${value.name}`;
  return kindOf(value) === 'unknown' ? 'unknown' : JSON.stringify(value);
}

function rank(value: Value): number | null {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number') return 2;
  if (typeof value === 'string' || isFresh(value)) return 3;
  if (isArray(value)) return 4;
  if (isObject(value)) return 5;
  return isSet(value) ? 6 : null;
}

/** Go compares texts by bytes, which is the order of code points and not that of UTF-16. */
function compareTexts(a: string, b: string): number {
  const left = Array.from(a, (each) => each.codePointAt(0) ?? 0);
  const right = Array.from(b, (each) => each.codePointAt(0) ?? 0);
  return compareLists(left, right) ?? 0;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number | null {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareValues(a[index] ?? null, b[index] ?? null);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Objects are only ever compared for equality; an order between different ones is left open. */
function compareObjects(a: RegoObject, b: RegoObject): number | null {
  if (a.entries.size !== b.entries.size) return null;
  for (const [key, value] of a.entries) {
    const other = b.entries.get(key);
    if (other === undefined || compareValues(value, other) !== 0) return null;
  }
  return 0;
}
