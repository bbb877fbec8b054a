import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/algebra/duration.ts';

it('is read in minutes and hours, and in nothing else', () => {
  expect(['90m', '8h', '1m', '00060m'].map(parseDuration)).toEqual([90, 480, 1, 60]);
  expect(['', '0m', '0h', '8', '-1h', '1.5h', '8 h', '1d', '100000m', '8h '].map(parseDuration)).toEqual(
    Array.from({ length: 10 }, () => null),
  );
});

it('law: what is written is read as the same length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999 }), (minutes) => {
      expect(parseDuration(formatDuration(minutes))).toBe(minutes);
    }),
  );
});
