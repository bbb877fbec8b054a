/** Whether a grant is open while a run lasts; what changes meanwhile is not asked about. */

import type { TimeRegion } from '../proof/grant-times.ts';
import { secondsOfWeek } from '../proof/wire-space.ts';

export type TimeState = 'open' | 'closed' | 'changes';

/** Midnight of the epoch was on a Thursday. */
const epochInWeek = 4 * 86_400;

/** The state from one moment to another, both in whole seconds since the epoch and included. */
export function stateDuring(regions: readonly TimeRegion[], from: number, to: number): TimeState {
  const moments = new Set([from, ...regions.flatMap((region) => bordersOf(region, from))]);
  const states = [...moments]
    .filter((moment) => from <= moment && moment <= to)
    .map((moment) => isOpen(regions, moment));
  return states.every((open) => open) ? 'open' : states.some((open) => open) ? 'changes' : 'closed';
}

/** First moments of what a region holds and of what it does not, the next ones after a moment. */
function bordersOf({ dates, week }: TimeRegion, after: number): readonly number[] {
  const now = (after + epochInWeek) % secondsOfWeek;
  const edges = (week ?? []).flatMap((span) => [span.from, span.to + 1]);
  const weekly = edges.map((edge) => after + ((edge - now + secondsOfWeek) % secondsOfWeek));
  return [dates.from, dates.to + 1, ...weekly];
}

function isOpen(regions: readonly TimeRegion[], moment: number): boolean {
  const second = (moment + epochInWeek) % secondsOfWeek;
  return regions.some(
    ({ dates, week }) =>
      dates.from <= moment &&
      moment <= dates.to &&
      (week === null || week.some((span) => span.from <= second && second <= span.to)),
  );
}
