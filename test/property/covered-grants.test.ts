/** Covered grants against points written out: all of them, with a smallest choice of coverers, and what can go at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowedSetOf, equalSets } from '../../src/algebra/allowed-set.ts';
import { createSpace } from '../../src/algebra/allowed-space.ts';
import { type CoveredOpening, coveredOpenings } from '../../src/analyzer/covering/covered.ts';
import { openingsOf } from '../../src/analyzer/opening.ts';
import { arbitraryOpenings, type Points, worldOf } from '../support/arbitrary-openings.ts';
import { expectShare } from '../support/expect-share.ts';

const unite = (sets: Iterable<Points>): Set<number> => new Set([...sets].flatMap((each) => [...each]));
const covers = (sets: Iterable<Points>, target: Points): boolean => {
  const union = unite(sets);
  return [...target].every((each) => union.has(each));
};

/** Everything that is claimed of one covered grant. */
function expectMinimal(each: CoveredOpening, world: ReadonlyMap<string, Points>, gone: ReadonlySet<string>): void {
  const { opening, by, how, instead } = each;
  const at = (name: string): Points => world.get(name) ?? new Set();
  const own = at(opening.name);
  const chosen = by.map(({ name }) => at(name));
  expect(covers(chosen, own)).toBe(true);
  for (const one of chosen)
    expect(
      covers(
        chosen.filter((other) => other !== one),
        own,
      ),
    ).toBe(false);
  expect(how === 'same').toBe(chosen.length === 1 && chosen[0]?.size === own.size);
  const goes = instead.length === 0;
  const candidates = [...world].filter(([name]) => name !== opening.name && !(goes && gone.has(name)));
  const sets = candidates.map(([, set]) => set);
  expect(coverable(sets, own, by.length - 1)).toBe(false);
  for (const { name } of instead) expect(gone.has(name)).toBe(true);
  if (goes) for (const { name } of by) expect(gone.has(name)).toBe(false);
}

test('finds every grant that the others cover, and none that they do not', () => {
  let found = 0;
  let together = 0;
  let uncovered = 0;
  fc.assert(
    fc.property(arbitraryOpenings, (plan) => {
      const world = worldOf(plan);
      const result = coveredOpenings(openingsOf(plan));
      const reported = new Set(result.map((each) => each.opening.name));
      for (const [name, own] of world) {
        if (name.startsWith('internal:')) continue;
        const others = [...world].filter(([each]) => each !== name).map(([, set]) => set);
        const isCovered = own.size > 0 && covers(others, own);
        // The first of equal grants is spoken of by the others.
        const equals = result.filter(({ how, by }) => how === 'same' && by.some((each) => each.name === name));
        expect(reported.has(name) || equals.length > 0).toBe(isCovered);
        if (!isCovered) uncovered += 1;
      }
      const gone = new Set(result.filter(({ instead }) => instead.length === 0).map(({ opening }) => opening.name));
      const staying = [...world].filter(([name]) => !gone.has(name)).map(([, set]) => set);
      expect(unite(staying)).toEqual(unite(world.values()));
      for (const each of result) {
        found += 1;
        if (each.how === 'together') together += 1;
        expectMinimal(each, world, gone);
      }
    }),
    { numRuns: 80 },
  );
  expectShare(60, found);
  expectShare(3, together);
  expectShare(60, uncovered);
});

/** Whether some choice of at most so many sets covers the target. */
function coverable(sets: readonly Points[], target: Points, size: number): boolean {
  if (target.size === 0) return true;
  if (size <= 0) return false;
  return sets.some((each, index) => {
    const rest = new Set([...target].filter((point) => !each.has(point)));
    return rest.size < target.size && coverable(sets.slice(index + 1), rest, size - 1);
  });
}

test('removing what can go leaves an equal set, and removing anything else another one', () => {
  let changed = 0;
  fc.assert(
    fc.property(arbitraryOpenings, (plan) => {
      const space = createSpace([plan]);
      const whole = allowedSetOf(plan, space);
      const result = coveredOpenings(openingsOf(plan));
      const without = (names: ReadonlySet<string>) =>
        allowedSetOf({ ...plan, grants: plan.grants.filter((each) => !names.has(each.id.split('[')[0] ?? '')) }, space);
      const gone = new Set(result.filter(({ instead }) => instead.length === 0).map(({ opening }) => opening.name));
      expect(equalSets(without(gone), whole)).toBe(true);
      for (const { opening } of result) expect(equalSets(without(new Set([opening.name])), whole)).toBe(true);
      const spokenOf = new Set(result.flatMap(({ opening, by }) => [opening, ...by].map((each) => each.name)));
      for (const { name, region } of openingsOf(plan).written) {
        if (spokenOf.has(name) || region === 0) continue;
        expect(equalSets(without(new Set([name])), whole)).toBe(false);
        changed += 1;
      }
    }),
    { numRuns: 150 },
  );
  expectShare(100, changed);
});
