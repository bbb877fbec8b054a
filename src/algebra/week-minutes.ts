/** Sets of minutes of a week, 0 to 10,079 from Sunday 00:00, that wrap around at its end. */

import type { IntegerRange } from '../model/plant.ts';
import { joinPorts } from './port-set.ts';

export const minutesOfWeek = 10_080;

/** Moves intervals by some minutes; what leaves the week at one end comes back at the other. */
export function shiftMinutes(ranges: readonly IntegerRange[], by: number): readonly IntegerRange[] {
  return joinPorts(
    ranges.flatMap(({ from, to }) => {
      const start = (((from + by) % minutesOfWeek) + minutesOfWeek) % minutesOfWeek;
      const end = start + Math.min(to - from, minutesOfWeek - 1);
      if (end < minutesOfWeek) return [{ from: start, to: end }];
      return [
        { from: start, to: minutesOfWeek - 1 },
        { from: 0, to: end - minutesOfWeek },
      ];
    }),
  );
}

/** Minutes in both. */
export function intersectMinutes(a: readonly IntegerRange[], b: readonly IntegerRange[]): readonly IntegerRange[] {
  const pieces = a.flatMap((left) =>
    b.map((right) => ({ from: Math.max(left.from, right.from), to: Math.min(left.to, right.to) })),
  );
  return joinPorts(pieces.filter(({ from, to }) => from <= to));
}

/** How many minutes. */
export function minutesOf(ranges: readonly IntegerRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
