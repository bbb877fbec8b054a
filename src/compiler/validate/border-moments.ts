/** Moments in every window, just before each begins and just after it ends. */

import { epochSpansOf } from '../../algebra/epoch-span.ts';
import { momentWithin } from '../../algebra/moment-within.ts';
import { localMinutes, type TimeAxes, timeSidesOf } from '../../algebra/time-axes.ts';
import { minutesOfWeek } from '../../algebra/week-minutes.ts';
import { activeWindows } from '../../algebra/window-time.ts';
import type { PlanGrant, PlanWindow } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';

export interface Moments {
  /** For the grants between two zones, the first of them `now`; one for each set of active windows. */
  readonly of: (grants: readonly PlanGrant[]) => readonly number[];
  /** `now`, and moments in and around windows of these names. */
  readonly named: (names: readonly string[]) => readonly number[];
  /** Ids of the windows active at a moment. */
  readonly activeAt: (moment: number) => readonly string[];
}

/** Moments of a window are worked out once. */
export function createMoments(time: TimeAxes, now: number): Moments {
  const byWindow = new Map<string, readonly number[]>();
  const together = new Map<string, readonly number[]>();
  const windows = [...time.windows.values()];
  const sets = new Map<number, readonly string[]>();
  const activeAt = (moment: number): readonly string[] => {
    const known = sets.get(moment) ?? activeWindows(windows, moment);
    sets.set(moment, known);
    return known;
  };
  const momentsOf = (conjunctions: readonly (readonly string[])[]): readonly number[] => {
    const moments = new Set([now]);
    for (const asked of conjunctions) {
      const key = asked.join('\n');
      const inside = together.get(key) ?? momentsOfAll(time, asked, now);
      together.set(key, inside);
      for (const moment of inside) moments.add(moment);
      for (const id of asked) {
        const window = time.windows.get(id);
        if (window === undefined) continue;
        const borders = byWindow.get(id) ?? bordersOf(time, window, now);
        byWindow.set(id, borders);
        for (const moment of borders) moments.add(moment);
      }
    }
    const bySet = new Map<string, number>();
    for (const moment of moments) {
      const active = activeAt(moment).join('\n');
      if (!bySet.has(active)) bySet.set(active, moment);
    }
    return [...bySet.values()];
  };
  return {
    of: (grants) => momentsOf(grants.map((grant) => grant.windows)),
    named: (names) => momentsOf(names.filter((name) => time.windows.has(name)).map((name) => [name])),
    activeAt,
  };
}

/** A moment at which all of the windows are active, if there is one soon. */
function momentsOfAll(time: TimeAxes, windows: readonly string[], now: number): readonly number[] {
  const sides = timeSidesOf(time, windows);
  if (sides === null) return [];
  const found = momentWithin(time, [sides.dates?.at(-1), ...sides.weeks.map((week) => week?.[0])], now);
  return found === null ? [] : [found];
}

function bordersOf(time: TimeAxes, window: PlanWindow, now: number): readonly number[] {
  if (window.span.kind === 'once') {
    const ends = epochSpansOf(window).flatMap(({ from, to }) => [from, to]);
    return ends.flatMap((end) => (end === null ? [] : [end - 1, end]));
  }
  const axis = time.timezones.indexOf(window.timezone);
  return localMinutes(window.span).flatMap(({ from, to }) =>
    [from - 1, from, to, to + 1].flatMap((minute) => {
      const weeks: (IntegerRange | undefined)[] = time.timezones.map(() => undefined);
      const local = (minute + minutesOfWeek) % minutesOfWeek;
      weeks[axis] = { from: local, to: local };
      return momentWithin(time, [undefined, ...weeks], now) ?? [];
    }),
  );
}
