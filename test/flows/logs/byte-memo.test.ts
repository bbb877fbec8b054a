import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteMemo } from '../../../src/flows/logs/byte-memo.ts';

test('remembers by all bytes of the key, whatever the hash is, and forgets everything when it is full', () => {
  const text = fc.stringMatching(/^[ab]{0,9}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 60 }), fc.boolean(), (keys, allCollide) => {
      const memo = createByteMemo<string>();
      const model = new Set<string>();
      for (const [first, second] of keys) {
        const bytes = new DataView(new TextEncoder().encode(`..${first}..${second}`).buffer);
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
  const ranges = Int32Array.of(0, 4);
  const bytes = new DataView(new ArrayBuffer(4));
  for (let number = 0; number < 70_000; number++) {
    bytes.setUint32(0, number);
    memo.add(bytes, ranges, number * 17, number);
  }
  expect(memo.find(bytes, ranges, 69_999 * 17)).toBe(69_999);
  bytes.setUint32(0, 5);
  expect(memo.find(bytes, ranges, 5 * 17)).toBeUndefined();
});

test('compares a longer key with one that ends where the memory ends', () => {
  const memo = createByteMemo<string>();
  const bytes = new DataView(new ArrayBuffer(70_000));
  // One byte, then as many as fill 64 KiB, each key with the byte behind it.
  memo.add(bytes, Int32Array.of(0, 1), 1, 'short');
  memo.add(bytes, Int32Array.of(0, 65_533), 1, 'long');
  expect(memo.find(bytes, Int32Array.of(0, 65_540), 1)).toBeUndefined();
  expect(memo.find(bytes, Int32Array.of(0, 65_533), 1)).toBe('long');
});
