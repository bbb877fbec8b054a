/** When a grant's windows are active together, seen from a moment on. */
import { momentWithin } from '../algebra/moment-within.ts';
import { type TimeAxes, timeSidesOf } from '../algebra/time-axes.ts';
import type { PlanGrant } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';

/** `ends` is the moment from which they are never active again, in seconds since the epoch; null when there is none. */
export interface Activity {
  readonly kind: 'never' | 'over' | 'active';
  readonly ends: number | null;
}

export type ActivityOf = (grants: readonly PlanGrant[]) => Activity;

/** Weekly windows of many time zones could be combined without end; beyond this a grant is taken for active. */
const mostCombinations = 4_096;

/** Answers for the grants of one opening together; the same windows are looked at once. */
export function activityAt(time: TimeAxes, now: number): ActivityOf {
  const known = new Map<string, Activity>();
  const ofWindows = (windows: readonly string[]): Activity => {
    const key = windows.join('\n');
    const activity = known.get(key) ?? findActivity(time, windows, now);
    known.set(key, activity);
    return activity;
  };
  return (grants) => {
    const all = grants.map((grant) => ofWindows(grant.windows));
    const kind = all.some((each) => each.kind === 'active')
      ? 'active'
      : all.some((each) => each.kind === 'over')
        ? 'over'
        : 'never';
    const ends = all.filter((each) => each.kind === kind).map((each) => each.ends);
    return { kind, ends: ends.includes(null) || ends.length === 0 ? null : Math.max(...ends.map(Number)) };
  };
}

/** Whether windows were surely active together at some moment between two; nobody has to open a vendor session. */
export function isActiveBetween(time: TimeAxes, windows: readonly string[], first: number, last: number): boolean {
  if (windows.some((id) => time.sessions.includes(id))) return false;
  return momentsOf(time, windows, first).some((moment) => moment >= wholeMinute(first) && moment <= last);
}

function findActivity(time: TimeAxes, windows: readonly string[], now: number): Activity {
  const dates = timeSidesOf(time, windows)?.dates ?? null;
  const ends = time.cuts[dates?.at(-1)?.to ?? time.cuts.length] ?? null;
  const moments = momentsOf(time, windows, now);
  if (moments.some((moment) => moment >= wholeMinute(now))) return { kind: 'active', ends };
  return { kind: moments.length > 0 ? 'over' : 'never', ends };
}

/** One moment for each way in which they can be active together, at or after `near` where there is one. */
function momentsOf(time: TimeAxes, windows: readonly string[], near: number): readonly number[] {
  const sides = timeSidesOf(time, windows);
  if (sides === null) return [];
  let ways: readonly (readonly (IntegerRange | undefined)[])[] = [[]];
  for (const side of [sides.dates, ...sides.weeks]) {
    const ranges = side ?? [undefined];
    if (ways.length * ranges.length > mostCombinations) return [near];
    ways = ways.flatMap((way) => ranges.map((range) => [...way, range]));
  }
  return ways.flatMap((way) => momentWithin(time, way, near) ?? []);
}

function wholeMinute(moment: number): number {
  return Math.floor(moment / 60) * 60;
}
