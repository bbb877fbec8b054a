import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { findingOf } from '../../../src/diagnostics/finding.ts';
import { parseText } from '../../support/expect-findings.ts';

/** What the schema says about the text, as `line:column what`. */
function saysAbout(text: string): readonly string[] {
  const { diagnostics } = parseText(`plant: p\n${text}`);
  return diagnostics.filter(({ code }) => code.startsWith('schema/')).map(says);
}

function says(diagnostic: Diagnostic): string {
  return `${diagnostic.at?.line}:${diagnostic.at?.column} ${findingOf(diagnostic).message}`;
}

const grant = (fields: string): string => `conduits: {c: {from: any, to: any, allow: {g: {${fields}}}}}`;

describe('unknown keys', () => {
  it('are shown where they stand, with what they are keys of', () => {
    expect(saysAbout('zonse: {}')).toEqual(['2:1 a plant file has no key `zonse`']);
    expect(saysAbout('zones:\n  a:\n    kind: cell\n    ownr: x')).toEqual(['5:5 zone `a` has no key `ownr`']);
    expect(saysAbout(grant('from: any, to: any, protocol: p, expire: x'))).toEqual([
      '2:81 grant `g` has no key `expire`',
    ]);
    expect(saysAbout('windows: {w: {once: {frm: x}}}')).toEqual(['2:22 `once` of window `w` has no key `frm`']);
  });
  it('come with the likeliest spelling', () => {
    const { diagnostics } = parseText('plant: p\nassets: {a: {zone: z, firmwar: x, netwroks: y}}');
    expect(diagnostics).toMatchObject([{ args: { suggestion: 'firmware' } }, { args: { suggestion: null } }]);
  });
});

describe('missing keys', () => {
  it('are shown at what lacks them', () => {
    expect(saysAbout(grant('from: any, protocol: p'))).toEqual(['2:44 grant `g` has no `to`']);
    expect(saysAbout('conduits: {c: {}}')).toEqual(['2:12 conduit `c` has no `from`', '2:12 conduit `c` has no `to`']);
    expect(saysAbout('boundaries: {b: {}}')).toEqual(['2:14 boundary `b` has no `dialect`']);
  });
});

describe('wrong types', () => {
  it('say what stands there and what is expected', () => {
    expect(saysAbout('zones: [a]')).toEqual(['2:8 here stands a list, where a mapping is expected']);
    expect(saysAbout('zones: {a: }')).toEqual(['2:9 here stands nothing, where a mapping is expected']);
    expect(saysAbout('zones: {a: {kind: cell, level: "1"}}')).toEqual([
      '2:32 here stands text, where a number is expected',
    ]);
    expect(saysAbout('zones: {a: {kind: cell, safety: 1}}')).toEqual([
      '2:33 here stands a number, where true or false is expected',
    ]);
  });
  it('of alternatives are one finding', () => {
    expect(saysAbout('zones: {a: {kind: cell, networks: {}}}')).toEqual([
      '2:35 here stands a mapping, where text or a list is expected',
    ]);
    expect(saysAbout(grant('from: true, to: any, protocol: p'))).toEqual([
      '2:54 here stands true or false, where text, a number, a list or a mapping is expected',
    ]);
  });
  it('inside an alternative are told of the one that was meant', () => {
    expect(saysAbout('zones: {a: {kind: cell, networks: [10.0.0.0/8, {}]}}')).toEqual([
      '2:48 here stands a mapping, where text is expected',
    ]);
    expect(saysAbout(grant('from: [any, {clas: plc}], to: any, protocol: p'))).toEqual([
      '2:61 `from` of grant `g` has no key `clas`',
    ]);
    expect(saysAbout(grant('from: any, to: any, protocol: p, objects: {unit: []}'))).toHaveLength(1);
  });
  it('of a whole file are one finding', () => {
    expect(parseText('just text').diagnostics.map(({ code }) => code)).toEqual(['plant/missing', 'schema/wrong-type']);
    expect(parseText('- a\n- b').diagnostics.map(({ code }) => code)).toEqual(['plant/missing', 'schema/wrong-type']);
  });
});

describe('values', () => {
  it('outside a fixed set come with a suggestion', () => {
    const { diagnostics } = parseText('plant: p\nzones: {a: {kind: cell, members: declard}}');
    expect(diagnostics).toMatchObject([{ code: 'schema/not-allowed', args: { suggestion: 'declared' } }]);
    expect(saysAbout('zones: {a: {kind: cell, security-level: 7}}')).toEqual([
      '2:41 `7` is not one of the words that may stand here',
    ]);
  });
  it('outside bounds say the bounds', () => {
    expect(saysAbout('zones: {a: {kind: cell, level: 7}}')).toEqual(['2:32 `7` is not a number up to 5']);
    expect(saysAbout('zones: {a: {kind: cell, level: -1}}')).toEqual(['2:32 `-1` is not a number from 0']);
    expect(saysAbout('zones: {a: {kind: cell, level: 1.3}}')).toEqual(['2:32 `1.3` is not a multiple of 0.5']);
    expect(saysAbout('scopes: {s: {vlan: [1, 4095]}}')).toEqual(['2:24 `4095` is not a number up to 4094']);
  });
  it('that are shared by aliases are spoken of once', () => {
    expect(saysAbout('zones: {a: &a {kind: cel}, b: *a, c: {<<: *a}}')).toHaveLength(1);
  });
});

describe('keys that mean something to the language', () => {
  it('are unknown keys like others', () => {
    expect(saysAbout('zones: {a: {kind: cell, __proto__: x, constructor: y}}')).toHaveLength(2);
    expect(saysAbout('__proto__: {a: 1}\ntoString: 1')).toHaveLength(2);
  });
});
