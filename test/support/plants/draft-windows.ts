/** Random windows: over midnight, over the end of the week, around changes of the clock, open on one side; vendor sessions. */
import fc from 'fast-check';
import { localToEpoch } from '../../../src/algebra/zoned-time.ts';
import type { WindowFile } from '../../../src/compiler/schema/zone-file.ts';
import type { Weekday } from '../../../src/model/plant.ts';
import { pick, present } from './pick.ts';

const windowIds = ['night', 'night-2', 'visit', 'until', 'support'];
export const timezones = ['Europe/Berlin', 'UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];

const days: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Times of day at which clocks change, and the borders of the day. */
const times = ['22:00', '06:00', '02:00', '02:30', '03:00', '00:00', '23:59', '01:59'];

/** Local times in order; Berlin skips the hour before 03:00 on 29 March 2026 and repeats it on 25 October. */
const moments = [
  '2026-01-01T00:00',
  '2026-03-08T02:30',
  '2026-03-29T02:00',
  '2026-03-29T02:30',
  '2026-03-29T03:00',
  '2026-09-10T12:00',
  '2026-10-04T02:15',
  '2026-10-25T02:30',
  '2026-11-01T01:30',
  '2026-12-31T23:59',
];

const lengths = ['8h', '1m', '90m', '168h'];

const window = fc.record({
  timezone: fc.option(fc.nat(timezones.length - 1)),
  kind: fc.constantFrom('once' as const, 'weekly' as const, 'session' as const),
  ticket: fc.boolean(),
  days: fc.subarray([...days], { minLength: 1 }),
  from: fc.nat(times.length - 1),
  to: fc.nat(times.length),
  start: fc.option(fc.nat(moments.length - 1), { freq: 3 }),
  end: fc.option(fc.nat(moments.length - 1), { freq: 3 }),
});

type RawWindow = typeof window extends fc.Arbitrary<infer T> ? T : never;

/** Functions from the plant's time zone to up to four windows. */
export const arbitraryWindows: fc.Arbitrary<(timezone: string) => Readonly<Record<string, WindowFile>>> = fc
  .array(window, { maxLength: windowIds.length })
  .map(
    (raw) => (timezone) =>
      Object.fromEntries(raw.map((each, index) => [pick(windowIds, index), draftWindow(each, timezone)])),
  );

function draftWindow(raw: RawWindow, plantZone: string): WindowFile {
  if (raw.kind === 'session')
    return present({ session: present({ longest: pick(lengths, raw.from), ticket: raw.ticket ? 'optional' : null }) });
  const timezone = raw.timezone === null ? null : pick(timezones, raw.timezone);
  if (raw.kind === 'weekly') {
    const from = pick(times, raw.from);
    const others = ['24:00', ...times].filter((time) => time !== from && !(from === '00:00' && time === '24:00'));
    return present({ timezone, weekly: { days: raw.days, from, to: pick(others, raw.to) } });
  }
  const from = raw.start === null ? null : pick(moments, raw.start);
  const to = raw.end === null ? null : pick(moments, raw.end);
  const opens =
    from === null || to === null || epochOf(from, timezone ?? plantZone) < epochOf(to, timezone ?? plantZone);
  return present({ timezone, once: present({ from: opens ? from : null, to }) });
}

/** The moment of a local time. */
function epochOf(text: string, timezone: string): number {
  const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  return localToEpoch({ date: text.slice(0, 10), minutes }, timezone);
}
