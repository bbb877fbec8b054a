/** Choices of coverers and neighbours against everything written out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDiagrams } from '../../src/algebra/diagram.ts';
import { integersOf } from '../../src/algebra/integer-set.ts';
import { minimalCoverers } from '../../src/analyzer/covering/coverers.ts';
import { neighboursOf } from '../../src/analyzer/covering/neighbours.ts';
import type { Opening } from '../../src/analyzer/opening.ts';
import { spanAt } from '../support/plan-builder.ts';

const points = Array.from({ length: 8 }, (_, index) => index);
const some = fc.subarray(points, { minLength: 1 });
const few = fc.subarray(points, { minLength: 1, maxLength: 4 });

const covers = (choice: readonly (readonly number[])[], target: readonly number[]): boolean =>
  target.every((point) => choice.some((each) => each.includes(point)));

/** The size of the smallest choice that covers, by trying them all. */
function fewest(sets: readonly (readonly number[])[], target: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let choice = 0; choice < 2 ** sets.length; choice++) {
    const chosen = sets.filter((_, index) => (choice >> index) % 2 === 1);
    if (chosen.length < best && covers(chosen, target)) best = chosen.length;
  }
  return best;
}

describe('coverers', () => {
  test('are as few as can be, and none where all are not enough', () => {
    let larger = 0;
    fc.assert(
      fc.property(some, fc.array(few, { maxLength: 9 }), (target, sets) => {
        const diagrams = createDiagrams([points.length]);
        const nodeOf = (set: readonly number[]): number => diagrams.box([integersOf(set)]);
        const found = minimalCoverers(diagrams, nodeOf(target), sets.map(nodeOf));
        const size = fewest(sets, target);
        expect(found === null ? Number.POSITIVE_INFINITY : found.length).toBe(size);
        if (found === null) return;
        expect(
          covers(
            found.map((index) => sets[index] ?? []),
            target,
          ),
        ).toBe(true);
        if (size > 2) larger += 1;
      }),
      { numRuns: 600 },
    );
    expect(larger).toBeGreaterThan(10);
  });

  test('of many candidates are a choice of which none can be left out', () => {
    const axis = Array.from({ length: 40 }, (_, index) => index);
    fc.assert(
      fc.property(
        fc.array(fc.subarray(axis, { minLength: 1, maxLength: 6 }), { minLength: 40, maxLength: 60 }),
        (sets) => {
          const target = [...new Set(sets.flat())];
          const diagrams = createDiagrams([axis.length]);
          const nodeOf = (set: readonly number[]): number => diagrams.box([integersOf(set)]);
          const chosen = (minimalCoverers(diagrams, nodeOf(target), sets.map(nodeOf)) ?? []).map(
            (each) => sets[each] ?? [],
          );
          expect(covers(chosen, target)).toBe(true);
          for (const each of chosen)
            expect(
              covers(
                chosen.filter((other) => other !== each),
                target,
              ),
            ).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('prefer an equal set to a wider one', () => {
    const diagrams = createDiagrams([9]);
    const [wide, equal] = [
      [1, 2, 3],
      [1, 2],
    ].map((set) => diagrams.box([integersOf(set)]));
    expect(minimalCoverers(diagrams, equal ?? 0, [wide ?? 0, equal ?? 0])).toEqual([1]);
  });
});

test('neighbours share a source and a destination', () => {
  const ends = fc.tuple(some, some);
  fc.assert(
    fc.property(fc.array(ends, { maxLength: 12 }), (all) => {
      const openings = all.map(([sources, destinations], index): Opening => {
        const names = (set: readonly number[]): string[] => set.map((each) => `z/${each}`);
        return {
          name: String(index),
          at: spanAt(1),
          fields: {},
          grants: [],
          sources: names(sources),
          destinations: names(destinations),
          region: 0,
        };
      });
      const neighbours = neighboursOf(openings);
      all.forEach(([sources, destinations], index) => {
        const expected = all.flatMap(([from, to], other) =>
          other !== index &&
          from.some((each) => sources.includes(each)) &&
          to.some((each) => destinations.includes(each))
            ? [other]
            : [],
        );
        expect(neighbours(index)).toEqual(expected);
      });
    }),
    { numRuns: 300 },
  );
});
