/** What may be written at a cursor, also where the YAML around it is not finished. `|` is the cursor. */
import { describe, expect, test } from 'vitest';
import { soundPlant } from '../support/expect-findings.ts';
import { completionIn } from '../support/view-of.ts';

const plant = { 'plant.yaml': soundPlant };

/** The first of what is proposed. */
function proposed(marked: string, file?: string): readonly string[] {
  return completionIn(marked, plant, file).proposals.map(({ text }) => text);
}

/** The text once a proposal is taken. */
function taken(marked: string, choice: string): string {
  const { text, start, end, proposals } = completionIn(marked, plant);
  const insert = proposals.find((each) => each.text === choice)?.insert;
  if (insert === undefined) throw new Error(`${choice} is not among ${proposals.map((each) => each.text).join(' ')}`);
  return text.slice(0, start) + insert + text.slice(end);
}

const zones = ['dmz', 'filling', 'scada'];

describe('keys', () => {
  test('of a file, without those that are there', () => {
    const keys = proposed('zones: {}\n|\nassets: {}\n');
    expect(keys).toContain('conduits');
    expect(keys).toContain('rule-packs');
    expect(keys).not.toContain('zones');
    expect(keys).not.toContain('assets');
  });

  test.each([
    ['a new line of a mapping', 'zones:\n  a:\n    kind: cell\n    |\n'],
    ['the last line of a file', 'zones:\n  a:\n    kind: cell\n    |'],
    ['a line between others', 'zones:\n  a:\n    |\n    kind: cell\n  b: {kind: cell}\n'],
    ['braces', 'zones:\n  a: {kind: cell, |}\n'],
    ['braces that nobody closed', 'zones:\n  a: {kind: cell, |\n  b: {kind: cell}\n'],
    ['lines with carriage returns', 'zones:\r\n  a:\r\n    kind: cell\r\n    |\r\n'],
    ['a file with a fault above', 'zones:\n  b: {kind: [}\n  a:\n    kind: cell\n    |\n'],
    ['words of every script above', 'description: "фабрика 🏭🏭"\nzones:\n  a:\n    kind: cell\n    |\n'],
  ])('of a zone in %s', (_, text) => {
    const keys = proposed(text);
    expect(keys).toContain('networks');
    expect(keys).toContain('security-level');
    expect(keys).not.toContain('kind');
  });

  test('that are required come first', () => {
    expect(proposed('conduits:\n  c:\n    allow:\n      g: {|}\n').slice(0, 3)).toEqual(['from', 'protocol', 'to']);
  });

  test('in place of a word that has begun, with their colon', () => {
    expect(taken('zones:\n  a:\n    net|\n', 'networks')).toBe('zones:\n  a:\n    networks: \n');
  });

  test('in place of a key that has its colon already', () => {
    expect(taken('zones:\n  a:\n    net|: [10.0.0.0/8]\n', 'networks')).toBe(
      'zones:\n  a:\n    networks: [10.0.0.0/8]\n',
    );
  });

  test('of what lies in lists', () => {
    const text =
      'conduits:\n  c:\n    allow:\n      g:\n        protocol: modbus\n        objects:\n          - unit: 1\n            |\n';
    expect(proposed(text)).toEqual(['range', 'table']);
  });

  test('of a selector that is a mapping', () => {
    expect(proposed('conduits:\n  c:\n    from:\n      |\n')).toContain('level');
    expect(proposed('conduits:\n  c:\n    from: {kind: cell, |}\n')).not.toContain('kind');
  });

  test('that are ids of something: protocols of identities', () => {
    expect(proposed('assets:\n  a: {identities: {|}}\n')).toContain('dnp3');
  });

  test('that are ids of something: grants that are waived', () => {
    const text = 'conduits:\n  c: {allow: {g: {}}}\ninvariants:\n  i:\n    waivers:\n      |\n';
    expect(proposed(text)).toContain('c/g');
  });

  test('that are ids of something: whatever a rule may find', () => {
    const keys = proposed('rules:\n  ZC-F002:\n    waivers:\n      |\n');
    for (const id of ['filling', 'plc-1', 'fw']) expect(keys).toContain(id);
  });

  test('are not made up where ids are free', () => {
    expect(proposed('zones:\n  |\n')).toEqual([]);
  });

  test('of files of policy tests', () => {
    expect(proposed('tests:\n  - name: a\n    |\n', 'tests/a.yaml')).toContain('conversation');
    expect(proposed('tests:\n  - name: a\n    expect: |\n', 'tests/a.yaml')).toEqual(['allowed', 'denied', 'unjudged']);
  });
});

