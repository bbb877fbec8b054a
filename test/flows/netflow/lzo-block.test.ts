import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackLzo } from '../../../src/flows/netflow/lzo-block.ts';
import { type LzoStep, lzoBlock } from '../../support/lzo-block.ts';

const step: fc.Arbitrary<LzoStep> = fc.record({
  literals: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 230, maxLength: 600 })),
  distance: fc.oneof(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 4000 }),
    fc.integer({ min: 1, max: 49_151 }),
  ),
  length: fc.oneof(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 9, max: 40 }), fc.integer({ min: 40, max: 9000 })),
  behind: fc.uint8Array({ maxLength: 3 }),
});

test('gives back what was packed, copies from near and far and those that overlap themselves', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.uint8Array({ maxLength: 300 }), (steps, last) => {
      const { packed, plain } = lzoBlock(steps, last);
      const into = new Uint8Array(plain.length);
      expect(unpackLzo(packed, 0, packed.length, into)).toBe(plain.length);
      expect(into).toEqual(plain);
      // There is never more written than there is room for, and a block without its end is none.
      if (plain.length > 0) expect(unpackLzo(packed, 0, packed.length, new Uint8Array(plain.length - 1))).toBe(null);
      expect(unpackLzo(packed, 0, packed.length - 1, into)).toBe(null);
    }),
    { numRuns: 150 },
  );
});

test('no bytes make it fail or write too much', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(500), (bytes, room) => {
      const written = unpackLzo(bytes, 0, bytes.length, new Uint8Array(room));
      expect(written ?? 0).toBeLessThanOrEqual(room);
    }),
    { numRuns: 500 },
  );
});
