/** Moments at which windows open and close, a minute before and behind, and the hours around changes of the clock. */
import { localToEpoch } from '../../../src/algebra/zoned-time.ts';
import type { Plan, PlanWindow } from '../../../src/model/plan.ts';
import { referenceSessions } from '../reference-sessions.ts';

/** A Thursday at noon, the nights on which clocks change in 2026, and a leap day. */
const moments = [
  '2026-09-10T12:00',
  '2026-03-29T01:00',
  '2026-10-25T01:00',
  '2026-10-25T00:30',
  '2026-03-08T07:00',
  '2026-04-04T15:00',
  '2028-02-29T23:59',
].map((text) => Date.parse(`${text}Z`) / 1000);

const known = new WeakMap<Plan, readonly number[]>();

/** Seconds since the epoch, each once. */
export function borderTimes(plan: Plan): readonly number[] {
  const times = known.get(plan) ?? [
    ...new Set(
      [...plan.windows.flatMap(bordersOf), ...sessions(plan), ...moments].flatMap((time) => [
        time,
        time - 1,
        time + 60,
      ]),
    ),
  ];
  known.set(plan, times);
  return times;
}

function sessions({ windows }: Plan): readonly number[] {
  return referenceSessions(windows).flatMap(({ from, to }) => [from, to]);
}

/** A weekly span in an ordinary week, over the end of the year, and on the nights of a change of the clock. */
function bordersOf({ timezone, span }: PlanWindow): readonly number[] {
  if (span.kind === 'weekly') {
    const dates = ['2026-09-10', '2026-09-13', '2026-12-31', '2026-03-29', '2026-10-25'];
    return dates.flatMap((date) => [span.from, span.to].map((minutes) => localToEpoch({ date, minutes }, timezone)));
  }
  if (span.kind === 'session') return [];
  return [span.from, span.to].flatMap((text) => {
    if (text === null) return [];
    const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
    return [localToEpoch({ date: text.slice(0, 10), minutes }, timezone)];
  });
}
