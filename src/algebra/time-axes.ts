/**
 * Time as axes of a set: one of dates, cut where one-off windows begin or end, and one of minutes of the local week for
 * each time zone that a weekly window is written in. A window is a set on one axis, so that a set of conversations knows
 * that a grant until March lies within one until June. Clocks of different zones count as independent of each other.
 */
import type { PlanWindow } from '../model/plan.ts';
import type { IntegerRange, WeeklySpan } from '../model/plant.ts';
import { type EpochSpan, epochSpansOf } from './epoch-span.ts';
import { type IntegerSet, integerSet, intersectIntegers } from './integer-set.ts';
import { minutesOfWeek, shiftMinutes } from './week-minutes.ts';
import { localTimeAt } from './zoned-time.ts';

export interface TimeAxes {
  /** Seconds since the epoch at which a one-off window begins or ends, ascending; date 0 lies before the first. */
  readonly cuts: readonly number[];
  /** Time zones of weekly windows, sorted. */
  readonly timezones: readonly string[];
  readonly windows: ReadonlyMap<string, PlanWindow>;
}

/** When a set of windows is active together: dates, and minutes of the week by time zone; `null` is no limit. */
export interface TimeSides {
  readonly dates: IntegerSet | null;
  readonly weeks: readonly (IntegerSet | null)[];
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export function createTimeAxes(windows: readonly PlanWindow[]): TimeAxes {
  const spans = windows.flatMap(epochSpansOf);
  const cuts = new Set(spans.flatMap(({ from, to }) => [from, to]).filter((each) => each !== null));
  const weekly = windows.filter((window) => window.span.kind === 'weekly');
  return {
    cuts: [...cuts].sort((a, b) => a - b),
    timezones: [...new Set(weekly.map((window) => window.timezone))].sort(),
    windows: new Map(windows.map((window) => [window.id, window])),
  };
}

/** Null when they are never active together, as when one of them does not exist. */
export function timeSidesOf(axes: TimeAxes, ids: readonly string[]): TimeSides | null {
  let dates: IntegerSet | null = null;
  const weeks: (IntegerSet | null)[] = axes.timezones.map(() => null);
  for (const id of ids) {
    const window = axes.windows.get(id);
    if (window === undefined) return null;
    if (window.span.kind === 'weekly') {
      const axis = axes.timezones.indexOf(window.timezone);
      weeks[axis] = meet(weeks[axis] ?? null, localMinutes(window.span));
    } else dates = meet(dates, integerSet(epochSpansOf(window).flatMap((span) => dateRange(axes, span))));
  }
  if (dates?.length === 0 || weeks.some((week) => week?.length === 0)) return null;
  return { dates, weeks };
}

/** The date that a moment, in seconds since the epoch, lies in. */
export function dateAt({ cuts }: TimeAxes, epochSeconds: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? 0) <= epochSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The minute of the local week in each time zone, from Sunday 00:00. */
export function weeksAt({ timezones }: TimeAxes, epochSeconds: number): readonly number[] {
  return timezones.map((timezone) => {
    const { weekday, minutes } = localTimeAt(epochSeconds, timezone);
    return weekdays.indexOf(weekday) * 1440 + minutes;
  });
}

/** Minutes of the local week, 0 to 10,079. */
export function localMinutes(span: WeeklySpan): IntegerSet {
  const length = span.from < span.to ? span.to - span.from : span.to + 1440 - span.from;
  const starts = span.days.map((day) => weekdays.indexOf(day) * 1440 + span.from);
  return integerSet(starts.flatMap((start) => shiftMinutes([{ from: 0, to: length - 1 }], start)));
}

/** How many values each axis has: dates, then weeks. */
export function timeSizes({ cuts, timezones }: TimeAxes): readonly number[] {
  return [cuts.length + 1, ...timezones.map(() => minutesOfWeek)];
}

function dateRange({ cuts }: TimeAxes, { from, to }: EpochSpan): readonly IntegerRange[] {
  const first = from === null ? 0 : cuts.indexOf(from) + 1;
  const last = to === null ? cuts.length : cuts.indexOf(to);
  return first <= last ? [{ from: first, to: last }] : [];
}

function meet(a: IntegerSet | null, b: IntegerSet): IntegerSet {
  return a === null ? b : intersectIntegers(a, b);
}
