/** Where things are declared and named. `|` is the cursor. */
import { describe, expect, test } from 'vitest';
import { spanOf } from '../../src/compiler/parse/source-text.ts';
import { definitionsAt, referencesAt } from '../../src/language/find-places.ts';
import { formatSpan } from '../../src/model/span.ts';
import { viewOf } from '../support/view-of.ts';

const files = {
  'plant.yaml':
    'plant: p\nwindows:\n  sunday: {weekly: {days: [sun], from: "06:00", to: "10:00"}}\nscopes:\n  north: {vlan: 1}\n',
  'zones/z.yaml':
    'templates:\n  line: {kind: cell}\nzones:\n  a: {extends: line, scope: north}\n  b: {extends: line, scope: north}\nassets:\n  a-1: {zone: a}\n  b: {zone: b}\n',
  'conduits/c.yaml':
    'conduits:\n  c:\n    from: a\n    to: "zone:b"\n    allow:\n      g: {from: [a-1], to: [b], protocol: modbus, during: sunday}\n    allowlists: [hist]\n',
  'conduits/i.yaml':
    'invariants:\n  i:\n    never: {from: a, to: {zone: b}}\n    waivers:\n      c/g: {owner: o, reason: r, expires: 2027-01-01}\n      "c/g[a>b]": {owner: o, reason: r, expires: 2027-01-01}\nrules:\n  ZC-F002:\n    waivers:\n      c: {owner: o, reason: r, expires: 2027-01-01}\n',
  'policies/h.rego': '# METADATA\npackage plant.allow.hist\n',
  'tests/t.yaml': 'tests:\n  - name: t\n    conversation: a-1 -> b modbus\n    grants: [c/g]\n',
};

function placesAt(
  file: keyof typeof files,
  word: string,
  which: 'definition' | 'with' | 'without',
  inWord = 1,
): readonly string[] {
  const view = viewOf(files);
  const offset = files[file].indexOf(word) + inWord;
  const found = which === 'definition' ? definitionsAt(view, file, offset) : referencesAt(view, file, offset, which);
  return found.map((at) => formatSpan(spanOf(at)));
}

describe('a definition', () => {
  test.each([
    ['a zone of a conduit', 'conduits/c.yaml', 'a\n', 'zones/z.yaml:4:3', 0],
    ['a zone in a test of an attribute', 'conduits/c.yaml', '"zone:b"', 'zones/z.yaml:5:3', 7],
    ['a zone in a mapping of attributes', 'conduits/i.yaml', 'b}', 'zones/z.yaml:5:3', 0],
    ['an asset of a grant', 'conduits/c.yaml', 'a-1', 'zones/z.yaml:7:3', 1],
    ['a word that is an asset and a zone', 'conduits/c.yaml', 'b], protocol', 'zones/z.yaml:8:3', 0],
    ['a window', 'conduits/c.yaml', 'sunday', 'plant.yaml:3:3', 1],
    ['a template', 'zones/z.yaml', 'line, scope', 'zones/z.yaml:2:3', 1],
    ['a scope', 'zones/z.yaml', 'north', 'plant.yaml:5:3', 1],
    ['the zone of an asset', 'zones/z.yaml', 'a}', 'zones/z.yaml:4:3', 0],
    ['a grant that is waived', 'conduits/i.yaml', 'c/g:', 'conduits/c.yaml:6:7', 1],
    ['a grant of one zone pair', 'conduits/i.yaml', 'c/g[', 'conduits/c.yaml:6:7', 1],
    ['a grant in a policy test', 'tests/t.yaml', 'c/g', 'conduits/c.yaml:6:7', 1],
    ['an asset in the words of a test', 'tests/t.yaml', 'a-1 ->', 'zones/z.yaml:7:3', 1],
    ['the other end of them', 'tests/t.yaml', 'b modbus', 'zones/z.yaml:8:3', 0],
    ['a conduit that a rule leaves alone', 'conduits/i.yaml', 'c: {owner', 'conduits/c.yaml:2:3', 0],
    ['an allowlist', 'conduits/c.yaml', 'hist]', 'policies/h.rego:2:9', 1],
  ] as const)('of %s', (_, file, word, place, inWord) => {
    expect(placesAt(file, word, 'definition', inWord)).toEqual([place]);
  });

  test('is none for what nobody declares', () => {
    expect(placesAt('conduits/c.yaml', 'modbus', 'definition')).toEqual([]);
  });
});

describe('references', () => {
  test('of a zone, where it is declared and where it is named', () => {
    const named = ['zones/z.yaml:7:15', 'conduits/c.yaml:3:11', 'conduits/i.yaml:3:19'];
    expect(placesAt('zones/z.yaml', 'a: {extends', 'without', 0)).toEqual(named);
    expect(placesAt('conduits/c.yaml', 'a\n', 'with', 0)).toEqual(['zones/z.yaml:4:3', ...named]);
  });

  test('of a zone are none of the asset of the same id', () => {
    expect(placesAt('zones/z.yaml', 'b: {zone', 'without', 0)).toEqual(['conduits/c.yaml:6:29', 'tests/t.yaml:3:26']);
    const ofZone = ['zones/z.yaml:8:13', 'conduits/c.yaml:4:9', 'conduits/i.yaml:3:33'];
    expect(placesAt('zones/z.yaml', 'b: {extends', 'without', 0)).toEqual(ofZone);
  });

  test('of a grant reach into policy tests', () => {
    expect(placesAt('conduits/c.yaml', 'g: {', 'without', 0)).toEqual(['conduits/i.yaml:5:7', 'tests/t.yaml:4:14']);
  });
});

describe('anchors', () => {
  const text = 'zones:\n  a: &cells {kind: cell}\n  b: *cells\n  c: {<<: *cells, description: "*cells"}\n';
  const at = (offset: number, which: 'definition' | 'with'): readonly string[] => {
    const view = viewOf({ 'plant.yaml': text });
    const found =
      which === 'definition'
        ? definitionsAt(view, 'plant.yaml', offset)
        : referencesAt(view, 'plant.yaml', offset, which);
    return found.map((each) => formatSpan(spanOf(each)));
  };

  test('are found from their aliases', () => {
    expect(at(text.indexOf('*cells') + 2, 'definition')).toEqual(['plant.yaml:2:6']);
  });

  test('and their aliases from them', () => {
    expect(at(text.indexOf('&cells') + 2, 'with')).toEqual(['plant.yaml:2:6', 'plant.yaml:3:6', 'plant.yaml:4:11']);
  });
});
