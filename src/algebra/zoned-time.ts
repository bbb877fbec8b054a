/**
 * Local dates and times of IANA time zones, with daylight saving as the zone's rules say.
 * The rules come from the runtime's own time zone database (ECMA-402).
 */
import type { Weekday } from '../model/plant.ts';

/** A wall-clock reading. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Minutes since local midnight, 0 to 1439. */
  readonly minutes: number;
  readonly weekday: Weekday;
}

const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows the zone. */
export function isTimezone(timezone: string): boolean {
  try {
    formatOf(timezone);
    return true;
  } catch {
    return false;
  }
}

/** The wall clock in a zone at a moment given in seconds since the epoch. Throws `RangeError` for an unknown zone. */
export function localTimeAt(epochSeconds: number, timezone: string): LocalTime {
  const offset = offsetAt(epochSeconds, timezone);
  const shifted = new Date((epochSeconds + offset) * 1000);
  return {
    date: shifted.toISOString().slice(0, 10),
    minutes: shifted.getUTCHours() * 60 + shifted.getUTCMinutes(),
    weekday: weekdays[shifted.getUTCDay()] ?? 'sun',
  };
}

/**
 * The moment of a wall-clock reading, in seconds since the epoch. A reading that the spring change skips means
 * the moment of the change itself; one that the autumn change repeats means its first occurrence.
 * `minutes` may be 1440 for the end of the day.
 */
export function localToEpoch(local: { readonly date: string; readonly minutes: number }, timezone: string): number {
  const wall = Date.parse(`${local.date}T00:00:00Z`) / 1000 + local.minutes * 60;
  const before = offsetAt(wall - 86_400, timezone);
  const after = offsetAt(wall + 86_400, timezone);
  const early = wall - before;
  const late = wall - after;
  const candidates = [Math.min(early, late), Math.max(early, late)];
  for (const candidate of candidates) if (candidate + offsetAt(candidate, timezone) === wall) return candidate;
  return transitionBetween(candidates[0] ?? early, candidates[1] ?? late, timezone);
}

/** Seconds that the zone's wall clock is ahead of UTC at a moment. */
export function offsetAt(epochSeconds: number, timezone: string): number {
  const parts: Record<string, number> = {};
  const whole = Math.floor(epochSeconds);
  for (const part of formatOf(timezone).formatToParts(new Date(whole * 1000))) parts[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - whole;
}

/** The moment between two at which a zone changes its offset, if it does so once; else the later of the two. */
export function transitionBetween(from: number, to: number, timezone: string): number {
  let low = from;
  let high = to;
  const start = offsetAt(low, timezone);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, timezone) === start) low = middle;
    else high = middle;
  }
  return high;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timezone, format);
  return format;
}
