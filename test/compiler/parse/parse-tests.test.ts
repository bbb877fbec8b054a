/** Files of policy tests: what is read, and what is said about what cannot be. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTests } from '../../../src/compiler/parse/parse-tests.ts';
import { findingOf } from '../../../src/diagnostics/finding.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/tests.schema.json', import.meta.url), 'utf8'),
) as object;

const parse = (text: string) => parseTests([{ path: 'tests/a.yaml', text }], schema);

/** Findings as `line:column message`, and how many tests are left. */
function saysAbout(text: string) {
  const { value, diagnostics } = parse(text);
  const said = diagnostics.map((each) => `${each.at?.line}:${each.at?.column} ${findingOf(each).message}`);
  return { said, left: value.length };
}

describe('a test of a conversation', () => {
  it('has its parts with their places', () => {
    const { value, diagnostics } = parse(
      'time: 2026-11-25T10:00\ntests:\n  - {name: n, conversation: a -> b modbus, expect: denied, reason: expired, sessions: s}',
    );
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject([
      {
        kind: 'conversation',
        name: { value: 'n', at: { line: 3, column: 12 } },
        verdict: { value: 'denied' },
        reason: { value: 'expired', at: { line: 3, column: 68 } },
        sessions: [{ value: 's' }],
        time: '2026-11-25T10:00',
      },
    ]);
  });
});

describe('a test of traffic', () => {
  it.each([
    ['12', 12, 12],
    ['">=12"', 12, Number.POSITIVE_INFINITY],
    ['"<=12"', 0, 12],
    ['"10-12"', 10, 12],
    ['0', 0, 0],
  ])('%s is from %d to %d', (text, least, most) => {
    const { value } = parse(`tests: [{name: n, flows: x.pcap, counts: {denied: ${text}}}]`);
    expect(value).toMatchObject([{ kind: 'traffic', counts: [{ verdict: 'denied', least, most }] }]);
  });
});

describe('faults', () => {
  it.each([
    [
      'tests: [{name: n, conversation: c, expect: alowed}]',
      '1:44 `alowed` is not one of the words that may stand here',
    ],
    ['tests: [{name: n, conversation: c, expekt: allowed}]', '1:36 test 1 has no key `expekt`'],
    ['tests: [{conversation: c, expect: allowed}]', '1:9 test 1 has no `name`'],
    ['tests: [{name: n}]', '1:16 test `n` has no `conversation` or `flows`'],
    ['tests: [{name: n, conversation: c}]', '1:33 test `n` has no `expect`'],
    ['tests: [{name: n, flows: x}]', '1:16 test `n` has no `counts` or `conversations`'],
    ['tests: [{name: n, flows: x, conversation: c}]', '1:19 test `n` with `conversation` has no key `flows`'],
    [
      'tests: [{name: n, flows: x, counts: {denied: few}}]',
      '1:46 `few` is not a number of conversations, as `12`, `">=12"`, `"<=12"` or `"10-12"`',
    ],
    ['tests: [{name: n, flows: x, counts: {denied: 5-3}}]', '1:46 `5-3` is not a number of conversations'],
    [
      'tests: [{name: n, conversation: c, expect: allowed, reason: expired}]',
      '1:53 test `n` that expects `allowed` has no key `reason`',
    ],
    [
      'tests: [{name: n, conversation: c, expect: denied, grants: [g]}]',
      '1:52 test `n` that expects `denied` has no key `grants`',
    ],
    ['time: noon\ntests: []', '1:7 `noon` is no date of the form `YYYY-MM-DDTHH:MM`'],
    ['tests: [{name: [', '1:17 this is not YAML'],
    ['test: []', '1:1 a plant file has no key `test`'],
  ])('%s', (text, message) => {
    const { said, left } = saysAbout(text);
    expect(said[0]?.startsWith(message), `${said.join('\n')}`).toBe(true);
    expect(left).toBe(0);
  });

  it('cost the tests that have them and no others', () => {
    const { said, left } = saysAbout(
      'tests:\n  - {name: a, conversation: c, expect: allowed}\n  - {name: a, conversation: c, expect: denied}\n  - {name: b, conversation: c, expect: maybe}\n  - {name: c, conversation: c, expect: denied}',
    );
    expect(said).toEqual([
      '3:12 test `a` is declared twice',
      '4:40 `maybe` is not one of the words that may stand here',
    ]);
    expect(left).toBe(2);
  });
});
