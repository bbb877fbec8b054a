/** Cuts overlapping closed intervals of integers into disjoint ones that know which of the originals hold there. */
import type { IntegerRange } from '../../model/plant.ts';

export interface Slice<T> extends IntegerRange {
  readonly holders: readonly T[];
}

/** Disjoint slices in ascending order; gaps that no interval covers are left out. `holders` keep the order given. */
export function sliceIntervals<T>(
  intervals: readonly { readonly range: IntegerRange; readonly holder: T }[],
): Slice<T>[] {
  const cuts = new Set<number>();
  for (const { range } of intervals) {
    cuts.add(range.from);
    cuts.add(range.to + 1);
  }
  const points = [...cuts].sort((a, b) => a - b);
  const begins = new Map<number, number[]>();
  const ends = new Map<number, number[]>();
  intervals.forEach(({ range }, index) => {
    push(begins, range.from, index);
    push(ends, range.to + 1, index);
  });
  const open = new Set<number>();
  const slices: Slice<T>[] = [];
  points.forEach((point, position) => {
    for (const index of ends.get(point) ?? []) open.delete(index);
    for (const index of begins.get(point) ?? []) open.add(index);
    const next = points[position + 1];
    if (open.size === 0 || next === undefined) return;
    const holders = [...open].sort((a, b) => a - b).flatMap((index) => intervals[index]?.holder ?? []) as T[];
    slices.push({ from: point, to: next - 1, holders });
  });
  return slices;
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
