/**
 * Ranges of objects. A grant says that a request lies in a range: its first object is not below `from` and its last
 * not above `to`. Rego says it by comparing sums of `first` and `count`; what amounts to just one such range lowers.
 */
import type { IntegerRange } from '../../../model/plant.ts';
import type { LinearLimit } from './linear.ts';

/** A range, null for no limit at all, `none` when no request fits, `unsaid` when it is something else. */
export type Span = IntegerRange | null | 'none' | 'unsaid';

export function spanOf(limits: readonly LinearLimit[]): Span {
  if (limits.length === 0) return null;
  const least = (first: number, count: number): number =>
    Math.max(
      ...limits.filter((each) => each.first === first && each.count === count).map((each) => each.atLeast),
      Number.NEGATIVE_INFINITY,
    );
  const from = Math.max(0, least(1, 0));
  const lastFrom = least(1, 1) - 1;
  const firstTo = -least(-1, 0);
  const lastTo = Math.min(-least(-1, -1) - 1, Number.MAX_SAFE_INTEGER);
  const counts = { from: Math.max(1, least(0, 1)), to: -least(0, -1) };
  return asRange(
    { from, lastFrom, firstTo, lastTo, counts },
    limits.some((each) => each.needsObject),
  );
}

interface Bounds {
  readonly from: number;
  readonly firstTo: number;
  readonly lastFrom: number;
  readonly lastTo: number;
  readonly counts: IntegerRange;
}

/** Bounds that follow from the others change nothing; any other bound is more than a range can say. */
function asRange(bounds: Bounds, needsObject: boolean): Span {
  const { counts } = bounds;
  // The largest request that every other bound admits decides which bounds follow from the rest.
  const lastTo = Math.min(bounds.lastTo, bounds.firstTo + counts.to - 1);
  const from = Math.max(bounds.from, bounds.lastFrom - counts.to + 1);
  if (from > lastTo || counts.from > counts.to) return needsObject ? 'none' : 'unsaid';
  const follows =
    counts.from <= 1 && counts.to >= lastTo - from + 1 && bounds.firstTo >= lastTo && bounds.lastFrom <= from;
  return follows && needsObject ? { from, to: lastTo } : 'unsaid';
}
