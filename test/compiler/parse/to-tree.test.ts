import { describe, expect, it } from 'vitest';
import { defaultParseLimits } from '../../../src/compiler/parse/parse-limits.ts';
import { readYaml } from '../../../src/compiler/parse/read-yaml.ts';
import { type Located, sourceTextOf, spanOf } from '../../../src/compiler/parse/source-text.ts';
import { treeOf } from '../../../src/compiler/parse/to-tree.ts';
import { entryAt, type Tree } from '../../../src/compiler/parse/tree.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';

function read(text: string): { tree: Tree | null; diagnostics: readonly Diagnostic[]; source: string } {
  const source = sourceTextOf('plant.yaml', text);
  const yaml = readYaml(source, defaultParseLimits);
  const { tree, diagnostics } = treeOf(yaml.documents[0]?.contents ?? null, source, defaultParseLimits);
  return { tree, diagnostics: [...yaml.diagnostics, ...diagnostics], source: source.text };
}

function at(tree: Tree | null, ...path: readonly string[]): Tree | null {
  return path.reduce<Tree | null>((value, key) => {
    if (value?.kind === 'list') return value.items[Number(key)] ?? null;
    return entryAt(value, key)?.value ?? null;
  }, tree);
}

/** The text that a span covers. */
function covered(located: Located | null | undefined): string | null {
  return located === null || located === undefined ? null : located.source.text.slice(located.start, located.end);
}

const codes = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code, at: place }) => `${code}:${place?.line}:${place?.column}`);

describe('scalars', () => {
  it('are those of the core schema, whatever the version directive says', () => {
    const text =
      '%YAML 1.1\n---\n[yes, no, on, 0x1f, 0o17, 017, 1_000, 3.20, .5, -1e3, 12:30, 2027-03-31, ~, .inf, True]';
    const { tree, diagnostics } = read(text);
    const values = tree?.kind === 'list' ? tree.items.map((item) => (item.kind === 'scalar' ? item.value : item)) : [];
    const dates = ['12:30', '2027-03-31'];
    expect(values).toEqual(['yes', 'no', 'on', 31, 15, 17, '1_000', 3.2, 0.5, -1000, ...dates, null, '.inf', true]);
    expect(diagnostics).toEqual([]);
  });
  it('keep the text of numbers as it is written', () => {
    const { tree } = read('{firmware: 3.20, code: 0x0F, big: 123456789012345678901234}');
    expect(at(tree, 'firmware')).toMatchObject({ value: 3.2, text: '3.20' });
    expect(at(tree, 'code')).toMatchObject({ value: 15, text: '0x0F' });
    expect(at(tree, 'big')).toMatchObject({ value: '123456789012345678901234' });
  });
  it('are text when they are quoted or tagged as text', () => {
    const { tree, diagnostics } = read('{a: "1", b: \'true\', c: !!str 2, d: ! 3}');
    for (const key of ['a', 'b', 'c', 'd']) expect(at(tree, key)).toMatchObject({ value: expect.any(String) });
    expect(diagnostics).toEqual([]);
  });
  it('have no other tags', () => {
    expect(codes(read('a: !!int 3\nb: !vault x\nc: !!set {x}').diagnostics)).toEqual([
      'yaml/tag:1:4',
      'yaml/tag:2:4',
      'yaml/tag:3:4',
    ]);
  });
});

