/** The order of test files knows only files that there are. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { longest } from '../support/longest-first.ts';

test('every file that is to begin is there', () => {
  const root = path.join(import.meta.dirname, '../..');
  expect(longest.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});