describe('the words of a conversation', () => {
  const behind = (words: string): readonly string[] =>
    proposed(`tests:\n  - name: a\n    conversation: ${words}\n    expect: allowed\n`, 'tests/a.yaml');

  test('are assets on both sides', () => {
    expect(behind('|').slice(0, 2)).toEqual(['ews-1', 'hist-1']);
    expect(behind('scada-1 -> pl|').slice(0, 2)).toEqual(['plc-1', 'plc-2']);
    expect(behind('"scada-1 -> |"')).toContain('plc-1');
  });

  test('then a protocol, its operations and its tables', () => {
    expect(behind('scada-1 -> plc-1 mod|')[0]).toBe('modbus');
    expect(behind('scada-1 -> plc-1 modbus wri|').slice(0, 1)).toEqual(['write']);
    expect(behind('scada-1 -> plc-1 modbus write |')).toContain('holding');
  });

  test('do not go on in the next line', () => {
    const text = 'tests:\n  - name: a\n    conversation: scada-1 -> plc-1\n    |\n';
    expect(proposed(text, 'tests/a.yaml')[0]).toBe('conversations');
  });

  test('are nothing that cannot be known', () => {
    expect(behind('scada-1 |')).toEqual([]);
    expect(behind('scada-1 -> plc-1 nothing |')).toEqual([]);
  });
});

describe('values', () => {
  test.each([
    ['nothing behind the colon', 'conduits:\n  c:\n    from: |\n    to: dmz\n'],
    ['the end of the file behind it', 'conduits:\n  c:\n    from: |'],
    ['quotes', 'conduits:\n  c:\n    from: "|"\n'],
    ['an unfinished conduit above', 'conduits:\n  b:\n    from:\n    to: [\n  c:\n    from: |\n'],
  ])('zones of a conduit with %s', (_, text) => {
    expect(proposed(text).slice(0, 3)).toEqual(zones);
  });

  test('are put apart from their colon', () => {
    expect(taken('conduits:\n  c:\n    from:|\n', 'scada')).toBe('conduits:\n  c:\n    from: scada\n');
  });

  test.each([
    ['a list in brackets', 'from: [scada-1, |]'],
    ['brackets that nobody closed', 'from: [scada-1, |'],
    ['a single value', 'from: |'],
  ])('assets of the grant in %s, those of its zone first', (_, side) => {
    const text = `conduits:\n  c:\n    from: scada\n    to: filling\n    allow:\n      g: {${side}, to: [plc-1]}\n`;
    const found = proposed(text);
    expect(found.slice(0, 3)).toEqual(['ews-1', 'scada-1', 'scada']);
    expect(found.indexOf('hist-1')).toBeGreaterThan(found.indexOf('class:plc'));
  });

  test('items of a block list', () => {
    const text =
      'conduits:\n  c:\n    from: scada\n    to: filling\n    allow:\n      g:\n        to:\n        - plc-1\n        - |\n';
    expect(proposed(text).slice(0, 3)).toEqual(['plc-1', 'plc-2', 'filling']);
  });

  test('tests of attributes with the values that the plant has', () => {
    const found = proposed('conduits:\n  c:\n    allow:\n      g: {from: [vend|]}\n');
    expect(found.slice(0, 2)).toEqual(['vendor:Schneider', 'vendor:Siemens']);
    expect(proposed('conduits:\n  c:\n    from: kind:ce|\n')).toContain('kind:cell');
  });

  test('fixed words', () => {
    expect(proposed('zones:\n  a: {kind: |}\n')).toContain('wireless');
    expect(proposed('zones:\n  a: {safety: |}\n')).toEqual(['false', 'true']);
    expect(proposed('windows:\n  w: {weekly: {days: [sat, |]}}\n')).toContain('sun');
    expect(proposed('conduits:\n  c: {allow: {g: {enforce: |}}}\n')).toEqual(['functions']);
  });

  test('operations and classes of the protocol of the grant', () => {
    const found = proposed('conduits:\n  c:\n    allow:\n      g: {protocol: modbus, operations: [|]}\n');
    expect(found).toContain('read');
    expect(found).toContain('write_single_register');
    expect(found).not.toContain('time');
    expect(proposed('conduits:\n  c:\n    allow:\n      g: {protocol: ssh, operations: [|]}\n')).not.toContain(
      'read_coils',
    );
  });

  test('tables of the protocol of the grant', () => {
    const text = 'conduits:\n  c:\n    allow:\n      g: {protocol: modbus, objects: [{table: |}]}\n';
    expect(proposed(text)).toEqual(['coils', 'discrete', 'holding', 'input']);
  });

  test.each([
    ['protocols', 'conduits:\n  c: {allow: {g: {protocol: mod|}}}\n', 'modbus'],
    ['windows', 'conduits:\n  c: {allow: {g: {during: |}}}\n', 'sunday'],
    ['classes of endpoints', 'assets:\n  a: {class: |}\n', 'historian_server'],
    ['zones of an asset', 'assets:\n  a: {zone: [|]}\n', 'filling'],
    ['templates', 'zones:\n  a: {extends: |}\n', 'cell'],
    ['scopes', 'zones:\n  a: {scope: |}\n', 'north'],
    ['time zones', 'timezone: Europe/Be|\n', 'Europe/Berlin'],
    ['dialects', 'boundaries:\n  b: {dialect: |}\n', 'nftables'],
    ['zones behind an interface', 'boundaries:\n  b: {interfaces: {eth0: [|]}}\n', 'scada'],
    ['assets behind a port forward', 'boundaries:\n  b: {port-forwards: {f: {to: |}}}\n', 'plc-1'],
    ['owners', 'zones:\n  a: {owner: line}\n  b: {owner: |}\n', 'line'],
    ['labels', 'assets:\n  a: {labels: [recorded]}\n  b: {labels: [|]}\n', 'recorded'],
    ['anchors', 'zones:\n  a: &cells {kind: cell}\n  b: *|\n', 'cells'],
  ])('%s', (_, text, wanted) => {
    expect(proposed(text)).toContain(wanted);
  });

  test('names of Rego allowlists', () => {
    const beside = { ...plant, 'policies/h.rego': 'package plant.allow.historian\n' };
    const { proposals } = completionIn('conduits:\n  c: {allowlists: [|]}\n', beside);
    expect(proposals.map(({ text }) => text)).toEqual(['historian']);
  });

  test('in quotes where they need them', () => {
    const beside = {
      'plant.yaml': `${soundPlant}\n`,
      'zones/z.yaml': 'assets:\n  x: {vendor: "Fritz & Co: Automation"}\n',
    };
    const { proposals } = completionIn('assets:\n  y: {vendor: |}\n', beside);
    expect(proposals.find(({ text }) => text.startsWith('Fritz'))?.insert).toBe('"Fritz & Co: Automation"');
  });

  test('come with a line and a text about them', () => {
    const { proposals } = completionIn('conduits:\n  c:\n    from: |\n', plant);
    const scada = proposals.find(({ text }) => text === 'scada');
    expect(scada?.detail).toBe('level 2, control, 10.20.0.0/24');
    expect(scada?.documentation?.()).toContain('2 assets');
  });

  test('are none in comments and in free text', () => {
    expect(proposed('zones: # |\n')).toEqual([]);
    expect(proposed('zones:\n  a: {description: some |}\n')).toEqual([]);
  });

  test('that fit what is typed come first, and the editor gets all to search in', () => {
    const found = proposed('conduits:\n  c: {allow: {g: {during: sunday, protocol: opc|}}}\n');
    expect(found.slice(0, 2)).toEqual(['opc-ua', 'opc-classic']);
    expect(found).toContain('modbus');
  });

  test('are not more than an editor can list, of many those that contain what is typed', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `  asset-${index}: {zone: scada, ip: 10.20.0.1}\n`);
    const beside = { ...plant, 'zones/many.yaml': `assets:\n${many.join('')}` };
    const all = completionIn('conduits:\n  c: {allow: {g: {from: [|]}}}\n', beside);
    expect(all.isCut).toBe(true);
    expect(all.proposals.length).toBe(300);
    const few = completionIn('conduits:\n  c: {allow: {g: {from: [set-1999|]}}}\n', beside);
    expect(few.proposals.map(({ text }) => text)).toEqual(['asset-1999']);
  });
});

