import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPorts, slicePorts } from '../../src/algebra/port-set.ts';
import type { IntegerRange } from '../../src/model/plant.ts';

const range = fc
  .tuple(fc.nat(40), fc.nat(40))
  .map(([a, b]): IntegerRange => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const everywhere = Array.from({ length: 42 }, (_, index) => index);
const holds = ({ from, to }: IntegerRange, value: number): boolean => from <= value && value <= to;

function expectSortedAndDisjoint(ranges: readonly IntegerRange[], gap: number): void {
  for (const [index, each] of ranges.entries()) {
    const next = ranges[index + 1];
    expect(each.from).toBeLessThanOrEqual(each.to);
    if (next !== undefined) expect(next.from).toBeGreaterThan(each.to + gap);
  }
}

test('cuts claims into disjoint slices that hold exactly the claims of each number', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ range, holder: fc.nat(5) }), { maxLength: 8 }), (claims) => {
      const slices = slicePorts(claims);
      expectSortedAndDisjoint(slices, 0);
      for (const value of everywhere) {
        const wanted = new Set(claims.filter((claim) => holds(claim.range, value)).map((claim) => claim.holder));
        expect(new Set(slices.find((slice) => holds(slice, value))?.holders)).toEqual(wanted);
      }
    }),
  );
});

test('leaves no two neighbouring slices with the same holders', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ range, holder: fc.nat(2) }), { maxLength: 8 }), (claims) => {
      const slices = slicePorts(claims);
      for (const [index, slice] of slices.entries()) {
        const next = slices[index + 1];
        const same = next !== undefined && [...next.holders].sort().join() === [...slice.holders].sort().join();
        expect(same && next.from === slice.to + 1).toBe(false);
      }
    }),
  );
});

test('writes one number and an interval', () => {
  expect([formatPorts({ from: 502, to: 502 }), formatPorts({ from: 1, to: 2 })]).toEqual(['502', '1-2']);
});
