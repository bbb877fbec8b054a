/**
 * When grants hold, as dates and seconds of the UTC week: exactly, and as a device says it that knows no daylight saving
 * and lets a weekly window hold for every offset of its zone.
 */
import { type IntegerSet, integerSet, intersectIntegers, subtractIntegers } from '../../algebra/integer-set.ts';
import type { PlanWindow } from '../../model/plan.ts';
import type { IntegerRange, OnceSpan, WeeklySpan } from '../../model/plant.ts';
import { secondsOfWeek } from './wire-space.ts';
import { clockSpans, firstDate, lastDate, spansBetween } from './zone-clock.ts';

/** Dates within {@link firstDate} and {@link lastDate}, cut down to seconds of the week; null: all of the week. */
export interface TimeRegion {
  readonly dates: IntegerRange;
  readonly week: IntegerSet | null;
}

const day = 86_400;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The moments at which all of some windows are active. */
export function exactTimes(windows: readonly PlanWindow[]): readonly TimeRegion[] {
  const zones = weeklyZones(windows);
  return datesOf(windows).flatMap((dates): readonly TimeRegion[] => {
    if (zones.length === 0) return [{ dates, week: null }];
    const changes = zones.flatMap(({ timezone }) =>
      clockSpans(timezone, dates.from, dates.to).map((span) => span.from),
    );
    const starts = [...new Set(changes)].sort((a, b) => a - b);
    return starts.map((from, index) => {
      const to = (starts[index + 1] ?? dates.to + 1) - 1;
      const weeks = zones.map(({ timezone, local }) => {
        const spans = clockSpans(timezone, dates.from, dates.to);
        return shift(local, -(spans.find((span) => span.from <= from && from <= span.to)?.offset ?? 0));
      });
      return { dates: { from, to }, week: weeks.reduce(intersectIntegers) };
    });
  });
}

/** The same with every weekly window at all offsets that its zone has on the dates. */
export function widenedTimes(windows: readonly PlanWindow[]): readonly TimeRegion[] {
  const zones = weeklyZones(windows);
  return datesOf(windows).map((dates) => {
    const weeks = zones.map(({ timezone, local }) => {
      const offsets = clockSpans(timezone, dates.from, dates.to).flatMap(({ offset }) => wholeMinutes(offset));
      return integerSet([...new Set(offsets)].flatMap((offset) => shift(local, -offset)));
    });
    return { dates, week: weeks.length === 0 ? null : weeks.reduce(intersectIntegers) };
  });
}

interface WeeklyZone {
  readonly timezone: string;
  /** Seconds of the local week. */
  readonly local: IntegerSet;
}

function weeklyZones(windows: readonly PlanWindow[]): readonly WeeklyZone[] {
  const zones = new Map<string, IntegerSet>();
  for (const { timezone, span } of windows) {
    if (span.kind !== 'weekly') continue;
    const known = zones.get(timezone);
    const local = localSeconds(span);
    zones.set(timezone, known === undefined ? local : intersectIntegers(known, local));
  }
  return [...zones].map(([timezone, local]) => ({ timezone, local }));
}

function localSeconds({ days, from, to }: WeeklySpan): IntegerSet {
  const minutes = from < to ? to - from : to + 1_440 - from;
  return integerSet(
    days.flatMap((name) => shift([{ from: 0, to: minutes * 60 - 1 }], weekdays.indexOf(name) * day + from * 60)),
  );
}

/** Moves a set of seconds of the week; what leaves it at one end comes back at the other. */
function shift(set: IntegerSet, by: number): IntegerSet {
  return integerSet(
    set.flatMap(({ from, to }) => {
      const start = (((from + by) % secondsOfWeek) + secondsOfWeek) % secondsOfWeek;
      const end = start + (to - from);
      const last = secondsOfWeek - 1;
      return end <= last
        ? [{ from: start, to: end }]
        : [
            { from: start, to: last },
            { from: 0, to: end - secondsOfWeek },
          ];
    }),
  );
}

/** An offset with seconds, as before 1972, lies between two of whole minutes. */
function wholeMinutes(offset: number): readonly number[] {
  return [Math.floor(offset / 60) * 60, Math.ceil(offset / 60) * 60];
}

/** Dates on which all one-off windows are active. */
function datesOf(windows: readonly PlanWindow[]): IntegerSet {
  const always: IntegerSet = [{ from: firstDate, to: lastDate }];
  return windows
    .flatMap(({ span, timezone }) => (span.kind === 'once' ? [datesOfSpan(span, timezone)] : []))
    .reduce(intersectIntegers, always);
}

function datesOfSpan({ from, to }: OnceSpan, timezone: string): IntegerSet {
  const always: IntegerSet = [{ from: firstDate, to: lastDate }];
  const begun = from === null ? always : subtractIntegers(always, datesBefore(from, timezone));
  return to === null ? begun : intersectIntegers(begun, datesBefore(to, timezone));
}

/** Moments whose wall clock reads less than `YYYY-MM-DDTHH:MM`: no clock is two days ahead or behind. */
function datesBefore(text: string, timezone: string): IntegerSet {
  const [date = '', time = ''] = text.split('T');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const reading = Date.parse(`${date}T00:00:00Z`) / 1000 + hours * 3_600 + minutes * 60;
  const near = spansBetween(timezone, reading - 2 * day, reading + 2 * day, day / 8);
  return integerSet([
    { from: firstDate, to: reading - 2 * day - 1 },
    ...near.map(({ from, to, offset }) => ({ from, to: Math.min(to, reading - offset - 1) })),
  ]);
}
