/** Moments in every window, just before each begins and just after it ends; with sessions open and closed. */

import { epochSpansOf } from '../../algebra/epoch-span.ts';
import { momentWithin } from '../../algebra/moment-within.ts';
import { localMinutes, type Moment, type TimeAxes, timeSidesOf } from '../../algebra/time-axes.ts';
import { minutesOfWeek } from '../../algebra/week-minutes.ts';
import { activeWindows } from '../../algebra/window-time.ts';
import type { PlanGrant, PlanWindow } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';

export interface Moments {
  /** For the grants between two zones, the first of them `now`; one for each set of active windows. */
  readonly of: (grants: readonly PlanGrant[]) => readonly Moment[];
  /** `now`, and moments in and around windows of these names. */
  readonly named: (names: readonly string[]) => readonly Moment[];
  /** Ids of the windows active at a moment. */
  readonly activeAt: (moment: Moment) => readonly string[];
}

/** Sessions of more windows than that are opened all together or one by one, and not in every combination. */
const manySessions = 3;

/** Moments of a window are worked out once. */
export function createMoments(time: TimeAxes, now: number): Moments {
  const byWindow = new Map<string, readonly number[]>();
  const together = new Map<string, readonly number[]>();
  const windows = [...time.windows.values()];
  const sets = new Map<string, readonly string[]>();
  const activeAt = ({ time: seconds, sessions }: Moment): readonly string[] => {
    const key = `${seconds} ${sessions.join()}`;
    const known = sets.get(key) ?? activeWindows(windows, seconds, sessions);
    sets.set(key, known);
    return known;
  };
  const momentsOf = (conjunctions: readonly (readonly string[])[]): readonly Moment[] => {
    const moments = new Set([now]);
    const sessions = time.sessions.filter((id) => conjunctions.some((asked) => asked.includes(id)));
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
    const all = [...moments].flatMap((seconds) =>
      openSets(sessions).map((open) => ({ time: seconds, sessions: open })),
    );
    return onePerSet(all, activeAt);
  };
  return {
    of: (grants) => momentsOf(grants.map((grant) => grant.windows)),
    named: (names) => momentsOf(names.filter((name) => time.windows.has(name)).map((name) => [name])),
    activeAt,
  };
}

/** The first moment of each set of active windows. */
function onePerSet(moments: readonly Moment[], activeAt: Moments['activeAt']): readonly Moment[] {
  const bySet = new Map<string, Moment>();
  for (const moment of moments) {
    const active = activeAt(moment).join('\n');
    if (!bySet.has(active)) bySet.set(active, moment);
  }
  return [...bySet.values()];
}

/** Which sessions may be open at once; none comes first. */
function openSets(sessions: readonly string[]): readonly (readonly string[])[] {
  if (sessions.length > manySessions) return [[], ...sessions.map((id) => [id]), sessions];
  return sessions.reduce<readonly (readonly string[])[]>(
    (sets, id) => sets.flatMap((set) => [set, [...set, id]]),
    [[]],
  );
}

/** A moment at which all of the windows are active, if there is one soon. */
function momentsOfAll(time: TimeAxes, windows: readonly string[], now: number): readonly number[] {
  const sides = timeSidesOf(time, windows);
  if (sides === null) return [];
  const found = momentWithin(time, [sides.dates?.at(-1), ...sides.weeks.map((week) => week?.[0])], now);
  return found === null ? [] : [found];
}

function bordersOf(time: TimeAxes, window: PlanWindow, now: number): readonly number[] {
  if (window.span.kind === 'session') return [];
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
