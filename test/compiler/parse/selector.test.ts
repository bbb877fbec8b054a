import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import type { Selector } from '../../../src/model/selector.ts';
import { parseText } from '../../support/expect-findings.ts';

const plant = `plant: p
zones: {a: {kind: cell}, b: {kind: dmz}}
assets: {x: {zone: a, ip: 10.0.0.1}, y: {zone: b, ip: 10.0.1.1}}
`;

/** Reads a selector of a grant. */
function endpoint(text: string): { selector: Selector | undefined; diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = parseText(
    `${plant}conduits: {c: {from: a, to: b, allow: {g: {from: ${text}, to: any, protocol: p}}}}`,
  );
  return { selector: value.conduits[0]?.allow[0]?.from[0]?.value, diagnostics };
}

/** Reads a selector of a side of a conduit. */
function zone(text: string): { selector: Selector | undefined; diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = parseText(`${plant}conduits: {c: {from: ${text}, to: b, allowlists: x}}`);
  return { selector: value.conduits[0]?.from.value, diagnostics };
}

describe('a selector', () => {
  it.each([
    ['x', [['asset', '=', 'x']]],
    ['a', [['zone', '=', 'a']]],
    ['any', []],
    ['all', []],
    ['broadcast', [['cast', '=', 'broadcast']]],
    ['class:plc', [['class', '=', 'plc']]],
    ['"level:>=2"', [['level', '>=', '2']]],
    ['level:<1.50', [['level', '<', '1.5']]],
    ['"vendor:!=Siemens AG"', [['vendor', '!=', 'Siemens AG']]],
    ['"vendor: = B&R"', [['vendor', '=', 'B&R']]],
    ['firmware:3.20', [['firmware', '=', '3.20']]],
    ['safety:true', [['safety', '=', 'true']]],
    ['"label:a:b"', [['label', '=', 'a:b']]],
    [
      '{level: ">=2", kind: cell}',
      [
        ['kind', '=', 'cell'],
        ['level', '>=', '2'],
      ],
    ],
    [
      '{security-level: 3, safety: true}',
      [
        ['safety', '=', 'true'],
        ['security-level', '=', '3'],
      ],
    ],
  ])('reads %s', (text, conditions) => {
    const { selector, diagnostics } = endpoint(text);
    expect(diagnostics).toEqual([]);
    expect(selector?.conditions.map((test) => [test.attribute, test.comparison, test.value])).toEqual(conditions);
  });

  it.each([
    ['clas:plc', 'selector/unknown-attribute'],
    ['"class:"', 'selector/invalid'],
    ['class:>plc', 'selector/invalid'],
    ['level:high', 'selector/invalid'],
    ['level:2.2', 'selector/invalid'],
    ['security-level:5', 'selector/invalid'],
    ['kind:cel', 'schema/not-allowed'],
    ['safety:yes', 'schema/not-allowed'],
    ['{}', 'selector/invalid'],
    ['{clas: plc}', 'schema/unknown-key'],
    ['zone:c', 'reference/unknown'],
    ['asset:z', 'reference/unknown'],
    ['z', 'reference/unknown'],
    ['10.0.0.1', 'reference/unknown'],
  ])('refuses %s', (text, code) => {
    expect(endpoint(text).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });

  it('that is an address is answered with the asset that has it', () => {
    expect(endpoint('10.0.0.1').diagnostics).toMatchObject([{ args: { suggestion: 'x' } }]);
    expect(endpoint('"00:11:22:33:44:55"').diagnostics).toMatchObject([{ args: { suggestion: null } }]);
  });

  it('of zones looks at attributes of zones only', () => {
    expect(zone('kind:cell').selector?.conditions).toEqual([{ attribute: 'kind', comparison: '=', value: 'cell' }]);
    expect(zone('a').selector?.conditions).toEqual([{ attribute: 'zone', comparison: '=', value: 'a' }]);
    expect(zone('class:plc').diagnostics.map(({ code }) => code)).toEqual(['selector/invalid']);
    expect(zone('broadcast').diagnostics.map(({ code }) => code)).toEqual(['selector/invalid']);
    expect(zone('same').diagnostics.map(({ code }) => code)).toEqual(['reference/unknown']);
  });

  it('of zones does not take an asset for a zone', () => {
    expect(zone('x').diagnostics).toMatchObject([{ code: 'reference/wrong-kind', args: { actual: 'asset' } }]);
  });

  it('keeps an unknown name, so that the rest of its grant is checked', () => {
    expect(endpoint('z').selector?.conditions).toEqual([{ attribute: 'asset', comparison: '=', value: 'z' }]);
  });

  it('is listed once', () => {
    expect(endpoint('[class:plc, {class: plc}]').diagnostics.map(({ code }) => code)).toEqual(['list/duplicate']);
  });
});
