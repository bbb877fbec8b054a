/**
 * Times as nft expressions that mean the same whoever loads the file. Written as numbers, `meta time` is compared in
 * seconds of the epoch, `meta day` and `meta hour` in UTC; written as words, nft would apply the loader's time zone.
 */
import type { IntegerRange } from '../../../model/plant.ts';
import type { TimeCondition, TimeTerm } from '../../time-condition.ts';
import { whileOpen } from './session-set.ts';

/** The kernel counts nanoseconds in 63 bits: seconds from 1970 to 2262. */
const lastSecond = 9_223_372_036;
const minutesOfDay = 1_440;

/** Expressions of which at least one holds exactly when the condition does; empty when it never does. */
export function timeExpressions(condition: TimeCondition): readonly string[] {
  return condition.flatMap(termExpressions);
}

function termExpressions(term: TimeTerm): readonly string[] {
  if ((term.from ?? 0) > lastSecond || (term.to ?? 1) <= 0) return [];
  const limits = [
    ...(term.from === null || term.from <= 0 ? [] : [`meta time >= ${term.from}`]),
    ...(term.to === null || term.to > lastSecond ? [] : [`meta time < ${term.to}`]),
  ];
  const sessions = term.sessions.map(whileOpen);
  if (term.week === null) return [[...limits, ...sessions].join(' ')];
  return weekExpressions(term.week).map((expression) => [...limits, expression, ...sessions].join(' '));
}

function weekExpressions(week: readonly IntegerRange[]): readonly string[] {
  const days = new Map<string, { readonly hours: string; readonly days: number[] }>();
  for (let day = 0; day < 7; day++) {
    for (const { from, to } of week) {
      const start = Math.max(from - day * minutesOfDay, 0);
      const end = Math.min(to - day * minutesOfDay, minutesOfDay - 1);
      if (start > end) continue;
      const whole = start === 0 && end === minutesOfDay - 1;
      const hours = whole ? '' : `meta hour ${start * 60}-${end * 60 + 59}`;
      const known = days.get(hours) ?? { hours, days: [] };
      known.days.push(day);
      days.set(hours, known);
    }
  }
  return [...days.values()].flatMap(({ hours, days: own }) =>
    runsOf(own).map(({ from, to }) => {
      const day = from === to ? `meta day ${from}` : `meta day ${from}-${to}`;
      return hours === '' ? day : `${day} ${hours}`;
    }),
  );
}

/** Consecutive days; `days` is ascending. */
function runsOf(days: readonly number[]): readonly IntegerRange[] {
  const runs: IntegerRange[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && last.to + 1 === day) runs[runs.length - 1] = { from: last.from, to: day };
    else runs.push({ from: day, to: day });
  }
  return runs;
}
