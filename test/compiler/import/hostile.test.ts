/** Bad input: a finding with its place, never a plant that nobody meant, never an exception, never a hang. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isError } from '../../../src/compiler/compile.ts';
import { idForm } from '../../../src/compiler/parse/read-ids.ts';
import { importText, notesIn, readBack } from '../../support/import-text.ts';
import { runs } from '../../support/runs.ts';

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]
${'bcdefghij'
  .split('')
  .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[index]}`).join(', ')}]`)
  .join('\n')}
project: { name: p }
zones: *j
`;

describe('a file that is no source', () => {
  test.each([
    ['nothing', '', ['import/unknown-format 1']],
    ['a comment', '# nothing\n', ['import/unknown-format 1']],
    ['a list', '- a\n- b\n', ['import/unknown-format 1']],
    ['a text', 'hello\n', ['import/unknown-format 1']],
    ['another mapping', 'services:\n  web: {image: nginx}\n', ['import/unknown-format 1']],
    ['a plant of our own', 'plant: p\nzones:\n  a: {kind: cell}\n', ['import/unknown-format 1']],
    ['torn YAML', 'project: {name: p\nzones: [\n', ['yaml/syntax 2', 'yaml/syntax 3']],
    ['two documents', 'project: {name: p}\nzones: []\n---\nproject: {name: q}\n', ['import/several-documents 4']],
    ['a key twice', 'project: {name: p}\nzones: []\nzones: []\n', ['yaml/duplicate-key 3']],
    ['a tag', 'project: !!python/object:os.system {name: p}\nzones: []\n', ['yaml/tag 1']],
    ['an alias bomb', bomb, ['limit/exceeded 7']],
    ['bytes', '\u0000\u0001\u0002PNG\u001a', null],
  ])('%s is refused with its place', (_, text, notes) => {
    const { imported } = importText(text);
    expect(imported).toBeNull();
    if (notes !== null) expect(notesIn(text)).toEqual(notes);
    else expect(notesIn(text).length).toBeGreaterThan(0);
  });

  test('of another format than was told says what is in it', () => {
    const [note] = importText('project: p\nstyles: {}\nzones: []\n', 'induform').notes;
    expect(note).toMatchObject({ code: 'import/unknown-format', at: { line: 1 } });
    expect(importText('project: p\nstyles: {}\nzones: []\n').imported?.formats).toEqual(['zc-as-code']);
  });

  test('larger than what is read is refused', () => {
    const text = `project: { name: p }\nzones: []\n# ${'x'.repeat(9 * 1024 * 1024)}\n`;
    expect(notesIn(text)).toEqual(['file/too-large 1']);
  });
});

describe('values of the wrong kind', () => {
  test.each([
    'project: { name: [a] }\nzones: []\n',
    'project: { name: p }\nzones: { a: {} }\n',
    'project: { name: p }\nzones: [1, a, [b], null, {}]\n',
    'project: { name: p }\nzones: [{ id: {a: 1}, type: [cell], assets: {} }]\n',
    'project: { name: p }\nzones: [{ id: z, type: cell, assets: [null, 7, {id: [1]}] }]\n',
    'project: { name: p }\nconduits: [{ from_zone: [a], to_zone: {} }, { id: c }, null]\nzones: []\n',
    'project: { name: p }\nconduits: [{ id: c, from_zone: a, to_zone: b, flows: 7 }]\nzones: []\n',
    'project: p\nstyles: [a]\nzones: [{ id: [1], label: {}, assets: [{ id: a, ip: [1] }] }]\nconduits: [{ src: [a], dst: 1, protocol: {} }]\n',
  ])('%s is a plant without them, and each is said', (text) => {
    const { imported, files, notes } = importText(text);
    expect(imported).not.toBeNull();
    expect(notes.length).toBeGreaterThan(0);
    expect(readBack(files).findings.filter(isError)).toEqual([]);
  });
});

describe('names', () => {
  const zonesNamed = (...ids: readonly string[]): readonly string[] => {
    const zones = ids.map((id) => `  - { id: ${JSON.stringify(id)}, name: n, type: cell, security_level_target: 1 }\n`);
    const { imported } = importText(`project: { name: p }\nzones:\n${zones.join('')}`);
    return (imported?.plant.zones ?? []).map(({ id }) => id);
  };

  test('that a plant accepts stay as they are', () => {
    expect(zonesNamed('Cell_01', 'cell.2', '3')).toEqual(['3', 'Cell_01', 'cell.2']);
  });

  test('that it does not become the nearest', () => {
    expect(zonesNamed('control room')).toEqual(['control-room']);
    expect(zonesNamed('Förderband (Süd)')).toEqual(['Forderband-Sud']);
    expect(zonesNamed('../../etc/passwd')).toEqual(['etc-passwd']);
    expect(zonesNamed('ポンプ')).toEqual(['zone']);
    expect(zonesNamed('any', 'same')).toEqual(['zone-any', 'zone-same']);
    expect(zonesNamed('x'.repeat(200))).toEqual(['x'.repeat(63)]);
  });

  test('that would meet get numbers, and one that is accepted keeps its own wherever it stands', () => {
    expect(zonesNamed('a b', 'a-b', 'a/b')).toEqual(['a-b', 'a-b-2', 'a-b-3']);
    const { imported } = importText(
      'project: { name: p }\nzones:\n  - { id: a b, name: first, type: cell }\n  - { id: a-b, name: second, type: cell }\n',
    );
    expect(imported?.plant.zones.map(({ id, description }) => [id, description])).toEqual([
      ['a-b', 'second'],
      ['a-b-2', 'first (a b)'],
    ]);
  });

  test('of any text are ids, each another one, and the same every time', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 70 }), { maxLength: 12 }), (ids) => {
        const names = zonesNamed(...ids);
        expect(names).toHaveLength(ids.length);
        expect(new Set(names).size).toBe(ids.length);
        for (const name of names) expect(name).toMatch(idForm);
        expect(zonesNamed(...ids)).toEqual(names);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('a large source', () => {
  /** Imports in seconds, whatever it is; what takes a second for each of a thousand things takes minutes. */
  function importSoon(text: string): ReturnType<typeof importText> {
    const started = performance.now();
    const result = importText(text);
    expect(performance.now() - started).toBeLessThan(30_000);
    return result;
  }

  const zone = (rest: string): string => `project: p\nstyles: {}\nzones: [{id: z, label: Level 1, ${rest}}]\n`;

  test('of 20,000 assets and as many conduits is imported', () => {
    const count = 20_000;
    const assets = Array.from({ length: count }, (_, index) => {
      const ip = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
      return `{id: "a ${index}", label: PLC, ip: ${ip}}`;
    });
    const conduits = Array.from(
      { length: count },
      (_, index) => `{src: "a ${index}", dst: "a ${(index * 7) % count}", protocol: "Modbus TCP, NoSuchThing${index}"}`,
    );
    const text = `${zone(`assets: [${assets.join(',\n  ')}]`)}conduits: [${conduits.join(',\n  ')}]\n`;
    const { imported, notes } = importSoon(text);
    expect(imported?.plant.assets).toHaveLength(count);
    expect(notes.length).toBeGreaterThan(count);
  });

  test('of one asset with 100,000 addresses, and of as many with one id, is imported', () => {
    const ips = Array.from({ length: 100_000 }, (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    expect(importSoon(zone(`assets: [{id: a, label: a, ip: "${ips.join(',')}"}]`)).imported).not.toBeNull();
    const same = zone(`assets: [${'{id: a, label: a},'.repeat(50_000)}]`);
    expect(importSoon(same).imported?.plant.assets).toHaveLength(50_000);
  });

  test.each([
    ['protocols', `protocol: "${'modbus,Modbus,m-odbus,'.repeat(100_000)}", port: "502"`],
    ['ports', `protocol: SSH, port: "${'502,'.repeat(500_000)}"`],
  ])('with a list of %s that nobody wrote grants nothing of it', (_, fields) => {
    const text = `${zone('assets: [{id: a, label: a}, {id: b, label: b}]')}conduits: [{src: a, dst: b, ${fields}}]\n`;
    const { imported, notes } = importSoon(text);
    expect(imported?.plant.conduits.flatMap(({ allow }) => allow)).toEqual([]);
    expect(notes.filter(({ code }) => code === 'import/invalid-value')).toHaveLength(1);
  });

  test('with more mistakes than a report can hold is refused', () => {
    const keys = Array.from({ length: 100_001 }, (_, index) => `k${index}: 1`);
    const { imported, notes } = importSoon(zone(keys.join(', ')));
    expect(imported).toBeNull();
    expect(notes).toMatchObject([{ code: 'limit/exceeded', args: { limit: 100_000 } }]);
  });
});
