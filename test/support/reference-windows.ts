/** Which windows are open at a moment, by reading the wall clock of each; an oracle only. */
import type { PlanWindow } from '../../src/model/plan.ts';
import { isSessionOpen } from './reference-sessions.ts';

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Timed = Pick<PlanWindow, 'id' | 'timezone' | 'span'>;

/** The local date, `YYYY-MM-DD`. */
export function referenceDate(epochSeconds: number, timezone: string): string {
  return clockOf(timezone)
    .format(epochSeconds * 1000)
    .slice(0, 10);
}

/** Ids of the windows that are open, sorted. */
export function referenceWindows(windows: readonly Timed[], epochSeconds: number): readonly string[] {
  return windows
    .filter((window) => isOpen(window, epochSeconds, windows))
    .map((window) => window.id)
    .sort();
}

function isOpen({ id, timezone, span }: Timed, epochSeconds: number, all: readonly Timed[]): boolean {
  if (span.kind === 'session') return isSessionOpen(all, id, epochSeconds);
  const [date = '', time = ''] = clockOf(timezone)
    .format(epochSeconds * 1000)
    .split(' ');
  if (span.kind === 'once') {
    const now = `${date}T${time}`;
    return (span.from === null || span.from <= now) && (span.to === null || now < span.to);
  }
  const weekday = new Date(date).getUTCDay();
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const openOn = (day: number): boolean => span.days.some((each) => each === days[(day + 7) % 7]);
  // Over midnight, the rest of the span belongs to the day after.
  if (span.to <= span.from)
    return (openOn(weekday) && minutes >= span.from) || (openOn(weekday - 1) && minutes < span.to);
  return openOn(weekday) && minutes >= span.from && minutes < span.to;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Writes `2026-03-29 03:00`. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  return clock;
}
