/** No text and no place makes a question throw, and each answer lies within the text. */
import { describe, expect, test } from 'vitest';
import { rememberFiles } from '../../src/compiler/parse/read-file.ts';
import { sourceTextOf } from '../../src/compiler/parse/source-text.ts';
import { completeAt } from '../../src/language/complete/complete.ts';
import { definitionsAt, referencesAt } from '../../src/language/find-places.ts';
import { hoverAt } from '../../src/language/hover.ts';
import { outlineOf } from '../../src/language/outline.ts';
import { viewPlant } from '../../src/language/plant-view.ts';
import { soundPlant } from '../support/expect-findings.ts';
import { languageSetting } from '../support/view-of.ts';

const file = 'conduits/c.yaml';
const text = `# 🏭 a plant
conduits:
  down: &c
    from: "kind:cell"
    to: {level: '<=1', scope: north}
    allow:
      poll: {from: [class:scada_server], to: [all], protocol: modbus, operations: [read, code:3], objects: [{unit: 1, table: coils}]}
      long:
        from:
          - scada-1
        reason: >-
          two
          lines
  up: *c
invariants:
  i: {never: {from: filling, operations: [write]}, waivers: {down/poll: {owner: x, reason: y, expires: 2027-01-01}}}
`;

function ask(source: string, offset: number): void {
  const yaml = [
    { path: 'plant.yaml', text: soundPlant },
    { path: file, text: source },
  ];
  const view = viewPlant({ yaml, tests: [], rego: [] }, languageSetting, read);
  const completion = completeAt(view, sourceTextOf(file, source), offset);
  expect(completion.start).toBeLessThanOrEqual(offset);
  expect(completion.end).toBeGreaterThanOrEqual(offset);
  expect(completion.end).toBeLessThanOrEqual(source.length);
  const places = [...definitionsAt(view, file, offset), ...referencesAt(view, file, offset, 'with')];
  const hover = hoverAt(view, file, offset);
  for (const { source: within, start, end } of hover === null ? places : [...places, hover.at]) {
    expect(start).toBeLessThanOrEqual(end);
    expect(end).toBeLessThanOrEqual(within.text.length);
  }
  outlineOf(view, file);
}

const read = rememberFiles();

describe('questions', () => {
  test('at every place of a text', () => {
    for (let offset = 0; offset <= text.length; offset++) ask(text, offset);
  });

  test('at the end of a text that breaks off anywhere', () => {
    for (let length = 0; length <= text.length; length++) ask(text.slice(0, length), length);
  });

  test.each(['{', '[', '"', "'", '*', '&', '\t', '- ', '---\n', '\r', '\ud83c', '\u0000', '<<: *c\n', ': '])(
    'with %j put in at every line and word',
    (sign) => {
      for (let offset = 0; offset <= text.length; offset += 7)
        ask(text.slice(0, offset) + sign + text.slice(offset), offset + sign.length);
    },
  );

  test.each([
    ['nothing', ''],
    [
      'a bomb of aliases',
      `a0: &a0 [x]\n${Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`).join('\n')}\n`,
    ],
    ['an alias of itself', 'conduits: &a\n  b: *a\n'],
    ['deep nesting', `zones: ${'['.repeat(5000)}`],
    ['JSON', '{"zones": {"a": {"kind": "cell"}}}'],
    [
      'keys of the language',
      '__proto__: {constructor: 1}\nzones: {__proto__: {kind: cell}, constructor: {kind: x}}\nconduits: {toString: {from: constructor}}\n',
    ],
    ['one long line', `zones: {${Array.from({ length: 5000 }, (_, index) => `z${index}: {kind: cell}`).join(', ')}}\n`],
  ])('in %s', (_, source) => {
    for (const part of [0, 0.1, 0.5, 0.9, 1]) ask(source, Math.floor(source.length * part));
  });
});
