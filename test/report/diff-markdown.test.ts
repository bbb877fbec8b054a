/** Comments: the same marker each time, and nothing that a plant says can leave its place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDiffMarkdown } from '../../src/report/diff-markdown.ts';
import { diffReportOf } from '../support/diff-report-of.ts';

describe('a comment', () => {
  test('begins with a marker that is the same for a plant each time', () => {
    const first = renderDiffMarkdown(diffReportOf('dairy'));
    expect(first.split('\n')[0]).toBe('<!-- zonewright diff dairy -->');
    expect(renderDiffMarkdown({ ...diffReportOf('dairy'), opened: [] }).split('\n')[0]).toBe(first.split('\n')[0]);
  });

  test('has no HTML and no link of a plant in it, and every line that it should have', () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '<img src=x onerror=alert(1)>',
        '-->',
        '[x](javascript:alert(1))',
        '`<b>`',
        '@everyone',
        '| a |',
        '\n# x',
        '![x](http://e.example)',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = renderDiffMarkdown(diffReportOf(text)).split('\n');
        const plain = renderDiffMarkdown(diffReportOf('plain')).split('\n');
        expect(lines).toHaveLength(plain.length);
        const block = lines.findIndex((line) => /^`{3,}diff$/.test(line));
        const fence = (lines[block] ?? '').replace('diff', '');
        const end = lines.indexOf(fence, block);
        expect(lines.slice(block + 1, end).every((line) => !line.startsWith(fence))).toBe(true);
        for (const line of [...lines.slice(1, block), ...lines.slice(end + 1)]) {
          // What is left without code spans and escaped signs.
          const bare = line.replaceAll(/(`+)[\s\S]*?[^`]\1(?!`)|\\./g, '');
          expect(bare).not.toMatch(/[<[\]`@]|!\[/);
        }
        expect(lines[0]).toMatch(/^<!-- zonewright diff [A-Za-z0-9._-]+ -->$/);
      }),
      { numRuns: 300 },
    );
  });

  test('stays below the length that a forge takes', () => {
    const one = diffReportOf('plain');
    const [group] = one.opened;
    if (group === undefined) throw new Error('no group');
    const many = { ...one, opened: Array.from({ length: 2_000 }, () => group) };
    const text = renderDiffMarkdown(many);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('`zonewright diff` shows all of it');
  });
});
