/** A catalogue that was kept says what its files say, and only while they say it. */
import { expect, test } from 'vitest';
import { parseCatalogue } from '../../../src/compiler/catalogue/parse-catalogue.ts';
import type { Memo } from '../../../src/compiler/rego/port.ts';
import { readShippedFiles } from '../../../src/platform/shipped-files.ts';

function memoOf(): Memo & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, get: (key) => kept.get(key), put: (key, text) => void kept.set(key, text) };
}

const files = readShippedFiles().catalogue;
/** Another list of the same files, which no one has parsed yet. */
const again = () => [...files];

test('is the same as one that is read', () => {
  const memo = memoOf();
  const read = parseCatalogue(again(), memo);
  expect(memo.kept.size).toBe(1);
  const kept = parseCatalogue(again(), memo);
  expect(kept).toEqual(read);
  expect(parseCatalogue(again())).toEqual(read);
  expect(memo.kept.size).toBe(1);
});

test('is read again when a file says something else, or what was kept is damaged', () => {
  const memo = memoOf();
  const read = parseCatalogue(again(), memo);
  const changed = files.map((file) =>
    file.path.endsWith('protocols/modbus.yaml')
      ? { ...file, text: file.text.replace('title: ', 'title: Other ') }
      : file,
  );
  expect(parseCatalogue(changed, memo).catalogue.protocols.get('modbus')?.title).toMatch(/^Other /);
  for (const key of memo.kept.keys()) memo.kept.set(key, '{');
  expect(parseCatalogue(again(), memo)).toEqual(read);
});

test('that has problems is never kept', () => {
  const memo = memoOf();
  const broken = [...files, { path: 'zones/protocols/odd.yaml', text: 'protocol: odd\nunknown: 1\n' }];
  expect(parseCatalogue(broken, memo).problems).not.toEqual([]);
  expect(memo.kept.size).toBe(0);
});
