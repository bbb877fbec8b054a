/** Vendor sessions that tests pretend somebody opened, and which of them are open at a moment; an oracle only. */
import { createSessionTimes, type SessionTimes } from '../../src/algebra/session-times.ts';
import type { PlanWindow } from '../../src/model/plan.ts';

/** Seconds since the epoch, `to` exclusive. */
interface ReferenceSession {
  readonly window: string;
  readonly from: number;
  readonly to: number;
}

type Timed = Pick<PlanWindow, 'id' | 'span'>;

/** Around moments that other windows change at, so that both limit what is allowed; never at whole minutes. */
const anchors = ['2026-03-29T01:00:00Z', '2026-09-10T12:00:00Z', '2026-10-25T01:00:00Z'].map(
  (text) => Date.parse(text) / 1000,
);

/** Some for each window of the kind; those of different windows overlap in part. */
export function referenceSessions(windows: readonly Timed[]): readonly ReferenceSession[] {
  const ids = windows.filter(({ span }) => span.kind === 'session').map(({ id }) => id);
  return ids.flatMap((window, index) =>
    anchors.map((anchor) => ({ window, from: anchor - 107 - 31 * index, to: anchor + 62 - 17 * index })),
  );
}

/** The same as a judge takes them. */
export function sessionTimesOf(windows: readonly Timed[]): SessionTimes {
  const micros = (seconds: number): number => seconds * 1_000_000;
  return createSessionTimes(
    referenceSessions(windows).map(({ window, from, to }) => ({ window, from: micros(from), to: micros(to) })),
  );
}

export function isSessionOpen(windows: readonly Timed[], id: string, epochSeconds: number): boolean {
  return referenceSessions(windows).some(
    ({ window, from, to }) => window === id && from <= epochSeconds && epochSeconds < to,
  );
}
