/** A moment that lies within dates and within minutes of the local week of several time zones. */
import type { IntegerRange } from '../model/plant.ts';
import { dateAt, type TimeAxes, weeksAt } from './time-axes.ts';

/** Half a year of minutes and some: every clock change of a zone with summer time lies within. */
const farthest: number = 54 * 7 * 24 * 60;
/** A clock is never set by a smaller step, and windows begin at whole minutes. */
const minute = 60;

/**
 * Seconds since the epoch, at or after `near` if it can be; null when there is none within a year. `sides` are the
 * interval of dates, then one per time zone; an interval left out is no limit, and sessions open at any time.
 */
export function momentWithin(
  time: TimeAxes,
  [dates, ...others]: readonly (IntegerRange | undefined)[],
  near: number,
): number | null {
  const weeks = others.slice(0, time.timezones.length);
  const whole = Math.floor(near / minute) * minute;
  for (const start of startsOf(time, dates, whole)) {
    const found = search(time, dates, weeks, start);
    if (found !== null) return found;
  }
  return null;
}

/** Where to begin to look: now if the date allows it, else the date nearest to it. */
function startsOf({ cuts }: TimeAxes, dates: IntegerRange | undefined, near: number): readonly number[] {
  if (dates === undefined) return [near];
  const from = dates.from === 0 ? Number.NEGATIVE_INFINITY : (cuts[dates.from - 1] ?? 0);
  const to = cuts[dates.to] ?? Number.POSITIVE_INFINITY;
  if (from > near) return [from];
  if (to > near) return [near, ...(from === Number.NEGATIVE_INFINITY ? [] : [from])];
  return [Math.max(from, to - farthest * minute)];
}

function search(
  time: TimeAxes,
  dates: IntegerRange | undefined,
  weeks: readonly (IntegerRange | undefined)[],
  start: number,
): number | null {
  for (let moment = start, steps = 0; steps < 2_000; steps++) {
    if (dates !== undefined && dateAt(time, moment) > dates.to) return null;
    const now = weeksAt(time, moment);
    const wait = Math.max(0, ...weeks.map((week, index) => minutesUntil(week, now[index] ?? 0)));
    if (wait === 0) return dates === undefined || dateAt(time, moment) >= dates.from ? moment : null;
    // An hour before a clock change the wait would lead too far; a shorter one is asked for again.
    moment += (wait > 61 ? wait - 60 : 1) * minute;
    if (moment > start + farthest * minute) return null;
  }
  return null;
}

/** Minutes until a local week reaches an interval, 0 inside of it. */
function minutesUntil(week: IntegerRange | undefined, now: number): number {
  if (week === undefined || (week.from <= now && now <= week.to)) return 0;
  return now < week.from ? week.from - now : week.from + 10_080 - now;
}