describe('spans', () => {
  it('cover keys, values and whole entries', () => {
    const { tree } = read('zones:\n  a:\n    networks: [x, "y z"]  # comment\n    # more\n\n  b: {}\n');
    expect(covered(entryAt(tree, 'zones')?.keyAt)).toBe('zones');
    expect(covered(at(tree, 'zones', 'a', 'networks', '1'))).toBe('"y z"');
    expect(covered(entryAt(at(tree, 'zones'), 'a'))).toBe('a:\n    networks: [x, "y z"]');
    expect(covered(entryAt(tree, 'zones'))).toBe(
      'zones:\n  a:\n    networks: [x, "y z"]  # comment\n    # more\n\n  b: {}',
    );
  });
  it('of block lists and block texts end with what is written', () => {
    const { tree } = read('list:\n  - a\n  - b   \n\ntext: |\n  one\n  two\n\nend: 1');
    expect(covered(at(tree, 'list'))).toBe('- a\n  - b');
    expect(covered(at(tree, 'text'))).toBe('|\n  one\n  two');
  });
  it('of an empty value are those of its key', () => {
    const { tree } = read('a:\nb: {c: , d: 1}');
    expect(covered(at(tree, 'a'))).toBe('a');
    expect(covered(at(tree, 'b', 'c'))).toBe('c');
  });
  it('count lines and columns as editors do', () => {
    const { tree } = read('\ufeffa: 1\r\n"ü": 2\r\nc: "😀x"');
    expect(spanOf(at(tree, 'a') as Tree)).toMatchObject({ line: 1, column: 4, endColumn: 5 });
    expect(spanOf(at(tree, 'ü') as Tree)).toMatchObject({ line: 2, column: 6 });
    expect(spanOf(at(tree, 'c') as Tree)).toMatchObject({ line: 3, column: 4, endColumn: 9 });
  });
  it('point through aliases at what is repeated, and end where the alias ends', () => {
    const { tree } = read('a: &x {k: v}\nb: *x\n');
    expect(at(tree, 'b')).toBe(at(tree, 'a'));
    expect(spanOf(at(tree, 'b', 'k') as Tree)).toMatchObject({ line: 1, column: 11 });
    expect(covered(entryAt(tree, 'b'))).toBe('b: *x');
  });
  it('point through merges at what is merged', () => {
    const { tree } = read('a: &x {k: 1, l: 1}\nb: &y {l: 2, m: 2}\nc:\n  <<: [*x, *y]\n  k: 3\n');
    const line = (key: string): number => spanOf(at(tree, 'c', key) as Tree).line;
    expect([line('k'), line('l'), line('m')]).toEqual([5, 1, 2]);
  });
  it('point through merges of merges', () => {
    const { tree } = read('a: &x {k: 1}\nb: &y {<<: *x, l: 2}\nc: {<<: *y}\n');
    expect(spanOf(at(tree, 'c', 'k') as Tree).line).toBe(1);
  });
});

describe('keys', () => {
  it('are words; numbers are kept as written', () => {
    const { tree } = read('{1.10: a, true: b}');
    expect(tree?.kind === 'map' ? [...tree.entries.keys()] : []).toEqual(['1.10', 'true']);
  });
  it('are neither lists, nor mappings, nor empty', () => {
    expect(codes(read('? [a]\n: 1\n? {b: 1}\n: 2\n: 3\n').diagnostics)).toEqual([
      'yaml/key:1:3',
      'yaml/key:3:3',
      'yaml/key:5:1',
    ]);
  });
  it('are written once in a mapping', () => {
    const { tree, diagnostics } = read('a: 1\nb: 2\na: 3\n"a": 4\n');
    expect(codes(diagnostics)).toEqual(['yaml/duplicate-key:3:1', 'yaml/duplicate-key:4:1']);
    expect(diagnostics[0]?.related).toMatchObject([{ at: { line: 1, column: 1 } }]);
    expect(at(tree, 'a')).toMatchObject({ value: 1 });
  });
  it('that mean something to the language are ordinary', () => {
    const { tree } = read('{__proto__: 1, constructor: 2, toString: 3}');
    expect(tree?.kind === 'map' ? [...tree.entries.keys()] : []).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

describe('aliases', () => {
  it('need an anchor before them, and mean the last one', () => {
    expect(codes(read('a: *x\nb: &x 1').diagnostics)).toEqual(['yaml/unknown-alias:1:4']);
    const { tree } = read('a: &x 1\nb: &x 2\nc: *x');
    expect(at(tree, 'c')).toMatchObject({ value: 2 });
  });
  it('may not stand inside what they repeat', () => {
    expect(codes(read('a: &x [*x]').diagnostics)).toEqual(['yaml/alias-cycle:1:8']);
  });
  it('merge only mappings', () => {
    expect(codes(read('a: &x 1\nb: {<<: *x}\nc: {<<: [[*x]]}').diagnostics)).toEqual([
      'yaml/merge:2:9',
      'yaml/merge:3:9',
    ]);
  });
});
