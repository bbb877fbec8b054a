import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoPath, openMemo } from '../../src/platform/open-memo.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'zonewright-memo-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.for<[string, Readonly<Record<string, string>>, string | null]>([
  ['the home folder', { HOME: '/home/op' }, '/home/op/.cache/zonewright/answers'],
  ['the cache folder', { HOME: '/home/op', XDG_CACHE_HOME: '/var/tmp/c' }, '/var/tmp/c/zonewright/answers'],
  [
    'a relative cache folder, which means nothing',
    { HOME: '/home/op', XDG_CACHE_HOME: 'c' },
    '/home/op/.cache/zonewright/answers',
  ],
  ['a path', { HOME: '/home/op', ZONEWRIGHT_CACHE: '/srv/memo' }, '/srv/memo'],
  ['a relative path', { HOME: '/home/op', ZONEWRIGHT_CACHE: 'memo' }, null],
  ['off', { HOME: '/home/op', ZONEWRIGHT_CACHE: 'off' }, null],
  ['nothing', {}, null],
])('%s decides where it is', ([, environment, expected]) => {
  expect(memoPath(environment)).toBe(expected);
});

test('it is never inside the plant, not through a link either', () => {
  const plant = path.join(root, 'plant');
  const link = path.join(root, 'link');
  mkdirSync(plant);
  symlinkSync(plant, link);
  for (const folder of [plant, path.join(plant, '.cache'), path.join(link, 'deep', 'memo')]) {
    expect(openMemo({ ZONEWRIGHT_CACHE: folder }, plant)).toBeNull();
    expect(openMemo({ ZONEWRIGHT_CACHE: folder }, link)).toBeNull();
  }
  expect(readdirSync(plant)).toEqual([]);
  expect(openMemo({ ZONEWRIGHT_CACHE: path.join(root, 'plant-memo') }, plant)).not.toBeNull();
});

test('answers of one Rego compiler are not those of another', () => {
  const folder = path.join(root, 'memo');
  const binary = path.join(root, 'opa');
  writeFileSync(binary, 'one');
  const open = (environment: Readonly<Record<string, string>>) =>
    openMemo({ ZONEWRIGHT_CACHE: folder, ...environment }, path.join(root, 'plant'));
  open({ ZONEWRIGHT_OPA: binary })?.put('k', 'text');
  expect(open({ ZONEWRIGHT_OPA: binary })?.get('k')).toBe('text');
  expect(open({})?.get('k')).toBeUndefined();
  writeFileSync(binary, 'another');
  expect(open({ ZONEWRIGHT_OPA: binary })?.get('k')).toBeUndefined();
  expect(open({ ZONEWRIGHT_OPA: 'opa' })).toBeNull();
});
