import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Body } from '../../../../src/compiler/rego/lower/condition.ts';
import { linearLimits } from '../../../../src/compiler/rego/lower/linear.ts';
import { spanOf } from '../../../../src/compiler/rego/lower/span.ts';
import type { Term } from '../../../../src/compiler/rego/lower/terms.ts';

type Request = { readonly first: number; readonly count: number } | null;

interface Limit {
  readonly text: string;
  readonly condition: Body[number];
  /** As Rego has it: nothing can be calculated with null, and null is less than every number. */
  readonly holds: (request: Request) => boolean;
}

const variable = (name: string): Term => ({ type: 'var', value: name });
const field = (name: string): Term => ({
  type: 'ref',
  value: [variable('input'), { type: 'string', value: 'object' }, { type: 'string', value: name }],
});
const number = (value: number): Term => ({ type: 'number', value });
const call = (name: string, ...operands: readonly Term[]): Term => ({
  type: 'call',
  value: [{ type: 'ref', value: [variable(name)] }, ...operands],
});

const sums = {
  first: { term: field('first'), value: (r: { first: number; count: number }) => r.first, calculated: false },
  count: { term: field('count'), value: (r: { first: number; count: number }) => r.count, calculated: false },
  last: {
    term: call('minus', call('plus', field('first'), field('count')), number(1)),
    value: (r: { first: number; count: number }) => r.first + r.count - 1,
    calculated: true,
  },
  end: {
    term: call('plus', field('count'), field('first')),
    value: (r: { first: number; count: number }) => r.first + r.count,
    calculated: true,
  },
} as const;

const operators = {
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  eq: (a: number, b: number) => a === b,
} as const;

const limit: fc.Arbitrary<Limit> = fc
  .record({
    sum: fc.constantFrom('first', 'first', 'last', 'last', 'end', 'count'),
    operator: fc.constantFrom('lt', 'lte', 'gt', 'gte', 'eq'),
    constant: fc.integer({ min: -1, max: 9 }),
    swapped: fc.boolean(),
    negated: fc.boolean(),
  })
  .filter(({ operator, negated }) => !(negated && operator === 'eq'))
  .map(({ sum, operator, constant, swapped, negated }) => {
    const { term, value, calculated } = sums[sum as keyof typeof sums];
    const compare = operators[operator as keyof typeof operators];
    const operands = swapped ? [number(constant), term] : [term, number(constant)];
    const place = { text: '', at: null };
    const plain = { kind: 'call', name: operator, operands, ...place } as const;
    const below = Number.NEGATIVE_INFINITY;
    return {
      text: `${negated ? 'not ' : ''}${swapped ? `${constant} ${operator} ${sum}` : `${sum} ${operator} ${constant}`}`,
      condition: negated ? ({ kind: 'none', bodies: [[plain]], ...place } as const) : plain,
      holds: (request) => {
        if (request === null && calculated) return negated;
        const left = request === null ? below : value(request);
        return (swapped ? compare(constant, left) : compare(left, constant)) !== negated;
      },
    };
  });

const requests: readonly Request[] = [
  null,
  ...Array.from({ length: 14 }, (_, first) =>
    Array.from({ length: 14 }, (__, size) => ({ first, count: size + 1 })),
  ).flat(),
];

test('a range is said exactly when it is what the comparisons mean', () => {
  fc.assert(
    fc.property(fc.array(limit, { minLength: 1, maxLength: 4 }), (limits) => {
      const found = linearLimits(limits.map((each) => each.condition));
      const span = found === null ? 'unsaid' : spanOf(found);
      const passing = requests.filter((request) => limits.every((each) => each.holds(request)));
      const said = (request: Request): boolean => {
        if (span === 'none' || span === 'unsaid') return false;
        if (span === null) return true;
        return request !== null && request.first >= span.from && request.first + request.count - 1 <= span.to;
      };
      const ranges = requests.flatMap((a) =>
        requests.flatMap((b) =>
          a && b && a.count === 1 && b.count === 1 && a.first <= b.first ? [[a.first, b.first]] : [],
        ),
      );
      if (span !== 'unsaid') expect(requests.filter(said)).toEqual(passing);
      // Nothing that a range can say is left unsaid.
      else {
        const inside = (from: number, to: number): readonly Request[] =>
          requests.filter(
            (request) => request !== null && request.first >= from && request.first + request.count - 1 <= to,
          );
        for (const [from = 0, to = 0] of ranges.filter(([, to = 0]) => to < 12))
          expect(inside(from, to)).not.toEqual(passing);
      }
    }),
    { numRuns: 400 },
  );
});
