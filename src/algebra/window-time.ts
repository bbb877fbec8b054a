/** Which windows are active at a moment. Policies see this set and never a clock. */
import type { PlanWindow } from '../model/plan.ts';
import type { OnceSpan, Weekday, WeeklySpan } from '../model/plant.ts';
import { type LocalTime, localTimeAt } from './zoned-time.ts';

const order: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * Ids of the windows active at a moment (seconds since the epoch), in the order given. No clock says when somebody opens a
 * vendor session, so those that are open then are named in `sessions`.
 */
export function activeWindows(
  windows: readonly PlanWindow[],
  epochSeconds: number,
  sessions: readonly string[] = [],
): readonly string[] {
  const clocks = new Map<string, LocalTime>();
  const isOpen = ({ id, span }: PlanWindow): boolean => span.kind === 'session' && sessions.includes(id);
  return windows.filter((each) => isOpen(each) || isActive(each, epochSeconds, clocks)).map((window) => window.id);
}

function isActive(window: PlanWindow, epochSeconds: number, clocks: Map<string, LocalTime>): boolean {
  if (window.span.kind === 'session') return false;
  let clock = clocks.get(window.timezone);
  if (clock === undefined) {
    clock = localTimeAt(epochSeconds, window.timezone);
    clocks.set(window.timezone, clock);
  }
  return window.span.kind === 'weekly' ? holdsWeekly(window.span, clock) : holdsOnce(window.span, clock);
}

function holdsWeekly(span: WeeklySpan, clock: LocalTime): boolean {
  const today = span.days.includes(clock.weekday);
  if (span.from < span.to) return today && span.from <= clock.minutes && clock.minutes < span.to;
  const yesterday = order[(order.indexOf(clock.weekday) + 6) % 7];
  const begun = yesterday !== undefined && span.days.includes(yesterday);
  return (today && span.from <= clock.minutes) || (begun && clock.minutes < span.to);
}

function holdsOnce(span: OnceSpan, clock: LocalTime): boolean {
  const hours = String(Math.floor(clock.minutes / 60)).padStart(2, '0');
  const now = `${clock.date}T${hours}:${String(clock.minutes % 60).padStart(2, '0')}`;
  return (span.from === null || span.from <= now) && (span.to === null || now < span.to);
}
