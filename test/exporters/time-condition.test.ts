/** Windows without a time zone, against the wall clock that policies go by. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { activeWindows } from '../../src/algebra/window-time.ts';
import { localTimeAt, offsetAt } from '../../src/algebra/zoned-time.ts';
import { isAlways, type TimeCondition, timeOfWindows, uniteConditions } from '../../src/exporters/time-condition.ts';
import type { PlanWindow } from '../../src/model/plan.ts';
import type { Weekday } from '../../src/model/plant.ts';
import { buildOnce, buildSession, buildWeekly } from '../support/plan-builder.ts';

const days: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const changing = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/St_Johns'];
const steady = ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
const clock = fc.tuple(fc.nat(23), fc.nat(59)).map(([hours, minutes]) => `${pad(hours)}:${pad(minutes)}`);
const moment = fc.integer({ min: Date.UTC(2026, 0, 2) / 1000, max: Date.UTC(2036, 0, 1) / 1000 });
const weekly = (zones: readonly string[]): fc.Arbitrary<PlanWindow> =>
  fc
    .record({ zone: fc.constantFrom(...zones), on: fc.subarray([...days], { minLength: 1 }), from: clock, to: clock })
    .map(({ zone, on, from, to }) => buildWeekly('weekly', zone, on, from, to));

/** Offsets in seconds, looked up week by week. */
const offsetsOf: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  changing.map((zone) => {
    const weeks = Array.from({ length: 1_000 }, (_, week) => Date.UTC(2026, 0, 1) / 1000 + week * 7 * 86_400);
    return [zone, [...new Set(weeks.map((at) => offsetAt(at, zone)))]];
  }),
);

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** Whether a condition holds, computed from the week in UTC. */
function holds(condition: TimeCondition, time: number, open: readonly string[] = []): boolean {
  const date = new Date(time * 1000);
  const minute = date.getUTCDay() * 1440 + date.getUTCHours() * 60 + date.getUTCMinutes();
  return condition.some(
    ({ from, to, week, sessions }) =>
      sessions.every((each) => open.includes(each)) &&
      (from === null || from <= time) &&
      (to === null || time < to) &&
      (week === null || week.some((range) => range.from <= minute && minute <= range.to)),
  );
}

test('is exact for weekly windows in zones that never change their clocks', () => {
  fc.assert(
    fc.property(weekly(steady), moment, (window, time) => {
      const { condition, wider } = timeOfWindows([window]);
      expect(wider).toBeNull();
      expect(holds(condition, time)).toBe(activeWindows([window], time).length === 1);
    }),
    { numRuns: 500 },
  );
});

test('is wider only by the offsets of the zone, and never narrower', () => {
  fc.assert(
    fc.property(weekly(changing), moment, (window, time) => {
      const { condition } = timeOfWindows([window]);
      const active = activeWindows([window], time).length === 1;
      if (active) expect(holds(condition, time)).toBe(true);
      const now = offsetAt(time, window.timezone);
      const atOtherOffset = (offsetsOf[window.timezone] ?? []).some(
        (offset) => activeWindows([window], time + offset - now).length === 1,
      );
      if (holds(condition, time)) expect(active || atOtherOffset).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('says how much wider it is', () => {
  const sunday = buildWeekly('sunday', 'Europe/Berlin', ['sun'], '06:00', '10:00');
  expect(timeOfWindows([sunday])).toEqual({
    condition: [{ from: null, to: null, week: [{ from: 240, to: 539 }], sessions: [] }],
    wider: 'sunday holds for the UTC offsets +01:00 and +02:00 of Europe/Berlin at once, 60 minutes a week longer',
  });
});

test('is exact in a zone with daylight saving when other windows keep it to one offset', () => {
  const sunday = buildWeekly('sunday', 'Europe/Berlin', ['sun'], '06:00', '10:00');
  const summer = buildOnce('summer', 'Europe/Berlin', '2026-06-01T00:00', '2026-09-01T00:00');
  expect(timeOfWindows([sunday, summer])).toEqual({
    condition: [{ from: 1_780_264_800, to: 1_788_213_600, week: [{ from: 240, to: 479 }], sessions: [] }],
    wider: null,
  });
});

test('does not take the whole week for wider when it is the whole week anyway', () => {
  expect(timeOfWindows([buildWeekly('all', 'Europe/Berlin', days, '00:00', '00:00')])).toEqual({
    condition: [{ from: null, to: null, week: null, sessions: [] }],
    wider: null,
  });
});

const onceZone = fc.constantFrom(...changing, ...steady);
const nearChange = fc
  .constantFrom(
    '2026-03-08',
    '2026-03-29',
    '2026-04-05',
    '2026-10-04',
    '2026-10-25',
    '2026-11-01',
    '2026-02-15',
    '2026-03-22',
  )
  .chain((date) => fc.tuple(fc.constant(date), fc.integer({ min: -30 * 3600, max: 54 * 3600 })))
  .map(([date, offset]) => Date.parse(`${date}T00:00:00Z`) / 1000 + offset);

test('is exact for one-off windows, on both sides of every change of clocks', () => {
  fc.assert(
    fc.property(onceZone, nearChange, nearChange, nearChange, (zone, a, b, time) => {
      const text = (at: number): string => {
        const { date, minutes } = localTimeAt(at, zone);
        return `${date}T${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
      };
      const window = buildOnce('once', zone, text(a), text(b));
      const { condition, wider } = timeOfWindows([window]);
      expect(wider).toBeNull();
      for (const each of [time, a - 1, a, a + 60, b - 1, b, b + 60, b + 1800, b + 3600])
        expect([each, holds(condition, each)]).toEqual([each, activeWindows([window], each).length === 1]);
    }),
    { numRuns: 2000 },
  );
});

test('is never active where windows exclude one another', () => {
  const windows = [
    buildWeekly('a', 'UTC', ['mon'], '06:00', '07:00'),
    buildWeekly('b', 'UTC', ['tue'], '06:00', '07:00'),
  ];
  expect(timeOfWindows(windows).condition).toEqual([]);
});

test('unites conditions without losing or inventing a moment', () => {
  const window = fc.oneof(
    weekly(steady),
    fc
      .tuple(fc.constantFrom(...steady), fc.integer({ min: 10, max: 19 }), fc.integer({ min: 10, max: 19 }))
      .map(([zone, a, b]) => buildOnce('once', zone, `2026-03-${a}T00:00`, `2026-03-${b}T00:00`)),
    fc.constantFrom('support', 'tuning').map(buildSession),
  );
  const time = fc.integer({ min: Date.UTC(2026, 2, 8) / 1000, max: Date.UTC(2026, 2, 22) / 1000 });
  const opened = fc.subarray(['support', 'tuning']);
  fc.assert(
    fc.property(fc.array(fc.array(window, { maxLength: 3 }), { maxLength: 4 }), time, opened, (sets, at, open) => {
      const united = uniteConditions(sets.map((set) => timeOfWindows(set).condition));
      const wanted = sets.some((set) => activeWindows(set, at, open).length === set.length);
      expect(holds(united, at, open)).toBe(wanted);
      if (sets.some((set) => set.length === 0)) expect(isAlways(united)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('does not depend on the order in which conditions are united', () => {
  const conditions = [
    buildWeekly('a', 'UTC', ['mon'], '06:00', '07:00'),
    buildOnce('b', 'UTC', '2026-01-01T00:00', null),
    buildOnce('c', 'UTC', null, '2025-01-01T00:00'),
  ].map((window) => timeOfWindows([window]).condition);
  expect(uniteConditions([...conditions].reverse())).toEqual(uniteConditions(conditions));
});
