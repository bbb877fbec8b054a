/** Listings of nft 1.0.6, kept as it printed them: the same rulesets as their files, and nothing passed over. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNftJson } from '../../../../src/exporters/nft/read/parse-json.ts';
import { parseNftText } from '../../../../src/exporters/nft/read/parse-text.ts';
import { printTable } from '../../../../src/exporters/nft/read/print.ts';
import type { NftTable } from '../../../../src/exporters/nft/read/ruleset.ts';
import { readBackNftListing } from '../../../../src/exporters/nftables/read-back.ts';
import { withoutPlaces } from '../../../support/arbitrary-table.ts';
import { requestOf } from '../../../support/export-request.ts';
import { goldenBoundaries } from '../../../support/golden-boundaries.ts';
import { proveListing } from '../../../support/prove-case.ts';

/** Hash maps are listed in any order. */
function elementTexts(table: NftTable | null): readonly string[] {
  const lines = (table?.sets ?? []).map((set) =>
    printTable({ family: 'inet', name: 'x', comment: null, counters: [], sets: [set], chains: [] }),
  );
  return lines.flatMap((text) => text.split('\n').map((line) => line.replace(/,$/, ''))).sort();
}

type Listed = Record<string, Record<string, unknown>>;

const names = ['overlaps', 'sessions', 'windows'] as const;
const texts = Object.fromEntries(
  names.map((name) => [name, readFileSync(new URL(`../../nftables/listings/${name}.json`, import.meta.url), 'utf8')]),
);

function listing(name: (typeof names)[number]): string {
  return texts[name] ?? '';
}

function changed(change: (objects: Listed[]) => unknown): string {
  const { nftables } = JSON.parse(listing('overlaps')) as { nftables: Listed[] };
  change(nftables);
  return JSON.stringify({ nftables });
}

function prove(name: (typeof names)[number], text: string) {
  const each = goldenBoundaries[name];
  if (each === undefined) throw new Error(`no boundary ${name}`);
  return proveListing(requestOf(each), text);
}

test.each(names)('what the kernel lists of `%s` is what was granted', (name) => {
  expect(prove(name, listing(name))).toMatchObject({ kind: 'equal' });
});

test.each(names)('a listing of `%s` and its print read the same', (name) => {
  const { value } = parseNftJson(listing(name), 'zonewright');
  if (value === null) throw new Error('unreadable');
  expect(withoutPlaces(parseNftText(printTable(value)).value)).toEqual(withoutPlaces(value));
});

test('a listing has the elements of its file, and its rules but for what nft leaves out as implied', () => {
  const file = readFileSync(new URL('../../golden/windows.nft', import.meta.url), 'utf8');
  const written = parseNftText(file).value;
  const listed = parseNftJson(listing('windows'), 'zonewright').value;
  expect(elementTexts(listed)).toEqual(elementTexts(written));
  const window = (table: typeof written) => table?.chains.find((chain) => chain.name === 'when_5')?.rules;
  expect(withoutPlaces(window(listed))).toEqual(withoutPlaces(window(written)));
});

test('tables of others may be there when forwarded packets never meet them', () => {
  const chain = {
    family: 'inet',
    table: 'host',
    name: 'input',
    type: 'filter',
    hook: 'input',
    prio: 0,
    policy: 'drop',
  };
  const rule = {
    family: 'inet',
    table: 'host',
    chain: 'input',
    handle: 3,
    expr: [{ xt: { type: 'match', name: 'x' } }],
  };
  const text = changed((all) => all.push({ table: { family: 'inet', name: 'host' } }, { chain }, { rule }));
  expect(prove('overlaps', text)).toMatchObject({ kind: 'equal' });
});

const accept = { expr: [{ accept: null }], family: 'inet', table: 'zonewright' };

test.each<readonly [string, (objects: Listed[]) => unknown]>([
  ['an inserted rule', (all) => all.splice(60, 0, { rule: { ...accept, chain: 'forward' } })],
  ['a rule less', (all) => all.splice(all.findIndex((each) => each['rule']?.['chain'] === 'judge') + 3, 1)],
  ['an element more', (all) => elementsOf(all, 'flows').push([1, { accept: null }])],
  ['an element less', (all) => elementsOf(all, 'allow_ranges').pop()],
])('%s is a difference', (_, change) => {
  expect(prove('overlaps', changed(change)).kind).toBe('different');
});

