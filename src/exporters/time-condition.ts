/**
 * Windows as what an enforcement point can compare without a time zone: spans of the epoch, minutes of the week in UTC, and
 * whether vendor sessions are open. A weekly window in a zone with daylight saving holds for every offset that the zone has, so it is wider
 * by the difference; nothing dated gets into a configuration, and a change of the clocks needs no reload.
 */

import { type EpochSpan, epochSpansOf, intersectSpans } from '../algebra/epoch-span.ts';
import { countIntegers, type IntegerSet, integerSet, intersectIntegers } from '../algebra/integer-set.ts';
import { localMinutes } from '../algebra/time-axes.ts';
import { minutesOfWeek, shiftMinutes } from '../algebra/week-minutes.ts';
import type { PlanWindow } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';
import { offsetsIn } from './zone-offsets.ts';

/** One span of the epoch, cut down to minutes of the week, while some sessions are open. */
export interface TimeTerm extends EpochSpan {
  /** Minutes since Sunday 00:00 UTC, closed intervals within 0 to 10,079, sorted and disjoint; null: all. */
  readonly week: readonly IntegerRange[] | null;
  /** Windows of vendor sessions that must all be open; sorted. */
  readonly sessions: readonly string[];
}

/** A union; empty means never. */
export type TimeCondition = readonly TimeTerm[];

export interface WindowTime {
  readonly condition: TimeCondition;
  /** What the condition has over the windows, in plant words; null when it is exact. */
  readonly wider: string | null;
}

/** When all of the windows are active. */
export function timeOfWindows(windows: readonly PlanWindow[]): WindowTime {
  const everything: readonly EpochSpan[] = [{ from: null, to: null }];
  const spans = windows.map(epochSpansOf).reduce(intersectSpans, everything);
  const terms = spans
    .map((span) => ({ span, ...weekOf(windows, span) }))
    .filter(({ week }) => week === null || week.length > 0);
  const wider = [...new Set(terms.flatMap((term) => term.wider))].sort();
  const sessions = [...new Set(windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : [])))].sort();
  return {
    condition: terms.map(({ span, week }) => ({ ...span, week, sessions })),
    wider: wider.length === 0 ? null : wider.join('; '),
  };
}

/** When at least one of the conditions holds, with as few terms as simple rules find. */
export function uniteConditions(conditions: readonly TimeCondition[]): TimeCondition {
  const byWeek = Map.groupBy(conditions.flat(), ({ week, sessions }) => JSON.stringify([week, sessions]));
  const joined = [...byWeek.values()].flatMap((terms) => {
    const { week = null, sessions = [] } = terms[0] ?? {};
    return joinSpans(terms).map((span) => ({ ...span, week, sessions }));
  });
  const bySpan = Map.groupBy(joined, ({ from, to, sessions }) => JSON.stringify([from, to, sessions]));
  const united = [...bySpan.values()].map((terms): TimeTerm => {
    const { from = null, to = null, sessions = [] } = terms[0] ?? {};
    const week = terms.some((term) => term.week === null) ? null : integerSet(terms.flatMap((term) => term.week ?? []));
    return { from, to, week: week?.length === 1 && countIntegers(week) === minutesOfWeek ? null : week, sessions };
  });
  return united.filter((term) => !united.some((other) => other !== term && covers(other, term))).sort(compareTerms);
}

/** Whether the condition is no limit at all. */
export function isAlways(condition: TimeCondition): boolean {
  return condition.some(
    ({ from, to, week, sessions }) => from === null && to === null && week === null && sessions.length === 0,
  );
}

function weekOf(
  windows: readonly PlanWindow[],
  span: EpochSpan,
): { week: readonly IntegerRange[] | null; wider: readonly string[] } {
  const weekly = windows.filter((window) => window.span.kind === 'weekly');
  let week: readonly IntegerRange[] | null = null;
  const wider: string[] = [];
  for (const [timezone, own] of Map.groupBy(weekly, (window) => window.timezone)) {
    const local = own.map(minutesOf).reduce(intersectIntegers);
    const offsets = offsetsIn(timezone, span);
    const shifted = integerSet(offsets.flatMap((offset) => shiftMinutes(local, -offset)));
    const more = countIntegers(shifted) - countIntegers(local);
    if (more > 0) wider.push(widening(own, timezone, offsets, more));
    week = week === null ? shifted : intersectIntegers(week, shifted);
  }
  return { week: week !== null && countIntegers(week) === minutesOfWeek ? null : week, wider };
}

function minutesOf({ span }: PlanWindow): IntegerSet {
  return span.kind === 'weekly' ? localMinutes(span) : [{ from: 0, to: minutesOfWeek - 1 }];
}

function widening(windows: readonly PlanWindow[], timezone: string, offsets: readonly number[], more: number): string {
  const names = windows.map((window) => window.id).sort();
  const written = offsets.map(formatOffset).join(' and ');
  return `${names.join(' and ')} holds for the UTC offsets ${written} of ${timezone} at once, ${more} minutes a week longer`;
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function joinSpans(spans: readonly EpochSpan[]): readonly EpochSpan[] {
  const result: EpochSpan[] = [];
  const sorted = [...spans].sort((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity));
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    const touches = last !== undefined && (last.to === null || from === null || from <= last.to);
    if (last === undefined || !touches) result.push({ from, to });
    else
      result[result.length - 1] = {
        from: last.from,
        to: last.to === null || to === null ? null : Math.max(last.to, to),
      };
  }
  return result;
}

function covers(outer: TimeTerm, inner: TimeTerm): boolean {
  const begins = outer.from === null || (inner.from !== null && outer.from <= inner.from);
  const ends = outer.to === null || (inner.to !== null && outer.to >= inner.to);
  if (!outer.sessions.every((session) => inner.sessions.includes(session))) return false;
  if (!begins || !ends || outer.week === null) return begins && ends;
  return inner.week !== null && countIntegers(intersectIntegers(outer.week, inner.week)) === countIntegers(inner.week);
}

function compareTerms(a: TimeTerm, b: TimeTerm): number {
  const left = JSON.stringify([a.from, a.to, a.week, a.sessions]);
  const right = JSON.stringify([b.from, b.to, b.week, b.sessions]);
  return left < right ? -1 : left > right ? 1 : 0;
}