describe('a large file', () => {
  const conduits = Array.from(
    { length: 4000 },
    (_, index) =>
      `  c${index}:\n    from: scada\n    to: filling\n    allow:\n      g: {from: [scada-1], to: [plc-1], protocol: modbus}\n`,
  );

  test('is read around the cursor only', () => {
    const text = `conduits:\n${conduits.slice(0, 2000).join('')}  new:\n    from: scada\n    |\n${conduits.slice(2000).join('')}`;
    expect(proposed(text)).toEqual(['to', 'allow', 'allowlists', 'owner', 'reason']);
    const value = text.replace('    |', '    to: |');
    expect(proposed(value).slice(0, 3)).toEqual(zones);
  });

  test('has its own keys at the end', () => {
    const keys = proposed(`conduits:\n${conduits.join('')}|`);
    expect(keys).toContain('zones');
    expect(keys).not.toContain('conduits');
  });

  test('may have one conduit of many grants', () => {
    const grants = Array.from(
      { length: 4000 },
      (_, index) => `      g${index}: {from: [scada-1], to: [plc-1], protocol: modbus}\n`,
    );
    const text = `conduits:\n  c:\n    from: scada\n    to: filling\n    allow:\n${grants.join('')}      new: {from: [|]}\n`;
    expect(proposed(text).slice(0, 3)).toEqual(['ews-1', 'scada-1', 'scada']);
  });
});
