import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DropWords, readLogPrefix, writeLogPrefix } from '../../src/model/boundary-drop.ts';

const dropWords: fc.Arbitrary<DropWords> = fc.record({
  action: fc.constantFrom('denied', 'spoofed', 'stray'),
  boundary: fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)),
});

test('what is written in front of a record is what is read there', () => {
  fc.assert(
    fc.property(dropWords, (words) => {
      const prefix = writeLogPrefix(words);
      expect(readLogPrefix(prefix)).toEqual(words);
      expect(prefix.length).toBeLessThan(128);
    }),
  );
});

test('the words are these, so that logs of earlier rulesets stay readable', () => {
  expect(writeLogPrefix({ action: 'denied', boundary: null })).toBe('zonewright deny ');
  expect(writeLogPrefix({ action: 'spoofed', boundary: 'fw-line' })).toBe('zonewright spoofed fw-line ');
  expect(readLogPrefix('zonewright stray ')).toEqual({ action: 'stray', boundary: null });
});

test('a name that could end the prefix early is left out', () => {
  expect(writeLogPrefix({ action: 'denied', boundary: 'a" drop' })).toBe('zonewright deny ');
});

test.each([
  '',
  'accepted ',
  'zonewright',
  'zonewright deny',
  'zonewright allow ',
  'zonewright deny a b ',
  'x zonewright deny ',
])('the prefix `%s` of somebody else says nothing', (prefix) => expect(readLogPrefix(prefix)).toBeNull());
