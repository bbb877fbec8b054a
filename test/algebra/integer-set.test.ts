/** Sets of whole numbers against numbers written out, and their one form. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countIntegers,
  coversIntegers,
  type IntegerSet,
  integerSet,
  integersOf,
  intersectIntegers,
  subtractIntegers,
} from '../../src/algebra/integer-set.ts';

const everywhere = Array.from({ length: 14 }, (_, value) => value);
const set: fc.Arbitrary<IntegerSet> = fc
  .array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 6 })
  .map((pairs) => integerSet(pairs.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))));

const membersOf = (ranges: IntegerSet): readonly number[] =>
  everywhere.filter((value) => ranges.some(({ from, to }) => from <= value && value <= to));

test('sets agree with numbers written out, and equal sets have equal values', () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const [left, right] = [membersOf(a), membersOf(b)];
      const both = left.filter((each) => right.includes(each));
      const rest = left.filter((each) => !right.includes(each));
      expect(intersectIntegers(a, b)).toEqual(integersOf(both));
      expect(subtractIntegers(a, b)).toEqual(integersOf(rest));
      expect(integerSet([...a, ...b])).toEqual(integersOf([...left, ...right]));
      expect(coversIntegers(a, b)).toBe(right.every((each) => left.includes(each)));
      expect(countIntegers(a)).toBe(left.length);
    }),
    { numRuns: 500 },
  );
});

test('intervals that end before they begin are nothing', () => {
  expect(integerSet([{ from: 3, to: 2 }])).toEqual([]);
});
