/** Overlaps against points written out: each pair that shares more than handshakes is named once, and no other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlappingOpenings } from '../../src/analyzer/covering/overlapping.ts';
import { openingsOf } from '../../src/analyzer/opening.ts';
import { arbitraryOpenings, everyPoint, type Points, worldOf } from '../support/arbitrary-openings.ts';
import { expectShare } from '../support/expect-share.ts';

const meet = (a: Points, b: Points): boolean => [...a].some((each) => b.has(each));

test('names every pair of grants that shares more than handshakes, at the later of the two', () => {
  let shared = 0;
  let apart = 0;
  fc.assert(
    fc.property(arbitraryOpenings, (plan) => {
      const points = everyPoint(plan);
      const world = worldOf(plan);
      const asked = (name: string): Points =>
        new Set([...(world.get(name) ?? [])].filter((point) => points[point]?.operation.class !== 'session'));
      const openings = openingsOf(plan);
      const names = [...openings.free, ...openings.written].map((each) => each.name);
      const found = overlappingOpenings(openings, () => true).flatMap(({ opening, partners, more }) => {
        expect(more).toBe(false);
        return partners.map((each) => `${opening.name} ${each.name}`);
      });
      const expected = names.flatMap((name, index) =>
        name.startsWith('internal:')
          ? []
          : names
              .slice(0, index)
              .filter((other) => meet(asked(name), asked(other)))
              .map((other) => `${name} ${other}`),
      );
      expect(found).toEqual(expected);
      shared += expected.length;
      apart += (openings.written.length * (names.length - 1)) / 2 - expected.length;
    }),
    { numRuns: 30 },
  );
  expectShare(40, shared);
  expectShare(20, apart);
});
