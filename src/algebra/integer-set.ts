/** Sets of whole numbers as sorted disjoint closed intervals, neighbours joined: equal sets have equal values. */
import type { IntegerRange } from '../model/plant.ts';

/** Canonical: ascending, disjoint, and never touching. */
export type IntegerSet = readonly IntegerRange[];

/** The set that covers the same numbers as a list of intervals in any order. */
export function integerSet(ranges: readonly IntegerRange[]): IntegerSet {
  const result: IntegerRange[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > to) continue;
    const last = result.at(-1);
    if (last !== undefined && from <= last.to + 1)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else result.push({ from, to });
  }
  return result;
}

/** The set of some numbers. */
export function integersOf(numbers: Iterable<number>): IntegerSet {
  return integerSet([...numbers].map((number) => ({ from: number, to: number })));
}

export function intersectIntegers(a: IntegerSet, b: IntegerSet): IntegerSet {
  const result: IntegerRange[] = [];
  for (let left = 0, right = 0; left < a.length && right < b.length; ) {
    const one = a[left] as IntegerRange;
    const other = b[right] as IntegerRange;
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from <= to) result.push({ from, to });
    if (one.to < other.to) left += 1;
    else right += 1;
  }
  return result;
}

/** What is in `a` and not in `b`. */
export function subtractIntegers(a: IntegerSet, b: IntegerSet): IntegerSet {
  const result: IntegerRange[] = [];
  let next = 0;
  for (const { from, to } of a) {
    while ((b[next]?.to ?? Number.POSITIVE_INFINITY) < from) next += 1;
    let start = from;
    for (let index = next; start <= to; index++) {
      const hole = b[index];
      if (hole === undefined || hole.from > to) {
        result.push({ from: start, to });
        break;
      }
      if (start < hole.from) result.push({ from: start, to: hole.from - 1 });
      start = hole.to + 1;
    }
  }
  return result;
}

/** Whether every number of `inner` is one of `outer`. */
export function coversIntegers(outer: IntegerSet, inner: IntegerSet): boolean {
  return subtractIntegers(inner, outer).length === 0;
}

/** How many numbers there are. */
export function countIntegers(set: IntegerSet): number {
  return set.reduce((sum, { from, to }) => sum + (to - from + 1), 0);
}
