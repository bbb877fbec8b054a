/**
 * Time as axes of a set: one of dates, cut where one-off windows begin or end, one of minutes of the local week for each
 * time zone that a weekly window is written in, and one for each vendor session: 0 closed, 1 open. A window is a set on one
 * axis, so that a set of conversations knows that a grant until March lies within one until June. Clocks of different zones
 * count as independent of each other, and so do sessions.
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
  /** Ids of session windows, sorted. */
  readonly sessions: readonly string[];
  readonly windows: ReadonlyMap<string, PlanWindow>;
}

/** A moment as policies can tell it from others. */
export interface Moment {
  /** Seconds since the epoch. */
  readonly time: number;
  /** Session windows that are open then. */
  readonly sessions: readonly string[];
}

/** When a set of windows is active together: dates, minutes of the week by time zone, sessions; `null` is no limit. */
export interface TimeSides {
  readonly dates: IntegerSet | null;
  readonly weeks: readonly (IntegerSet | null)[];
  readonly sessions: readonly (IntegerSet | null)[];
}

const open: IntegerSet = [{ from: 1, to: 1 }];

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export function createTimeAxes(windows: readonly PlanWindow[]): TimeAxes {
  const spans = windows.flatMap(epochSpansOf);
  const cuts = new Set(spans.flatMap(({ from, to }) => [from, to]).filter((each) => each !== null));
  const weekly = windows.filter((window) => window.span.kind === 'weekly');
  const sessions = windows.filter((window) => window.span.kind === 'session');
  return {
    cuts: [...cuts].sort((a, b) => a - b),
    timezones: [...new Set(weekly.map((window) => window.timezone))].sort(),
    sessions: [...new Set(sessions.map((window) => window.id))].sort(),
    windows: new Map(windows.map((window) => [window.id, window])),
  };
}

/** Null when they are never active together, as when one of them does not exist. */
export function timeSidesOf(axes: TimeAxes, ids: readonly string[]): TimeSides | null {
  let dates: IntegerSet | null = null;
  const weeks: (IntegerSet | null)[] = axes.timezones.map(() => null);
  const sessions: (IntegerSet | null)[] = axes.sessions.map(() => null);
  for (const id of ids) {
    const window = axes.windows.get(id);
    if (window === undefined) return null;
    if (window.span.kind === 'weekly') {
      const axis = axes.timezones.indexOf(window.timezone);
      weeks[axis] = meet(weeks[axis] ?? null, localMinutes(window.span));
    } else if (window.span.kind === 'session') sessions[axes.sessions.indexOf(id)] = open;
    else dates = meet(dates, integerSet(epochSpansOf(window).flatMap((span) => dateRange(axes, span))));
  }
  if (dates?.length === 0 || weeks.some((week) => week?.length === 0)) return null;
  return { dates, weeks, sessions };
}

/** The values of a moment on all axes of time. */
export function pointInTime(axes: TimeAxes, { time, sessions }: Moment): readonly number[] {
  return [dateAt(axes, time), ...weeksAt(axes, time), ...axes.sessions.map((id) => (sessions.includes(id) ? 1 : 0))];
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

/** The session windows that are open at a point of the axes of time. */
export function sessionsAt({ timezones, sessions }: TimeAxes, point: readonly number[]): readonly string[] {
  return sessions.filter((_, index) => point[1 + timezones.length + index] === 1);
}

/** How many values each axis has: dates, then weeks, then sessions. */
export function timeSizes({ cuts, timezones, sessions }: TimeAxes): readonly number[] {
  return [cuts.length + 1, ...timezones.map(() => minutesOfWeek), ...sessions.map(() => 2)];
}

function dateRange({ cuts }: TimeAxes, { from, to }: EpochSpan): readonly IntegerRange[] {
  const first = from === null ? 0 : cuts.indexOf(from) + 1;
  const last = to === null ? cuts.length : cuts.indexOf(to);
  return first <= last ? [{ from: first, to: last }] : [];
}

function meet(a: IntegerSet | null, b: IntegerSet): IntegerSet {
  return a === null ? b : intersectIntegers(a, b);
}
