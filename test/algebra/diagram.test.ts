/** The operations of diagrams against sets of points written out, and their canonical form. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDiagrams, type Diagrams } from '../../src/algebra/diagram.ts';
import { type DiagramNode, everything, nothing } from '../../src/algebra/diagram-runs.ts';
import { integerSet } from '../../src/algebra/integer-set.ts';
import type { IntegerRange } from '../../src/model/plant.ts';
import { expectShare } from '../support/expect-share.ts';

const sizes = [4, 3, 5];
const points = [0, 1, 2, 3].flatMap((x) => [0, 1, 2].flatMap((y) => [0, 1, 2, 3, 4].map((z) => [x, y, z])));

type Sides = readonly (readonly IntegerRange[] | null)[];

const side = (size: number): fc.Arbitrary<readonly IntegerRange[] | null> =>
  fc.option(
    fc
      .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 3 })
      .map((pairs) => integerSet(pairs.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })))),
  );
const box: fc.Arbitrary<Sides> = fc.tuple(...sizes.map(side));
const boxes = fc.array(box, { maxLength: 6 });

function holds(sides: Sides, point: readonly number[]): boolean {
  return sides.every(
    (each, axis) =>
      each === null || each.some(({ from, to }) => from <= (point[axis] ?? 0) && (point[axis] ?? 0) <= to),
  );
}

const inAny = (all: readonly Sides[], point: readonly number[]): boolean => all.some((each) => holds(each, point));

function nodeOf(diagrams: Diagrams, all: readonly Sides[]): DiagramNode {
  return diagrams.union(all.map(diagrams.box));
}

function expectPoints(diagrams: Diagrams, node: DiagramNode, wanted: (point: readonly number[]) => boolean): void {
  expect(points.filter((point) => diagrams.has(node, point))).toEqual(points.filter(wanted));
}

describe('diagrams', () => {
  test('agree with points written out', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const diagrams = createDiagrams(sizes);
        const [left, right] = [nodeOf(diagrams, a), nodeOf(diagrams, b)];
        expectPoints(diagrams, left, (point) => inAny(a, point));
        expectPoints(diagrams, diagrams.union([left, right]), (point) => inAny(a, point) || inAny(b, point));
        expectPoints(diagrams, diagrams.intersect(left, right), (point) => inAny(a, point) && inAny(b, point));
        expectPoints(diagrams, diagrams.subtract(left, right), (point) => inAny(a, point) && !inAny(b, point));
      }),
      { numRuns: 300 },
    );
  });

  test('compare without making nodes, as their intersection and difference would', () => {
    let yes = 0;
    let apart = 0;
    fc.assert(
      fc.property(boxes, boxes, fc.constantFrom('any', 'around', 'beside'), (a, b, how) => {
        const diagrams = createDiagrams(sizes);
        const [left, other] = [nodeOf(diagrams, a), nodeOf(diagrams, b)];
        const around = how === 'around' ? diagrams.union([left, other]) : other;
        const right = how === 'beside' ? diagrams.subtract(around, left) : around;
        const nodes = diagrams.count();
        const [inside, touching] = [diagrams.within(left, right), diagrams.meets(left, right)];
        expect(diagrams.count()).toBe(nodes);
        expect(inside).toBe(diagrams.subtract(left, right) === nothing);
        expect(touching).toBe(diagrams.intersect(left, right) !== nothing);
        if (inside && left !== nothing) yes += 1;
        if (!touching && left !== nothing && right !== nothing) apart += 1;
      }),
      { numRuns: 400 },
    );
    expectShare(50, yes);
    expectShare(30, apart);
  });

  test('find the points that at least two sets have', () => {
    fc.assert(
      fc.property(fc.array(boxes, { maxLength: 5 }), fc.boolean(), (sets, again) => {
        const diagrams = createDiagrams(sizes);
        const all = again && sets[0] !== undefined ? [...sets, sets[0]] : sets;
        const shared = diagrams.twice(all.map((each) => nodeOf(diagrams, each)));
        expectPoints(diagrams, shared, (point) => all.filter((each) => inAny(each, point)).length > 1);
      }),
      { numRuns: 400 },
    );
  });

  test('count a set twice that is given twice, whatever was asked before', () => {
    const diagrams = createDiagrams([9]);
    const [a = 0, b = 0, c = 0] = [1, 3, 5].map((at) => diagrams.box([[{ from: at, to: at }]]));
    expect(diagrams.twice([a, b, c])).toBe(nothing);
    expect(diagrams.twice([a, b, a, c])).toBe(a);
    expect(diagrams.twice([a, b, c, c])).toBe(c);
  });

  test('quantify over an axis', () => {
    fc.assert(
      fc.property(boxes, fc.nat(2), fc.nat(3), fc.nat(3), (all, axis, one, other) => {
        const diagrams = createDiagrams(sizes);
        const node = nodeOf(diagrams, all);
        const size = sizes[axis] ?? 1;
        const range = { from: Math.min(one, other, size - 1), to: Math.min(Math.max(one, other), size - 1) };
        const along = (point: readonly number[]): readonly (readonly number[])[] =>
          Array.from({ length: size }, (_, value) => point.with(axis, value));
        expectPoints(diagrams, diagrams.forAll(node, axis, range), (point) =>
          along(point)
            .slice(range.from, range.to + 1)
            .every((each) => inAny(all, each)),
        );
        for (const point of points) {
          const all = diagrams.hasAll(node, point, axis, range);
          expect(all).toBe(diagrams.has(diagrams.forAll(node, axis, range), point));
        }
        expectPoints(diagrams, diagrams.forSome(node, axis), (point) => along(point).some((each) => inAny(all, each)));
      }),
      { numRuns: 300 },
    );
  });

  test('give equal sets one node, however they were made', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const diagrams = createDiagrams(sizes);
        const [left, right] = [nodeOf(diagrams, a), nodeOf(diagrams, b)];
        const same = points.every((point) => inAny(a, point) === inAny(b, point));
        expect(left === right).toBe(same);
        expect(a.reduceRight((node, each) => diagrams.union([diagrams.box(each), node]), nothing)).toBe(left);
        const byPoint = points
          .filter((point) => inAny(a, point))
          .map((point) => diagrams.box(point.map((value) => [{ from: value, to: value }])));
        expect(diagrams.union(byPoint)).toBe(left);
      }),
      { numRuns: 300 },
    );
  });

  test('are everything when nothing is left out, and nothing when a side is empty', () => {
    const diagrams = createDiagrams(sizes);
    expect(diagrams.box([null, [{ from: 0, to: 2 }], null])).toBe(everything);
    expect(diagrams.box([null, [], null])).toBe(nothing);
    expect(diagrams.union([])).toBe(nothing);
  });

  test('keep their edges sorted, disjoint and as few as possible', () => {
    const diagrams = createDiagrams([10]);
    const node = diagrams.union([
      diagrams.box([[{ from: 5, to: 6 }]]),
      diagrams.box([[{ from: 0, to: 1 }]]),
      diagrams.box([[{ from: 2, to: 3 }]]),
    ]);
    expect(diagrams.edgesOf(node)).toEqual([
      { from: 0, to: 3, child: everything },
      { from: 5, to: 6, child: everything },
    ]);
  });

  test('hold axes as large as whole numbers go', () => {
    const diagrams = createDiagrams([Number.MAX_SAFE_INTEGER]);
    const node = diagrams.box([[{ from: 2 ** 40, to: Number.MAX_SAFE_INTEGER - 1 }]]);
    const rest = diagrams.subtract(everything, node);
    expect(diagrams.edgesOf(rest)).toEqual([{ from: 0, to: 2 ** 40 - 1, child: everything }]);
    expect(diagrams.union([node, rest])).toBe(everything);
  });
});
