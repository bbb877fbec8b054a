/** What a person sees who points at something. `|` is where. */
import { describe, expect, test } from 'vitest';
import { hoverAt } from '../../src/language/hover.ts';
import { soundPlant } from '../support/expect-findings.ts';
import { languageSetting, viewOf } from '../support/view-of.ts';

const conduits = `conduits:
  down:
    from: scada
    to: "kind:cell"
    owner: ops
    allow:
      poll: {from: [class:scada_server], to: [all], protocol: modbus, operations: [read, write_single_register]}
`;

function shown(marked: string, beside: Readonly<Record<string, string>> = {}, file = 'conduits/c.yaml'): string | null {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const view = viewOf({ 'plant.yaml': soundPlant, ...beside, [file]: text });
  return hoverAt(view, file, offset)?.text ?? null;
}

/** The conduits with a cursor behind the first of `word`. */
function at(word: string): string {
  return conduits.replace(word, `${word.slice(0, 1)}|${word.slice(1)}`);
}

describe('a selector', () => {
  test('of endpoints shows who it matches in the zones of its conduit, with zones and addresses', () => {
    expect(shown(at('class:scada_server'))).toBe(
      'Matches 1 asset in `scada` now.\n\n- `scada-1` in `scada`, `scada_server`, `10.20.0.10`',
    );
  });

  test('of answering endpoints counts groups too', () => {
    const text = shown(at('all]')) ?? '';
    expect(text).toContain('Matches 2 assets and 2 other endpoints in `filling` now.');
    expect(text).toContain('`plc-1` in `filling`');
    expect(text).toContain('broadcast of `filling`');
  });

  test('of zones shows the zones', () => {
    expect(shown(at('kind:cell'))).toContain('Matches 1 zone now.\n\n- `filling`: level 1');
  });

  test('is bounded', () => {
    const many = Array.from(
      { length: 500 },
      (_, index) => `  m-${index}: {zone: filling, class: plc, ip: 10.20.1.1}\n`,
    );
    const text = shown(at('all]'), { 'zones/m.yaml': `assets:\n${many.join('')}` }) ?? '';
    expect(text).toContain('Matches 502 assets');
    expect(text).toContain('and 484 more');
    expect(text.split('\n').length).toBeLessThan(30);
  });

  test('that is a mapping is shown as a whole', () => {
    const text = conduits.replace('"kind:cell"', '{kind: ce|ll, level: "<=1"}');
    expect(shown(text)).toContain('- `filling`');
    expect(shown(text.replace('"<=1"', '">=2"'))).toContain('Matches 0 zones now.');
  });

  test('is shown at its key too', () => {
    const text = shown(at('from: [class'));
    expect(text).toContain('Who may begin the conversation.');
    expect(text).toContain('Matches 1 asset in `scada` now.');
  });

  test('follows what the files say now', () => {
    const beside = { 'zones/new.yaml': 'zones:\n  packing: {scope: north, kind: cell, networks: [10.20.2.0/24]}\n' };
    expect(shown(at('kind:cell'), beside)).toContain('Matches 2 zones now.');
  });
});

describe('a thing', () => {
  test('a zone: level, members and conduits', () => {
    const text = shown(at('scada\n')) ?? '';
    expect(text).toContain('level 2, control, 10.20.0.0/24');
    expect(text).toContain('2 assets: `ews-1` and `scada-1`');
    expect(text).toContain('`down` from it');
  });

  test('a zone where it is declared', () => {
    const text = shown(
      'zones:\n  pack|ing: {scope: north, kind: cell, description: the packing line}\n',
      {},
      'zones/z.yaml',
    );
    expect(text).toContain('**zone** `packing`');
    expect(text).toContain('`the packing line`');
  });

  test('a protocol: what it is and where it listens', () => {
    const text = shown(at('modbus')) ?? '';
    expect(text).toContain('**Modbus/TCP** `modbus`');
    expect(text).toContain('tcp/502');
  });

  test('a class of operations: what it is for, and what is in it', () => {
    const text = shown(at('read,')) ?? '';
    expect(text).toContain('reads process values and parameters');
    expect(text).toContain('`read_coils`');
  });

  test('an operation: its code, its class and its techniques', () => {
    const text = shown(at('write_single_register')) ?? '';
    expect(text).toContain('code `6`');
    expect(text).toContain('Class `write`');
    expect(text).toContain('ATT&CK for ICS');
  });

  test('an endpoint class', () => {
    expect(shown('assets:\n  a: {zone: scada, class: p|lc}\n')).toContain('Never:');
  });

  test('a window, a template and a grant', () => {
    expect(shown('conduits:\n  c: {allow: {g: {during: sun|day}}}\n')).toContain('**window** `sunday`');
    expect(shown('zones:\n  z: {extends: ce|ll}\n')).toContain('**Template** `cell`, shipped');
    expect(shown(at('poll:'))).toContain('**grant** `down/poll`');
  });

  test('a rule: why and what to do', () => {
    const rule = {
      id: 'ZC-F012',
      package: 'zonewright.rules.zc_f012',
      title: 'safety is read only',
      why: 'a `write` trips it',
      fix: 'grant read',
      severity: 'critical' as const,
      packs: ['essential'],
      references: { iec62443: ['3-3 SR 5.2'], attackIcs: [], nist80082: [], nercCip: [] },
      docs: 'docs/rules/ZC-F012.md',
    };
    const view = viewOf(
      { 'plant.yaml': 'rules:\n  ZC-F012: {severity: low}\n' },
      { ...languageSetting, rules: [rule] },
    );
    const text = hoverAt(view, 'plant.yaml', 10)?.text ?? '';
    expect(text).toContain('safety is read only');
    expect(text).toContain('docs/rules/ZC-F012.md');
  });

  test('a key: what the schema says', () => {
    expect(shown('zones:\n  a: {secur|ity-level: 2}\n')).toContain('Target security level SL-T.');
    expect(shown('zo|nes: {}\n')).toContain('Zones, by id.');
  });
});

test('texts of a plant are no Markdown', () => {
  const evil = '![x](https://example.com/x.png) <b>';
  const text =
    shown(
      `zones:\n  a: {kind: cell, level: 1, description: "${evil}", owner: "\`[b](c:d)"}\nassets:\n  b: {zone: |a}\n`,
    ) ?? '';
  expect(text).toContain(`\`${evil}\``);
  // Every bracket of it stands in backticks.
  expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/[[<]/);
});

test('nothing is shown where nothing stands, and nothing is said of torn words', () => {
  expect(shown('zones:\n  a: {kind: cell}\n|\n')).toBeNull();
  expect(shown('zones:\n  a: {owner: so|me}\n')).toBeNull();
});
