import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlant } from '../../../src/compiler/check-plant.ts';
import { renderFrame } from '../../../src/diagnostics/frame.ts';
import { parseText, soundPlant, testDay } from '../../support/expect-findings.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

const richPlant = `# all of the format
plant: dairy
timezone: Europe/Berlin
scopes: {north: {site: a, vlan: [10, 11]}}
templates: {base: &base {extends: cell, owner: "line 1", labels: [a, b]}}
zones:
  cell: {extends: base, scope: north, networks: [10.0.0.0/24, "fd00::/64"]}
  other: {<<: *base, scope: north, level: 1.5}
assets:
  plc: {zone: cell, class: plc, ip: 10.0.0.1, mac: "00:80:f4:12:34:56", identities: {dnp3: 10}, firmware: 3.20}
windows:
  w: {weekly: {days: [sat, sun], from: "22:00", to: "24:00"}}
  o: {once: {from: 2026-11-02T08:00, to: "2026-11-02T09:00"}}
conduits:
  c:
    from: cell
    to: {kind: cell, level: ">=1"}
    owner: ops
    allow:
      g:
        - broken
      h: {from: [plc, class:plc], to: any, protocol: modbus, operations: [read, "code:3"], during: w, expires: 2027-03-31}
    allowlists: [historian]
boundaries: {fw: {dialect: nftables, interfaces: {eth0: [cell]}}}
invariants: {i: {never: {from: {level: ">=4"}, to: level:<=2, operations: [program]}, reason: |
  because
  so}}
`;

/** Parses, checks and renders; whatever comes out, nothing is thrown and every place is inside its file. */
function survive(text: string): void {
  const { value, diagnostics } = parseText(text);
  const all = [...diagnostics, ...checkPlant(value, shippedCatalogue, { today: testDay })];
  const lines = text.split(/\r\n|\n|\r/).length;
  for (const diagnostic of all) {
    const { at } = diagnostic;
    expect(at === null || (at.line >= 1 && at.column >= 1 && at.endLine <= lines && at.line <= at.endLine)).toBe(true);
    renderFrame(diagnostic);
  }
}

describe('no text makes the reader throw', () => {
  it('truncated at any place', () => {
    for (let length = 0; length <= richPlant.length; length++) survive(richPlant.slice(0, length));
  });
  it('with any one line removed', () => {
    const lines = richPlant.split('\n');
    for (let line = 0; line < lines.length; line++) survive(lines.toSpliced(line, 1).join('\n'));
  });
  it('with any character replaced', () => {
    const characters = [...'{}[]:,-?&*!|>"\'#%@` \t\n0a~<'];
    fc.assert(
      fc.property(fc.nat(richPlant.length - 1), fc.constantFrom(...characters), (position, character) => {
        survive(richPlant.slice(0, position) + character + richPlant.slice(position + 1));
      }),
      { numRuns: 300 },
    );
  });
  it('of random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survive), { numRuns: 500 });
  });
  it('of random YAML signs', () => {
    const unit = fc.constantFrom(
      ...'{}[]:,-?&*!|>"\'#%a1 \n',
      'zones',
      'plant: ',
      '\n  ',
      '<<: ',
      '*a',
      '&a ',
      '---\n',
    );
    fc.assert(fc.property(fc.string({ unit, maxLength: 80 }), survive), { numRuns: 1000 });
  });
  it('of random values in place of known ones', () => {
    const names = [
      'plant',
      'zones',
      'assets',
      'conduits',
      'allow',
      'from',
      'to',
      'kind',
      'extends',
      'networks',
      'x',
      'c',
    ];
    const key = fc.constantFrom(...names, '__proto__', 'constructor');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 5 }, fc.jsonValue(), fc.dictionary(key, tie('tree')), fc.array(tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (value) => survive(JSON.stringify(value))),
      { numRuns: 500 },
    );
  });
});

describe('the order of files', () => {
  it('changes nothing', () => {
    const files = {
      'a.yaml': soundPlant,
      'b.yaml': richPlant,
      'c.yaml': 'zones: {cell: {kind: cell}, x: {kind: cel}}',
    };
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(parseText(reversed)).toEqual(parseText(files));
  });
});

describe('the starter plant of the documentation', () => {
  it('is read without findings', () => {
    const text = readFileSync(new URL('./documented-plant.yaml', import.meta.url), 'utf8');
    expect(parseText(text).diagnostics).toEqual([]);
  });
});
