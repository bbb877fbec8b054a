import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteMemo } from '../../../src/flows/logs/byte-memo.ts';

test('remembers by all bytes of the key, whatever the hash is, and forgets everything when it is full', () => {
  const text = fc.stringMatching(/^[ab]{0,4}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 60 }), fc.boolean(), (keys, allCollide) => {
      const memo = createByteMemo<string>();
      const model = new Set<string>();
      for (const [first, second] of keys) {
        const bytes = new TextEncoder().encode(`..${first}..${second}`);
        const ranges = Int32Array.of(2, 2 + first.length, 4 + first.length, 4 + first.length + second.length);
        const name = `${first}|${second}`;
        const hash = allCollide ? 0 : name.length * 7919;
        expect(memo.find(bytes, ranges, hash)).toBe(model.has(name) ? name : undefined);
        if (model.has(name)) continue;
        memo.add(bytes, ranges, hash, name);
        model.add(name);
      }
    }),
  );
  const memo = createByteMemo<number>();
  const bytes = new Uint8Array(4);
  const ranges = Int32Array.of(0, 4);
  const view = new DataView(bytes.buffer);
  for (let number = 0; number < 70_000; number++) {
    view.setUint32(0, number);
    memo.add(bytes, ranges, number * 17, number);
  }
  expect(memo.find(bytes, ranges, 69_999 * 17)).toBe(69_999);
  view.setUint32(0, 5);
  expect(memo.find(bytes, ranges, 5 * 17)).toBeUndefined();
});
