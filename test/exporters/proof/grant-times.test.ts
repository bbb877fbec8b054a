/** Times of grants as sets, against the clock that the evaluator looks at. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { activeWindows } from '../../../src/algebra/window-time.ts';
import { exactTimes, type TimeRegion, widenedTimes } from '../../../src/exporters/proof/grant-times.ts';
import { secondsOfWeek } from '../../../src/exporters/proof/wire-space.ts';
import type { PlanWindow } from '../../../src/model/plan.ts';
import { expectShare } from '../../support/expect-share.ts';
import { buildOnce, buildWeekly } from '../../support/plan-builder.ts';

const windows: readonly PlanWindow[] = [
  buildWeekly('berlin', 'Europe/Berlin', ['mon', 'wed', 'sat'], '06:00', '10:00'),
  buildWeekly('york', 'America/New_York', ['sat', 'sun'], '22:00', '03:30'),
  buildWeekly('kolkata', 'Asia/Kolkata', ['sun'], '22:00', '22:00'),
  buildWeekly('howe', 'Australia/Lord_Howe', ['sun', 'mon'], '00:00', '12:15'),
  buildOnce('autumn', 'Europe/Berlin', '2026-10-25T02:15', '2026-10-25T02:45'),
  buildOnce('spring', 'Europe/Berlin', '2027-03-28T02:15', '2027-03-28T03:10'),
  buildOnce('since', 'America/New_York', '2026-11-01T01:30', null),
  buildOnce('until', 'Asia/Kolkata', null, '2031-03-31T24:00'),
  buildOnce('samoa', 'Pacific/Apia', '2026-12-30T00:00', '2029-12-31T24:00'),
];

/** Border moments of the windows and of changes of clocks, and any. */
const moment = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2046, 0, 1) / 1000 - 1 }),
  fc
    .tuple(
      fc.constantFrom(
        '2026-10-25T00:15',
        '2026-10-25T01:00',
        '2027-03-28T01:00',
        '2026-11-01T05:30',
        '2031-03-31T18:30',
      ),
      fc.integer({ min: -14_400, max: 14_400 }),
    )
    .map(([text, shift]) => Date.parse(`${text}:00Z`) / 1000 + shift),
);

test('holds exactly when all windows are active', () => {
  let active = 0;
  fc.assert(
    fc.property(
      fc.subarray([...windows], { minLength: 1, maxLength: 3 }),
      fc.array(moment, { maxLength: 40 }),
      (all, moments) => {
        const times = exactTimes(all);
        const wide = widenedTimes(all);
        for (const time of moments) {
          const all_ = activeWindows(all, time).length === all.length;
          if (all_) active++;
          expect({ time, holds: holds(times, time) }).toEqual({ time, holds: all_ });
          if (all_) expect({ time, holds: holds(wide, time) }).toEqual({ time, holds: true });
        }
      },
    ),
    { numRuns: 150 },
  );
  expectShare(50, active);
});

test('holds for every offset of a zone when it is widened, and for no other', () => {
  const [berlin] = windows;
  if (berlin === undefined) throw new Error('no window');
  const at = (text: string): number => Date.parse(text) / 1000;
  const times = ['2026-08-03T04:00:00Z', '2026-08-03T08:00:00Z', '2026-08-03T03:59:59Z', '2026-08-03T09:00:00Z'].map(
    at,
  );
  expect(times.map((time) => holds(exactTimes([berlin]), time))).toEqual([true, false, false, false]);
  expect(times.map((time) => holds(widenedTimes([berlin]), time))).toEqual([true, true, false, false]);
});

function holds(regions: readonly TimeRegion[], time: number): boolean {
  const second = (time + 4 * 86_400) % secondsOfWeek;
  return regions.some(
    ({ dates, week }) =>
      dates.from <= time &&
      time <= dates.to &&
      (week === null || week.some(({ from, to }) => from <= second && second <= to)),
  );
}
