import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMemoFolder } from '../../src/platform/memo-folder.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'zonewright-memo-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (folder: string, limitBytes = 1_000_000) => openMemoFolder(folder, { maker: 'a', limitBytes });

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => path.join(folder, name));
}

test('what was put is found again, byte for byte, by another process too', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (key, text) => {
      open(root)?.put(key, text);
      expect(open(root)?.get(key)).toBe(text);
    }),
    { numRuns: 50 },
  );
});

test('answers of other code are not found', () => {
  open(root)?.put('k', 'text');
  expect(openMemoFolder(root, { maker: 'b' })?.get('k')).toBeUndefined();
});

describe('an entry that is not as it was written', () => {
  test.for<[string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['cut', (bytes) => bytes.subarray(0, -1)],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
    ['changed', (bytes) => Buffer.from(bytes.map((byte, index) => (index === bytes.length - 2 ? byte ^ 1 : byte)))],
    ['without a checksum', (bytes) => bytes.subarray(65)],
  ])('is a miss when it is %s, and is replaced', ([, damage]) => {
    const memo = open(root);
    memo?.put('k', 'some text');
    const [file = ''] = filesIn(root);
    writeFileSync(file, damage(readFileSync(file)));
    expect(memo?.get('k')).toBeUndefined();
    memo?.put('k', 'again');
    expect(memo?.get('k')).toBe('again');
  });

  test('is a miss when it is a folder', () => {
    const memo = open(root);
    memo?.put('k', 'some text');
    const [file = ''] = filesIn(root);
    rmSync(file);
    mkdirSync(file);
    expect(memo?.get('k')).toBeUndefined();
    memo?.put('k', 'again');
    expect(memo?.get('k')).toBeUndefined();
  });
});

test('the entries used last are kept when they become too many', () => {
  const memo = open(root, 1000);
  const age = (seconds: number): void => {
    for (const file of filesIn(root)) {
      const { mtimeMs } = statSync(file);
      utimesSync(file, mtimeMs / 1000 - seconds, mtimeMs / 1000 - seconds);
    }
  };
  for (const key of ['a', 'b', 'c', 'd']) {
    memo?.put(key, key.repeat(150));
    age(100);
  }
  expect(memo?.get('a')).toBeDefined();
  memo?.put('e', 'e'.repeat(150));
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => memo?.get(key) !== undefined)).toEqual([true, false, true, true, true]);
  const bytes = filesIn(root).reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThanOrEqual(1000);
});

test('an answer of more than a quarter of the limit is not kept', () => {
  const memo = open(root, 1000);
  memo?.put('k', 'x'.repeat(251));
  expect(filesIn(root)).toEqual([]);
});

test('the folder and its entries are the user’s alone', () => {
  const folder = path.join(root, 'deep', 'memo');
  open(folder)?.put('k', 'text');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(filesIn(folder).map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
});

describe('there is no memo', () => {
  test('in a folder that others can write to', () => {
    chmodSync(root, 0o777);
    expect(open(root)).toBeNull();
  });

  test('where a link or a file stands', () => {
    const link = path.join(root, 'link');
    mkdirSync(path.join(root, 'real'));
    symlinkSync(path.join(root, 'real'), link);
    writeFileSync(path.join(root, 'file'), '');
    expect([open(link), open(path.join(root, 'file')), open(path.join(root, 'file', 'below'))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('below /proc, where nothing can be made', () => {
    expect(open('/proc/zonewright')).toBeNull();
  });
});

test('a folder that goes away is no error', () => {
  const folder = path.join(root, 'memo');
  const memo = open(folder);
  rmSync(folder, { recursive: true });
  memo?.put('k', 'text');
  expect(memo?.get('k')).toBeUndefined();
});
