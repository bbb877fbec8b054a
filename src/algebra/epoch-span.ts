/** One-off windows as spans of the epoch, exactly as the wall clock of their zone reads. */

import type { PlanWindow } from '../model/plan.ts';
import { localToEpoch, offsetAt, transitionBetween } from './zoned-time.ts';

/** Seconds since the epoch, `to` exclusive; null is no limit. */
export interface EpochSpan {
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * When a window is active, as far as dates decide. A wall clock that is set back shows some readings twice, so that
 * a limit among them makes two spans.
 */
export function epochSpansOf(window: PlanWindow): readonly EpochSpan[] {
  const { span, timezone } = window;
  if (span.kind !== 'once') return [{ from: null, to: null }];
  const after = span.from === null ? [{ from: null, to: null }] : invertSpans(spansBefore(span.from, timezone));
  const before = span.to === null ? [{ from: null, to: null }] : spansBefore(span.to, timezone);
  return intersectSpans(after, before);
}

/** Spans in both lists. */
export function intersectSpans(a: readonly EpochSpan[], b: readonly EpochSpan[]): readonly EpochSpan[] {
  return a.flatMap((left) =>
    b
      .map((right) => ({ from: largest(left.from, right.from), to: smallest(left.to, right.to) }))
      .filter(({ from, to }) => from === null || to === null || from < to),
  );
}

/** Moments whose wall clock reads less than `text`, `YYYY-MM-DDTHH:MM`. */
function spansBefore(text: string, timezone: string): readonly EpochSpan[] {
  const [date = '', time = ''] = text.split('T');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const local = { date, minutes: hours * 60 + minutes };
  const first = localToEpoch(local, timezone);
  const wall = Date.parse(`${date}T00:00:00Z`) / 1000 + local.minutes * 60;
  // A clock set back within the next day shows readings below the limit once more; no zone does so by over a day.
  const change = findSetBack(first, first + 86_400, timezone);
  if (change === null) return [{ from: null, to: first }];
  const again = wall - offsetAt(change, timezone);
  return again > change
    ? [
        { from: null, to: first },
        { from: change, to: again },
      ]
    : [{ from: null, to: first }];
}

/** The moment within a span at which the clock is set back, null when it is not. */
function findSetBack(from: number, to: number, timezone: string): number | null {
  if (offsetAt(to, timezone) >= offsetAt(from, timezone)) return null;
  return transitionBetween(from, to, timezone);
}

/** Everything outside of sorted disjoint spans. */
function invertSpans(spans: readonly EpochSpan[]): readonly EpochSpan[] {
  const result: EpochSpan[] = [];
  let start: number | null = null;
  for (const { from, to } of spans) {
    if (from !== null) result.push({ from: start, to: from });
    start = to;
  }
  return [...result, { from: start, to: null }];
}

function largest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function smallest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
