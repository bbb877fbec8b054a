import { expect, test } from 'vitest';
import { formatNftProblem, parseNftProblems } from '../../../src/platform/nft/nft-problem.ts';

test('finds the line and the column that nft points at', () => {
  const stderr = [
    '/dev/stdin:3:30-34: Error: Service out of range',
    '  ip saddr 1.2.3.4 tcp dport 99999 accept',
    '                             ^^^^^',
    "/dev/stdin:7:9-9: Error: syntax error, unexpected '}'",
    '  bogus } }',
    '        ^',
  ].join('\n');
  expect(parseNftProblems(stderr)).toEqual([
    { line: 3, column: 30, message: 'Service out of range' },
    { line: 7, column: 9, message: "syntax error, unexpected '}'" },
  ]);
});

test('keeps a message that points nowhere', () => {
  expect(parseNftProblems('netlink: Error: Could not process rule: Message too long\n')).toEqual([
    { line: null, column: null, message: 'Could not process rule: Message too long' },
  ]);
  expect(parseNftProblems('\nsomething else\nand more\n')[0]?.message).toBe('something else');
  expect(parseNftProblems('')[0]?.message).toBe('it failed without a message');
});

test('stops after twenty messages', () => {
  const stderr = Array.from({ length: 100 }, (_, line) => `/dev/stdin:${line + 1}:1-2: Error: bad`).join('\n');
  expect(parseNftProblems(stderr)).toHaveLength(20);
});

test('writes a problem on one line', () => {
  const [problem] = parseNftProblems('/dev/stdin:3:30-34: Error: Service out of range');
  expect(problem === undefined ? '' : formatNftProblem(problem)).toBe('line 3: Service out of range');
});
