/** Sets of minutes of a week, 0 to 10,079 from Sunday 00:00, that wrap around at its end. */

import type { IntegerRange } from '../model/plant.ts';
import { type IntegerSet, integerSet } from './integer-set.ts';

export const minutesOfWeek = 10_080;

/** Moves intervals by some minutes; what leaves the week at one end comes back at the other. */
export function shiftMinutes(ranges: readonly IntegerRange[], by: number): IntegerSet {
  return integerSet(
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
