import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnose } from '../../src/diagnostics/diagnostic.ts';
import { renderFrame } from '../../src/diagnostics/frame.ts';
import { ansiPalette } from '../../src/diagnostics/palette.ts';
import { sourceLinesOf } from '../../src/diagnostics/source-lines.ts';
import type { Span } from '../../src/model/span.ts';

const span = (line: number, column: number, endColumn: number, endLine: number = line): Span => ({
  file: 'conduits/fill.yaml',
  line,
  column,
  endLine,
  endColumn,
});

function frame(text: string, at: Span, diagnostic: Diagnostic = unknownZone(at)): string {
  return renderFrame(diagnostic, { lines: sourceLinesOf([{ path: 'conduits/fill.yaml', text }]) });
}

function unknownZone(at: Span | null, related: Diagnostic['related'] = []): Diagnostic {
  return diagnose('reference/unknown', at, { kind: 'zone', id: 'cell-filing', suggestion: 'cell-filling' }, related);
}

/** The two lines with the source and the caret. */
function excerpt(text: string, at: Span): string {
  return frame(text, at).split('\n').slice(2, 4).join('\n');
}

describe('a frame', () => {
  it('says what, where, why and what to do', () => {
    const text = 'conduits:\n  fill:\n    from: scada\n    to: cell-filing\n';
    expect(frame(text, span(4, 9, 20))).toBe(
      `high  reference/unknown  conduits/fill.yaml:4:9
  there is no zone \`cell-filing\`
     4 |     to: cell-filing
       |         ^^^^^^^^^^^
  why: a name that leads nowhere takes part in nothing, so less is declared than was meant
  fix: did you mean \`cell-filling\`?`,
    );
  });

  it('shows related places, three at most', () => {
    const related = [1, 2, 3, 4].map((line) => ({ at: span(line, 1, 2), what: 'also here' }));
    expect(frame('a\nb\nc\nd\ne', span(5, 1, 2), unknownZone(span(5, 1, 2), related))).toBe(
      `high  reference/unknown  conduits/fill.yaml:5:1
  there is no zone \`cell-filing\`
     5 | e
       | ^
  see: conduits/fill.yaml:1:1 also here
     1 | a
       | ^
  see: conduits/fill.yaml:2:1 also here
     2 | b
       | ^
  see: conduits/fill.yaml:3:1 also here
     3 | c
       | ^
  see: 1 more place
  why: a name that leads nowhere takes part in nothing, so less is declared than was meant
  fix: did you mean \`cell-filling\`?`,
    );
  });

  it('needs neither a place nor the source', () => {
    expect(renderFrame(unknownZone(null)).split('\n')[0]).toBe('high  reference/unknown');
    expect(renderFrame(unknownZone(span(4, 9, 20))).split('\n').length).toBe(4);
    expect(frame('one line', span(9, 1, 2)).split('\n').length).toBe(4);
  });

  it('is coloured by whoever prints it', () => {
    const text = renderFrame(unknownZone(span(1, 1, 2)), {
      lines: sourceLinesOf([{ path: 'conduits/fill.yaml', text: 'x' }]),
      palette: ansiPalette,
    });
    expect(text).toContain('\u001b[1;31mhigh\u001b[0m');
    expect(text).toContain('\u001b[1;31m^\u001b[0m');
  });
});

describe('an excerpt', () => {
  it('widens tabs', () => {
    expect(excerpt('\ta:\tbad', span(1, 5, 8))).toBe('     1 |     a:  bad\n       |         ^^^');
  });
  it('counts wide and combining characters as terminals do', () => {
    expect(excerpt('区域: 不好', span(1, 5, 7))).toBe('     1 | 区域: 不好\n       |       ^^^^');
    expect(excerpt('e\u0301😀: bad', span(1, 7, 10))).toBe('     1 | e\u0301😀: bad\n       |      ^^^');
  });
  it('escapes what could paint the terminal', () => {
    const text = 'a: "\u001b[2J\u202Exyz"';
    expect(excerpt(text, span(1, 4, 14))).toBe('     1 | a: "\\x1b[2J\\u{202e}xyz"\n       |    ^^^^^^^^^^^^^^^^^^^^');
  });
  it('cuts long lines around the caret', () => {
    const text = `${'a'.repeat(5000)}BAD${'z'.repeat(5000)}`;
    const [source = '', caret = ''] = excerpt(text, span(1, 5001, 5004)).split('\n');
    expect(source.length).toBeLessThan(115);
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('BAD');
    expect(source).toMatch(/\| …a+BADz+…$/);
  });
  it('underlines the first line of a longer place, without the blanks behind it', () => {
    expect(excerpt('  - a   \n    b', span(1, 3, 6, 2))).toBe('     1 |   - a\n       |   ^^^');
  });
  it('has one caret for an empty place, even behind the end', () => {
    expect(excerpt('ab', span(1, 3, 3))).toBe('     1 | ab\n       |   ^');
    expect(excerpt('', span(1, 1, 1))).toBe('     1 |\n       | ^');
  });
});
