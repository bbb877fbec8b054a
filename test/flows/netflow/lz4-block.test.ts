import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackLz4 } from '../../../src/flows/netflow/lz4-block.ts';
import { type Lz4Step, lz4Block } from '../../support/lz4-block.ts';

const step: fc.Arbitrary<Lz4Step> = fc.record({
  literals: fc.uint8Array({ maxLength: 40 }),
  distance: fc.integer({ min: 1, max: 70_000 }),
  length: fc.integer({ min: 4, max: 600 }),
});

test('gives back what was packed, copies that overlap themselves included', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.uint8Array({ maxLength: 300 }), (steps, last) => {
      const { packed, plain } = lz4Block(steps, last);
      const into = new Uint8Array(plain.length);
      expect(unpackLz4(packed, 0, packed.length, into)).toBe(plain.length);
      expect(into).toEqual(plain);
      // There is never more written than there is room for.
      if (plain.length > 0) expect(unpackLz4(packed, 0, packed.length, new Uint8Array(plain.length - 1))).toBe(null);
    }),
  );
});

test('no bytes make it fail or write too much', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(500), (bytes, room) => {
      const written = unpackLz4(bytes, 0, bytes.length, new Uint8Array(room));
      expect(written ?? 0).toBeLessThanOrEqual(room);
    }),
    { numRuns: 500 },
  );
});
