/** Words reach the other side of a shell as they are, whatever is in them. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWord, shellCommand } from '../../../src/platform/boundary-host/shell-words.ts';

/** What a shell such as `sshd` starts makes of a command line: its words, each behind a zero byte. */
function wordsOf(line: string): readonly string[] {
  const printed = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

const print = 'for word in "$@"; do printf "%s\\0" "$word"; done';
const word = fc.string({
  unit: fc.oneof(fc.constantFrom(...`'"\\$\`!*?~;&|<>(){}[]#= \n\t-`), fc.string({ maxLength: 2 })),
});

test('every word comes through one shell and a second one unchanged', () => {
  fc.assert(
    fc.property(
      fc.array(
        word.map((each) => each.replaceAll('\0', '')),
        { maxLength: 4 },
      ),
      (words) => {
        const known = words.map((each) => Buffer.from(each).toString());
        expect(wordsOf(shellCommand(print, words))).toEqual(known);
      },
    ),
    { numRuns: 60 },
  );
});

test('a word cannot end its quotes', () => {
  expect(quoteWord(`'; rm -rf / #`)).toBe(`''\\''; rm -rf / #'`);
  expect(quoteWord('')).toBe(`''`);
  expect(() => quoteWord('a\0b')).toThrow(RangeError);
});
