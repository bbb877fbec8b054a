import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createJsonScanner } from '../../../src/flows/logs/json-scanner.ts';
import type { KeyTree } from '../../../src/flows/logs/key-tree.ts';

const tree: KeyTree = {
  a: 'decides',
  b: { c: 'decides', d: { e: 'decides' }, n: 1 },
  t: 0,
};

const encoder = new TextEncoder();

/** What a scanner finds in a line with other bytes around it; null when only a parser can tell. */
function scan(line: string, scanner = createJsonScanner(tree, 2)): { gathered: string; located: string[] } | null {
  const bytes = encoder.encode(`x${line}"}`);
  const end = bytes.length - 2;
  if (!scanner.scan(bytes, 1, end)) return null;
  const located = [0, 1].map((index) => {
    const [start = -1, stop = -1] = [scanner.located[index * 2], scanner.located[index * 2 + 1]];
    return start < 0 ? '' : new TextDecoder().decode(bytes.subarray(start, stop));
  });
  return { gathered: String(new Uint8Array(scanner.gathered.buffer, 0, scanner.length())), located };
}

/** The parts of a parsed line that the tree names as deciding, with the places of arrays and other types kept. */
function decidingOf(value: unknown, node: KeyTree): unknown {
  if (Array.isArray(value)) return value.map((each) => (isObject(each) ? decidingOf(each, node) : each));
  if (!isObject(value)) return value;
  return Object.entries(value).flatMap(([key, each]) => {
    const wanted = Object.hasOwn(node, key) ? node[key] : undefined;
    if (wanted === undefined || typeof wanted === 'number') return [];
    return [[key, wanted === 'decides' ? each : decidingOf(each, wanted)]];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const scalar = fc.oneof(
  fc.constantFrom<unknown>(0, -0, 1, -17, 1.5, 1e300, 2e-7, true, false, null, '', 'x', '"', '\\', '\u0000é😀\n'),
  fc.integer(),
  fc.string(),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'n', 't', 'x', 'long key', '__proto__', 'é'),
    tie('value'),
    {
      maxKeys: 5,
    },
  ),
})).object;

/** JSON with white space in odd places. */
const line = fc.tuple(value, fc.constantFrom('', ' ', '\t \r')).map(([object, space]) => {
  const text = JSON.stringify(object);
  return space === '' ? text : text.replaceAll(/(?<=[{}[\]:,])(?=[{}[\]:,"0-9tfn-])/g, space);
});

const damage = fc.record({
  at: fc.nat(),
  length: fc.nat({ max: 3 }),
  text: fc.constantFrom(
    '',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '-',
    'e',
    '.',
    't',
    'null',
    '\u0001',
    ' ',
    '\\u12',
    '"a":1,',
  ),
});

describe('a scanner of JSON lines', () => {
  test('takes no line that a parser would refuse', () => {
    fc.assert(
      fc.property(line, fc.array(damage, { maxLength: 3 }), (text, damages) => {
        const damaged = damages.reduce((whole, { at, length, text: added }) => {
          const from = at % (whole.length + 1);
          return whole.slice(0, from) + added + whole.slice(from + length);
        }, text);
        if (scan(damaged) !== null) expect(isObject(parse(damaged))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('takes what programs write', () => {
    fc.assert(
      fc.property(value, (object) => {
        const text = JSON.stringify(object);
        const isPlain = !/"(?:[^"\\]|\\.)*\\(?:[^"\\]|\\.)*":/.test(text) && !hasLocatedInList(object);
        if (isPlain) expect(scan(text)).not.toBeNull();
      }),
    );
  });

  test('gathers the same only from lines that say the same', () => {
    const scanner = createJsonScanner(tree, 2);
    const seen = new Map<string, unknown>();
    fc.assert(
      fc.property(line, (text) => {
        const found = scan(text, scanner);
        if (found === null) return;
        // The spelling of a number or text may differ although it is the same.
        const deciding = decidingOf(JSON.parse(text), tree);
        if (seen.has(found.gathered)) expect(deciding).toEqual(seen.get(found.gathered));
        seen.set(found.gathered, deciding);
      }),
      { numRuns: 3000 },
    );
    expect(seen.size).toBeGreaterThan(300);
  });

  test.each([
    ['differ only in what is skipped or located', '{"a":1,"x":{"y":["z"]},"t":5}', '{"a":1,"x":7,"t":"later"}', true],
    ['differ in a deciding value', '{"a":1}', '{"a":2}', false],
    ['differ in where a value stands', '{"b":{"c":1}}', '{"b":{"d":{"e":1}}}', false],
    ['differ in the number of elements', '{"b":[{"c":1},{"c":2}]}', '{"b":[{"c":1}]}', false],
    ['differ in what holds a value', '{"b":{"c":1}}', '{"b":[{"c":1}]}', false],
    ['differ in digits that run into each other', '{"b":[1,23]}', '{"b":[12,3]}', false],
    ['differ in an empty object', '{"b":{}}', '{}', false],
  ])('two lines that %s', (_, one, other, same) => {
    expect(scan(one)?.gathered === scan(other)?.gathered).toBe(same);
    expect(scan(one)).not.toBeNull();
    expect(scan(other)).not.toBeNull();
  });

  test('finds located values as they are written', () => {
    expect(scan(' { "t" : "2024" , "b" : { "n" : 12 } } ')?.located).toEqual(['"2024"', '12']);
    expect(scan('{"a":1}')?.located).toEqual(['', '']);
  });

  test.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a key with an escape', '{"\\u0061":1}'],
    ['a located value in a list', '{"b":[{"n":1}]}'],
    ['deep nesting', `{"x":${'['.repeat(70)}${']'.repeat(70)}}`],
    ['too much that decides', `{"a":"${'x'.repeat(5000)}"}`],
  ])('leaves %s to a parser', (_, text) => {
    expect(parse(text)).toBeDefined();
    expect(scan(text)).toBeNull();
  });

  test('forgets the orders of keys that it learned, and reads on', () => {
    const scanner = createJsonScanner(tree, 2);
    for (let index = 0; index < 5000; index++)
      expect(scan(`{"k${index}":{},"a":${index},"b":{"c":1}}`, scanner)?.gathered).toContain('49');
    expect(scan('{"a":7}', scanner)).toEqual(scan('{"a":7}'));
  });
});

/** A key that is located stands in a list that the tree goes through. */
function hasLocatedInList(object: unknown): boolean {
  const text = JSON.stringify(object);
  return text.includes('"b":[') && text.includes('"n":');
}
