import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { operationsByCode } from '../../src/model/catalogue-lookup.ts';
import { readAsked, recordingPaths } from '../support/recordings.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

interface TableRow {
  readonly protocol: string;
  readonly call: string;
  /** Each with the class after `=` where the code has several. */
  readonly codes: readonly string[];
}

const table = readFileSync(new URL('../../tools/record-corpus/operations.tsv', import.meta.url), 'utf8');
const rows: readonly TableRow[] = table
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([protocol = '', call = '', ...codes]) => ({ protocol, call, codes }));

describe("the words of the clients' libraries", () => {
  test('each stands for codes of the catalogue, and in the class that is named', () => {
    const unknown = rows.flatMap(({ protocol, codes }) =>
      codes
        .map((text) => text.split('='))
        .filter(([code = '', operationClass]) => {
          const found = operationsByCode(shippedCatalogue, protocol, code);
          return !found.some((entry) => operationClass === undefined || entry.class === operationClass);
        })
        .map(([code]) => `${protocol} ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  test('each is there once, and a recording has it', () => {
    const words = rows.map(({ protocol, call }) => `${protocol} ${call}`);
    expect(words.length).toBe(new Set(words).size);
    const logs = recordingPaths.map(readAsked);
    const asked = new Set(logs.flatMap((log) => log.asked.map(({ call }) => `${log.protocol} ${call}`)));
    expect(words.filter((word) => !asked.has(word))).toEqual([]);
    expect([...asked].filter((word) => !words.includes(word))).toEqual([]);
  });

  test('a log has the codes of the table and no others', () => {
    const byWord = new Map(rows.map(({ protocol, call, codes }) => [`${protocol} ${call}`, codes]));
    for (const log of recordingPaths.map(readAsked))
      for (const { call, code } of log.asked) {
        const codes = (byWord.get(`${log.protocol} ${call}`) ?? []).map((text) => text.split('=')[0]);
        expect(codes, `${log.recording}: ${call}`).toContain(code);
      }
  });
});

test('the page about the recordings has each of them, with its stacks and how much was asked', () => {
  const page = readFileSync(new URL('../recordings/README.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(.+?)` +\| (.+?) +\| (\d+) +\| (\d+) +\|/gm)].map((row) => row.slice(1));
  const recorded = recordingPaths.map(readAsked).map(({ recording, stacks, asked }) => {
    const names = [...new Set(Object.values(stacks).flatMap((each) => Object.keys(each)))].sort();
    const refused = asked.filter((entry) => entry.refused).length;
    return [recording, names.join(', '), String(asked.length), String(refused)];
  });
  expect(listed).toEqual(recorded);
});
