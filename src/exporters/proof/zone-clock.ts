/** Spans of time in which a time zone has one offset from UTC, found by looking once a week and between two that differ. */
import { offsetAt, transitionBetween } from '../../algebra/zoned-time.ts';

/** Seconds since the epoch, both included. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
  /** Seconds ahead of UTC. */
  readonly offset: number;
}

/** Where dates end, in seconds since the epoch (ECMA-262). A span that reaches there has no limit. */
export const firstDate = -8_640_000_000_000;
export const lastDate = 8_640_000_000_000;

/**
 * Rules of time zones are those from 2026 to 2046 where a span has no limit: earlier ones no longer apply, later ones
 * repeat. Every exporter keeps to that, so that an export does not depend on the day on which it is made.
 */
const rulesFrom: number = Date.UTC(2026, 0, 1) / 1000;
const rulesTo: number = Date.UTC(2046, 0, 1) / 1000;
const week = 604_800;
const known = new Map<string, readonly ClockSpan[]>();

/** The offsets of a zone from one moment to another; without limits, the first and the last hold on outside the rules. */
export function clockSpans(timezone: string, from: number, to: number): readonly ClockSpan[] {
  const key = `${timezone} ${from} ${to}`;
  const found = known.get(key) ?? scan(timezone, from, to);
  known.set(key, found);
  return found;
}

function scan(timezone: string, from: number, to: number): readonly ClockSpan[] {
  const start = from === firstDate ? Math.min(rulesFrom, to === lastDate ? rulesFrom : to) : from;
  const end = to === lastDate ? Math.max(rulesTo, start + 366 * 86_400) - 1 : to;
  return spansBetween(timezone, start, end, week).map((span) => ({
    ...span,
    from: span.from === start ? from : span.from,
    to: span.to === end ? to : span.to,
  }));
}

/** Looks every `step` seconds; a zone that changes twice in between counts as one that does not. */
export function spansBetween(timezone: string, from: number, to: number, step: number): readonly ClockSpan[] {
  const spans: ClockSpan[] = [];
  let start = from;
  let offset = offsetAt(from, timezone);
  for (let before = from; before < to; ) {
    const next = Math.min(before + step, to);
    const after = offsetAt(next, timezone);
    if (after !== offset) {
      const change = transitionBetween(before, next, timezone);
      spans.push({ from: start, to: change - 1, offset });
      start = change;
      offset = after;
    }
    before = next;
  }
  return [...spans, { from: start, to, offset }];
}
