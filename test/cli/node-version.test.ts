import { expect, test } from 'vitest';
import { isOlder } from '../../src/cli/node-version.ts';

test.each([
  ['20.20.2', true],
  ['22.11.9', true],
  ['22.12.0', false],
  ['22.13.1', false],
  ['24.0.0', false],
  ['9.99.0', true],
])('Node.js %s is too old for >=22.12: %s', (running, older) => {
  expect(isOlder(running, '>=22.12')).toBe(older);
});
