/** Functions of arrays, sets and objects. */
import type { RegoFunction } from './rego-function.ts';
import {
  compareValues,
  equalValues,
  isArray,
  isGround,
  isObject,
  isSet,
  kindOf,
  setOf,
  unknown,
  type Value,
} from './value.ts';

export const collectionFunctions: readonly (readonly [string, RegoFunction])[] = [
  ['internal.member_2', { arity: 2, apply: ([item = null, collection = null]) => member(item, collection) }],
  ['count', known(1, ([collection = null]) => size(collection))],
  [
    'and',
    known(2, ([a = null, b = null]) => ofSets(a, b, (left, right) => setOf(left.filter((each) => has(right, each))))),
  ],
  ['or', known(2, ([a = null, b = null]) => ofSets(a, b, (left, right) => setOf([...left, ...right])))],
  ['max', known(1, ([collection = null]) => itemsOf(collection)?.toSorted(order).at(-1))],
  ['min', known(1, ([collection = null]) => itemsOf(collection)?.toSorted(order).at(0))],
  ['sort', known(1, ([collection = null]) => itemsOf(collection)?.toSorted(order))],
  ['array.concat', known(2, ([a = null, b = null]) => (isArray(a) && isArray(b) ? [...a, ...b] : undefined))],
  ['object.get', known(3, ([object = null, key = null, otherwise = null]) => lookUp(object, key, otherwise))],
];

/** What is in no collection is in nothing; OPA says false, not undefined. */
function member(item: Value, collection: Value): Value {
  if (kindOf(collection) === 'unknown') return unknown;
  const items = isObject(collection) ? [...collection.entries.values()] : (itemsOf(collection) ?? []);
  const answers = items.map((each) => equalValues(each, item));
  if (answers.includes(true)) return true;
  return answers.includes(null) ? unknown : false;
}

function size(collection: Value): Value | undefined {
  if (typeof collection === 'string') return Array.from(collection).length;
  return isObject(collection) ? collection.entries.size : itemsOf(collection)?.length;
}

/** An array of keys is a path, which is left open. */
function lookUp(object: Value, key: Value, otherwise: Value): Value | undefined {
  if (!isObject(object)) return undefined;
  if (isArray(key)) return unknown;
  return typeof key === 'string' ? (object.entries.get(key) ?? otherwise) : otherwise;
}

function ofSets(a: Value, b: Value, combine: (a: readonly Value[], b: readonly Value[]) => Value): Value | undefined {
  return isSet(a) && isSet(b) ? combine(a.items, b.items) : undefined;
}

function has(items: readonly Value[], item: Value): boolean {
  return items.some((each) => compareValues(each, item) === 0);
}

function itemsOf(collection: Value): readonly Value[] | undefined {
  if (isSet(collection)) return collection.items;
  return isArray(collection) ? collection : undefined;
}

function order(a: Value, b: Value): number {
  return compareValues(a, b) ?? 0;
}

/** A function that is not asked about values with something open in them. */
function known(arity: number, apply: RegoFunction['apply']): RegoFunction {
  return { arity, apply: (operands) => (operands.every(isGround) ? apply(operands) : unknown) };
}
