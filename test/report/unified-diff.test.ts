/** Patches are what git itself makes of them: applied by git, they give the text that was meant. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/report/unified-diff.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-diff-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function applied(name: string, before: string, after: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, before);
  const patch = unifiedDiff({ path: name, before, after });
  const { status, stderr } = spawnSync('git', ['apply', '-'], { cwd: folder, input: patch, encoding: 'utf8' });
  expect({ status, stderr, patch: status === 0 ? '' : patch }).toEqual({ status: 0, stderr: '', patch: '' });
  return readFileSync(file, 'utf8');
}

/** Applies hunks by their line numbers alone, strictly. */
function reference(before: string, patch: string): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  const lines = patch.split('\n').slice(2, -1);
  for (const [index, line] of lines.entries()) {
    const head = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (head !== null) {
      const start = Number(head[2]) === 0 ? Number(head[1]) : Number(head[1]) - 1;
      while (at < start) out.push(old[at++] ?? '?');
      expect(out.length).toBe(Number(head[4]) === 0 ? Number(head[3]) : Number(head[3]) - 1);
      continue;
    }
    if (line.startsWith('\\')) continue;
    const text = `${line.slice(1)}${lines[index + 1]?.startsWith('\\') === true ? '' : '\n'}`;
    if (line[0] !== '+') expect(old[at++]).toBe(text);
    if (line[0] !== '-') out.push(text);
  }
  while (at < old.length) out.push(old[at++] ?? '?');
  return out.join('');
}

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', 'd\r'), { maxLength: 30 }), fc.boolean())
  .map(([lines, ends]) => (lines.length === 0 ? '' : `${lines.join('\n')}${ends ? '\n' : ''}`));

describe('unifiedDiff', () => {
  test('of a text to another, applied to the one, gives the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        expect(reference(before, unifiedDiff({ path: 'x', before, after }))).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test('is empty for equal texts', () => expect(unifiedDiff({ path: 'x', before: 'a\n', after: 'a\n' })).toBe(''));

  test('shows three lines around a change, and two hunks for changes far apart', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const before = `${lines.join('\n')}\n`;
    const after = before.replace('line 5\n', 'line five\n').replace('line 25\n', 'line 25\nmore\n');
    expect(unifiedDiff({ path: 'conduits/a.yaml', before, after })).toBe(
      [
        '--- a/conduits/a.yaml',
        '+++ b/conduits/a.yaml',
        '@@ -2,7 +2,7 @@',
        ' line 2',
        ' line 3',
        ' line 4',
        '-line 5',
        '+line five',
        ' line 6',
        ' line 7',
        ' line 8',
        '@@ -23,6 +23,7 @@',
        ' line 23',
        ' line 24',
        ' line 25',
        '+more',
        ' line 26',
        ' line 27',
        ' line 28',
        '',
      ].join('\n'),
    );
  });

  test('git applies it: with Windows line ends, without a line end at the end, with blanks and umlauts in the name', () => {
    const before = 'one\r\ntwo\r\nthree';
    expect(applied('plant.yaml', before, 'one\r\ntwo and a half\r\nthree\r\nfour')).toBe(
      'one\r\ntwo and a half\r\nthree\r\nfour',
    );
    expect(applied('zones/a b.yaml', 'one\n', 'one\ntwo\n')).toBe('one\ntwo\n');
    expect(applied('zones/Abfüllung "1".yaml', 'one\n', 'two\none\n')).toBe('two\none\n');
  });

  test('large texts with few changes take no time', () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join('');
    const after = before.replace('line 10\n', 'x\n').replace('line 19990\n', 'line 19990\ny\n');
    expect(unifiedDiff({ path: 'x', before, after }).split('\n@@').length).toBe(3);
  });
});
