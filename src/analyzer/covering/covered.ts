/** Grants that the others cover: exact, also where it takes several of them together. */
import { nothing } from '../../algebra/diagram-runs.ts';
import type { Opening, Openings } from '../opening.ts';
import { minimalCoverers } from './coverers.ts';
import { neighboursOf } from './neighbours.ts';
import { removableOf } from './removable.ts';

/** A grant that allows nothing of its own. */
export interface CoveredOpening {
  readonly opening: Opening;
  /** Whether one equal grant, one larger grant, or only several together cover it. */
  readonly how: 'same' | 'one' | 'together';
  /** None of these can be left out. */
  readonly by: readonly Opening[];
  /** Those of {@link by} that are covered themselves: they must stay if this one goes. Empty for most. */
  readonly instead: readonly Opening[];
}

/**
 * Every covered grant. Those with an empty `instead` can go all at once, and what covers them stays; of equal grants the
 * first is left out of the list. A grant that allows nothing at all is covered by nobody.
 */
export function coveredOpenings({ space, written, free }: Openings): readonly CoveredOpening[] {
  const { diagrams } = space;
  const all = [...free, ...written];
  const regions = all.map((each) => each.region);
  const shared = diagrams.twice(regions);
  const covered = all.flatMap((each, index) =>
    index >= free.length && each.region !== nothing && diagrams.within(each.region, shared) ? [index] : [],
  );
  if (covered.length === 0) return [];
  const isCovered = new Set(covered);
  const rest = diagrams.union(regions.filter((_, index) => !isCovered.has(index)));
  const removed = new Set(
    [...removableOf(diagrams, regionsAt(regions, covered), rest)].map((position) => covered[position] ?? 0),
  );
  const neighbours = neighboursOf(all);
  return covered.flatMap((index): CoveredOpening[] => {
    const goes = removed.has(index);
    const target = regions[index] ?? nothing;
    const near = neighbours(index).filter((each) => !(goes && removed.has(each)));
    if (!goes && near.some((each) => removed.has(each) && regions[each] === target)) return [];
    const choice = minimalCoverers(diagrams, target, regionsAt(regions, near)) ?? [];
    const by = choice.map((position) => near[position] ?? 0);
    const same = by.length === 1 && regions[by[0] ?? 0] === target;
    return [
      {
        opening: all[index] as Opening,
        how: same ? 'same' : by.length === 1 ? 'one' : 'together',
        by: by.map((each) => all[each] as Opening),
        instead: by.filter((each) => removed.has(each)).map((each) => all[each] as Opening),
      },
    ];
  });
}

function regionsAt(regions: readonly number[], indexes: readonly number[]): readonly number[] {
  return indexes.map((index) => regions[index] ?? nothing);
}
