/** Writing results: folders are made, and where none can be made that is said at once. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeOutput } from '../../src/platform/output-files.ts';
import { PlatformError } from '../../src/platform/platform-error.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-output-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('makes the folders of a file', () => {
  const file = path.join(folder, 'a', 'b', 'c.txt');
  writeOutput(file, 'text');
  writeOutput(file, 'other text');
  expect(readFileSync(file, 'utf8')).toBe('other text');
});

// Node.js 24 never returns from `mkdirSync` with `recursive` there.
test.skipIf(process.platform !== 'linux')('says that a file cannot be written where no folder can be made', () => {
  expect(() => writeOutput('/proc/zonewright/results/a.txt', 'text')).toThrow(PlatformError);
  expect(() => writeOutput(path.join(folder, 'a', 'b', 'c.txt', 'd', 'e.txt'), 'text')).toThrow(/cannot write/);
});
