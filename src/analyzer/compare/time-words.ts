/** When something is allowed, in words: dates of one-off windows, and weekly windows by their names. */
import { localMinutes, type TimeAxes } from '../../algebra/time-axes.ts';
import { localTimeAt } from '../../algebra/zoned-time.ts';
import { joinWords } from '../../diagnostics/words.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { windowName } from './joint-space.ts';

type Side = readonly IntegerRange[] | null;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const minutesOfDay = 1_440;

/** Null when there is no limit. `sides` are those of dates, of the weeks of time zones and of sessions; `timezone` is the plant's. */
export function timeWords(time: TimeAxes, [dates = null, ...others]: readonly Side[], timezone: string): string | null {
  const limits = [
    ...(dates === null ? [] : [joinWords(dates.map((range) => dateWords(time, range, timezone)))]),
    ...time.timezones.flatMap((zone, index) => weekWords(time, others[index] ?? null, zone)),
    ...time.sessions.flatMap((id, index) => sessionWords(id, others[time.timezones.length + index] ?? null)),
  ];
  return limits.length === 0 ? null : limits.join(', ');
}

function dateWords({ cuts }: TimeAxes, { from, to }: IntegerRange, timezone: string): string {
  const [start, end] = [from === 0 ? undefined : cuts[from - 1], cuts[to]];
  if (start === undefined) return end === undefined ? 'always' : `until ${momentWords(end, timezone)}`;
  const begins = `from ${momentWords(start, timezone)}`;
  return end === undefined ? `${begins} on` : `${begins} to ${momentWords(end, timezone)}`;
}

/** As `2027-03-31 24:00`, the end of a day rather than the beginning of the next. */
function momentWords(epochSeconds: number, timezone: string): string {
  const { date, minutes } = localTimeAt(epochSeconds, timezone);
  if (minutes === 0) return `${localTimeAt(epochSeconds - 1, timezone).date} 24:00`;
  return `${date} ${clock(minutes)}`;
}

function weekWords({ windows }: TimeAxes, minutes: Side, timezone: string): readonly string[] {
  if (minutes === null) return [];
  const same = [...windows.values()].find(
    ({ span, timezone: own }) =>
      span.kind === 'weekly' && own === timezone && JSON.stringify(localMinutes(span)) === JSON.stringify(minutes),
  );
  if (same !== undefined) return [`during ${windowName(same.id)}`];
  return [`${joinWords(minutes.map(minuteWords), 6)} in ${timezone}`];
}

/** 0 is closed and 1 is open. */
function sessionWords(id: string, side: Side): readonly string[] {
  if (side === null) return [];
  return [`${side[0]?.from === 1 ? 'only while' : 'even while no'} session ${windowName(id)} is open`];
}

/** As `Sun 06:00-10:00`. */
function minuteWords({ from, to }: IntegerRange): string {
  const [first, last] = [Math.floor(from / minutesOfDay), Math.floor(to / minutesOfDay)];
  const end = `${first === last ? '' : `${days[last] ?? ''} `}${clock((to % minutesOfDay) + 1)}`;
  return `${days[first] ?? ''} ${clock(from % minutesOfDay)}-${end}`;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
