/** Which offsets from UTC a time zone has in a span of time. */

import type { EpochSpan } from '../algebra/epoch-span.ts';
import { offsetAt } from '../algebra/zoned-time.ts';

/**
 * Rules are looked at from 2026 to 2046 where a span has no limit: earlier ones no longer apply, later ones repeat.
 * Fixed years and not the current one, so that an export does not depend on the day on which it is made.
 */
const earliest: number = Date.UTC(2026, 0, 1) / 1000;
const latest: number = Date.UTC(2046, 0, 1) / 1000;
/** No zone changes its offset for less than a week. */
const step: number = 7 * 86_400;
const known = new Map<string, readonly number[]>();

/** Offsets in minutes ahead of UTC, ascending. */
export function offsetsIn(timezone: string, span: EpochSpan): readonly number[] {
  const key = `${timezone} ${span.from} ${span.to}`;
  const found = known.get(key) ?? sample(timezone, span);
  known.set(key, found);
  return found;
}

function sample(timezone: string, span: EpochSpan): readonly number[] {
  const from = span.from ?? Math.min(earliest, span.to ?? earliest);
  const to = Math.max(from, (span.to ?? Math.max(latest, from + 366 * 86_400)) - 1);
  const offsets = new Set([offsetAt(to, timezone)]);
  for (let moment = from; moment < to; moment += step) offsets.add(offsetAt(moment, timezone));
  // Local mean times of the nineteenth century have seconds; both neighbouring minutes then count.
  const minutes = [...offsets].flatMap((seconds) => [Math.floor(seconds / 60), Math.ceil(seconds / 60)]);
  return [...new Set(minutes)].sort((a, b) => a - b);
}
