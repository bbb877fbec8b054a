import { describe, expect, it } from 'vitest';
import { escapeText, foreignText, joinWords, quote } from '../../src/diagnostics/words.ts';

describe('input in a message', () => {
  it('stands in backticks', () => {
    expect(quote('cell')).toBe('`cell`');
    expect(quote(502)).toBe('`502`');
    expect(quote('')).toBe('``');
  });
  it('is cut', () => {
    expect(quote('x'.repeat(10_000_000)).length).toBe(66);
    expect(quote('😀'.repeat(100))).toBe(`\`${'😀'.repeat(63)}…\``);
  });
  it('cannot end its backticks, break the line or paint the terminal', () => {
    expect(quote('a`b')).toBe('`a\\x60b`');
    expect(quote('a\nb\tc\rd')).toBe('`a\\nb\\tc\\rd`');
    expect(quote('\u001b[31m\u009b\u202e\u200b\u2028')).toBe('`\\x1b[31m\\x9b\\u{202e}\\u{200b}\\u{2028}`');
    expect(escapeText('\ud800')).toBe('\\u{d800}');
  });
});

describe('text of other tools', () => {
  it('is put on one line, without its final period', () => {
    expect(foreignText('Unexpected\n  token.\n')).toBe('Unexpected token');
    expect(foreignText('x '.repeat(10_000)).length).toBeLessThan(401);
  });
});

describe('lists of words', () => {
  it('read like sentences', () => {
    expect(joinWords(['a'])).toBe('a');
    expect(joinWords(['a', 'b', 'c'])).toBe('a, b and c');
    expect(joinWords(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
    expect(joinWords([])).toBe('nothing');
  });
});
