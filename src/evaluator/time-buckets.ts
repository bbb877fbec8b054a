/** Time buckets: moments with the same active windows share one, so that a decision can be cached over time. */
import { noSessions, type SessionTimes } from '../algebra/session-times.ts';
import { activeWindows } from '../algebra/window-time.ts';
import type { Plan } from '../model/plan.ts';

export interface TimeBuckets {
  /** The bucket of a moment in microseconds since the epoch. */
  readonly bucketOf: (micros: number) => number;
  /** Whether all moments of a minute are in one bucket: vendor sessions begin and end at any moment. */
  readonly bucketUnit: 'minute' | 'moment';
  /** Ids of the windows active in a bucket, sorted. */
  readonly windowsIn: (bucket: number) => readonly string[];
  /** A moment of a bucket, in seconds since the epoch. */
  readonly momentIn: (bucket: number) => number;
}

const microsPerMinute = 60_000_000;
/** Clocks may say anything, and traffic may be watched for months. */
const rememberedMinutes = 100_000;

/** All other windows begin and end at whole minutes, so one look-up per distinct minute and set of sessions is enough. */
export function createTimeBuckets(plan: Plan, sessions: SessionTimes = noSessions): TimeBuckets {
  const byWindows = new Map<string, number>();
  const buckets: { readonly windows: readonly string[]; readonly moment: number }[] = [];
  const minutesWith = new WeakMap<readonly string[], Map<number, number>>();
  const hasSessions = plan.windows.some(({ span }) => span.kind === 'session');
  const bucketWith = (minute: number, open: readonly string[]): number => {
    const windows = activeWindows(plan.windows, minute * 60, open);
    const key = windows.join('\n');
    const known = byWindows.get(key) ?? buckets.push({ windows, moment: minute * 60 }) - 1;
    byWindows.set(key, known);
    return known;
  };
  const none: readonly string[] = [];
  // Logs and captures are nearly in order of time: mostly the minute of the row before is asked for again.
  let last = { minute: Number.NaN, open: none, bucket: 0 };
  return {
    bucketUnit: hasSessions ? 'moment' : 'minute',
    bucketOf: (micros) => {
      const open = hasSessions ? sessions.openAt(micros) : none;
      const minute = Math.floor(micros / microsPerMinute);
      if (minute === last.minute && open === last.open) return last.bucket;
      const byMinute = minutesWith.get(open) ?? new Map<number, number>();
      minutesWith.set(open, byMinute);
      const bucket = byMinute.get(minute) ?? bucketWith(minute, open);
      if (byMinute.size >= rememberedMinutes) byMinute.clear();
      byMinute.set(minute, bucket);
      last = { minute, open, bucket };
      return bucket;
    },
    windowsIn: (bucket) => buckets[bucket]?.windows ?? [],
    momentIn: (bucket) => buckets[bucket]?.moment ?? 0,
  };
}
