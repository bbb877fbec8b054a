/**
 * Refuses what would be widened into a safety zone, until nothing of that kind is left: a grant may have been exact only
 * together with one that is refused.
 */
import type { Plan } from '../model/plan.ts';
import type { Loss } from './dialect.ts';

/** What opening something would also open, and the zones that it would be opened into. */
export interface Widening {
  readonly loss: Loss;
  readonly into: readonly string[];
}

/** Something that can be opened, with what it would widen. */
export interface Weighed<T> {
  readonly candidate: T;
  readonly losses: readonly Loss[];
}

/** The same with the safety zone that it would be widened into. */
export interface Unsafe<T> extends Weighed<T> {
  readonly zone: string;
}

/** All candidates of a round, as a dialect would open them together. */
export interface Round<T, P> {
  readonly plan: P;
  readonly wideningsOf: (candidate: T) => readonly Widening[];
}

export interface Settlement<T, P> {
  readonly plan: P;
  readonly opened: readonly Weighed<T>[];
  readonly unsafe: readonly Unsafe<T>[];
}

/** Opens as many candidates as may be. */
export function settle<T, P>(
  candidates: readonly T[],
  { zones }: Plan,
  open: (left: readonly T[]) => Round<T, P>,
): Settlement<T, P> {
  const safety = new Set(zones.filter((zone) => zone.safety || zone.kind === 'safety').map((zone) => zone.id));
  const unsafe: Unsafe<T>[] = [];
  let left = candidates;
  for (;;) {
    const { plan, wideningsOf } = open(left);
    const weighed = left.map((candidate) => ({ candidate, widenings: wideningsOf(candidate) }));
    const wrong = weighed.flatMap(({ candidate, widenings }): readonly Unsafe<T>[] => {
      const zone = widenings.flatMap(({ into }) => into).find((each) => safety.has(each));
      return zone === undefined ? [] : [{ candidate, losses: widenings.map(({ loss }) => loss), zone }];
    });
    if (wrong.length === 0) {
      const opened = weighed.map(({ candidate, widenings }) => ({
        candidate,
        losses: widenings.map(({ loss }) => loss),
      }));
      return { plan, opened, unsafe };
    }
    unsafe.push(...wrong);
    const refused = new Set(wrong.map(({ candidate }) => candidate));
    left = left.filter((candidate) => !refused.has(candidate));
  }
}