test.each<readonly [string, (objects: Listed[]) => unknown, RegExp]>([
  [
    'another table with a forward hook',
    (all) => all.push({ chain: { family: 'ip', table: 'x', name: 'y', hook: 'forward' } }),
    /^nftables\[\d+\]\.chain$/,
  ],
  [
    'another table that marks packets before',
    (all) => all.push({ chain: { family: 'ip', table: 'x', name: 'y', hook: 'prerouting' } }),
    /chain$/,
  ],
  [
    'an unknown object',
    (all) => all.push({ flowtable: { family: 'inet', table: 'zonewright', name: 'f' } }),
    /^nftables\[\d+\]$/,
  ],
  ['an unknown field of a rule', (all) => all.push({ rule: { ...accept, chain: 'judge', position: 3 } }), /rule$/],
  [
    'an unknown statement',
    (all) => all.push({ rule: { ...accept, chain: 'judge', expr: [{ notrack: null }] } }),
    /rule\.expr\[0\]$/,
  ],
  [
    'an unknown flag',
    (all) => Object.assign(bodyOf(all, 'to4'), { flags: ['interval', 'dynamic'] }),
    /map\.flags\[1\]$/,
  ],
  [
    'an element with a timeout',
    (all) => elementsOf(all, 'behind').push({ elem: { val: { concat: [1, 'eth0'] }, timeout: 9 } }),
    /elem$/,
  ],
  ['a dormant table', (all) => Object.assign(all[1]?.['table'] ?? {}, { flags: 'dormant' }), /^nftables\[1\]\.table$/],
  ['no table', (all) => all.splice(1, 1), /^nftables$/],
  ['rules of a chain that is not there', (all) => all.push({ rule: { ...accept, chain: 'ghost' } }), /rule$/],
  [
    'another version of the schema',
    (all) => Object.assign(all[0]?.['metainfo'] ?? {}, { json_schema_version: 2 }),
    /json_schema_version$/,
  ],
])('%s is refused where it stands', (_, change, at) => {
  const proof = prove('overlaps', changed(change));
  expect(proof.kind).toBe('unreadable');
  if (proof.kind === 'unreadable') expect(proof.refusal.at).toMatch(at);
});

test('no text makes the reader throw', () => {
  const damaged = fc
    .tuple(fc.constantFrom(...names), fc.nat(), fc.nat({ max: 60 }), fc.string({ maxLength: 6 }))
    .map(([name, place, length, more]) => {
      const text = listing(name);
      const at = place % text.length;
      return text.slice(0, at) + more + text.slice(at + length);
    });
  const values = fc
    .tuple(fc.constantFrom(...names), fc.nat(), fc.jsonValue())
    .map(([name, place, value]) => replaceValue(JSON.parse(listing(name)), place, value));
  fc.assert(
    fc.property(
      fc.oneof(
        damaged,
        values,
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify({ nftables: [value] })),
      ),
      (text) => {
        const { value, refusal } = readBackNftListing(text);
        expect(value === null).toBe(refusal !== null);
      },
    ),
    { numRuns: 300 },
  );
});

/** Puts something else in the place of one of the values of a document. */
function replaceValue(document: unknown, place: number, value: unknown): string {
  let count = 0;
  JSON.stringify(document, (_, inner: unknown) => {
    count += 1;
    return inner;
  });
  let index = 0;
  return JSON.stringify(document, (_, inner: unknown) => (index++ === place % count ? value : inner)) ?? 'null';
}

function bodyOf(objects: Listed[], name: string): Record<string, unknown> {
  const found = objects.map((each) => each['map'] ?? each['set']).find((each) => each?.['name'] === name);
  if (found === undefined) throw new Error(`no map ${name}`);
  return found;
}

function elementsOf(objects: Listed[], name: string): unknown[] {
  return bodyOf(objects, name)['elem'] as unknown[];
}
