/** Time buckets: moments with the same active windows share one, so that a decision can be cached over time. */
import { activeWindows } from '../algebra/window-time.ts';
import type { Plan } from '../model/plan.ts';

export interface TimeBuckets {
  /** The bucket of a moment in microseconds since the epoch. */
  readonly bucketOf: (micros: number) => number;
  /** Ids of the windows active in a bucket, sorted. */
  readonly windowsIn: (bucket: number) => readonly string[];
  /** A moment of a bucket, in seconds since the epoch. */
  readonly momentIn: (bucket: number) => number;
}

const microsPerMinute = 60_000_000;

/** Windows begin and end at whole minutes, so one look-up per distinct minute is enough. */
export function createTimeBuckets(plan: Plan): TimeBuckets {
  const byMinute = new Map<number, number>();
  const byWindows = new Map<string, number>();
  const buckets: { readonly windows: readonly string[]; readonly moment: number }[] = [];
  const bucketOfMinute = (minute: number): number => {
    const windows = activeWindows(plan.windows, minute * 60);
    const key = windows.join('\n');
    const known = byWindows.get(key) ?? buckets.push({ windows, moment: minute * 60 }) - 1;
    byWindows.set(key, known);
    byMinute.set(minute, known);
    return known;
  };
  return {
    bucketOf: (micros) => {
      const minute = Math.floor(micros / microsPerMinute);
      return byMinute.get(minute) ?? bucketOfMinute(minute);
    },
    windowsIn: (bucket) => buckets[bucket]?.windows ?? [],
    momentIn: (bucket) => buckets[bucket]?.moment ?? 0,
  };
}
