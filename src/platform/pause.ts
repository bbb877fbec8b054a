/** Waiting, in the only place that knows time. */
import { setTimeout as wait } from 'node:timers/promises';

/** Settles after some milliseconds, or at once when the signal says to stop. */
export async function pause(millis: number, signal?: AbortSignal): Promise<void> {
  await wait(millis, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
