/** Intervals of whole numbers between the points at which a condition can change its answer. */
import type { IntegerRange } from '../../../model/plant.ts';

/** Cuts a range so that every one of the numbers stands alone or at a border. */
export function cutRange({ from, to }: IntegerRange, numbers: Iterable<number>): readonly IntegerRange[] {
  const starts = new Set([from]);
  for (const number of numbers) {
    // A number that is not whole lies between two whole ones.
    for (const start of [Math.ceil(number), Math.floor(number) + 1]) if (start > from && start <= to) starts.add(start);
  }
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((start, index) => ({ from: start, to: (sorted[index + 1] ?? to + 1) - 1 }));
}
