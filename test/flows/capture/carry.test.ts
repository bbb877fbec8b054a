import { expect, test } from 'vitest';
import { appendCarry, type Carry, shortenCarry } from '../../../src/flows/capture/carry.ts';

test('a message in single bytes is copied a few times and not once for each byte', () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => index & 255);
  const rooms = new Set<Uint8Array>();
  let carry: Carry | null = null;
  for (let at = 0; at < bytes.length; at++) {
    carry = appendCarry(carry, bytes, at, at + 1);
    rooms.add(carry.bytes);
  }
  expect(carry?.bytes.subarray(0, carry.length)).toEqual(bytes);
  expect(rooms.size).toBeLessThan(20);
});

test('what is used is dropped', () => {
  const carry = appendCarry(null, Uint8Array.of(1, 2, 3, 4), 1, 4);
  expect(shortenCarry(carry, 0)).toBe(carry);
  expect(shortenCarry(carry, 2)).toEqual({ bytes: Uint8Array.of(4), length: 1 });
  expect(shortenCarry(carry, 3)).toBeNull();
});
