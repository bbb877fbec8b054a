/** JUnit XML is well-formed whatever a plant's files say, and its totals are those of its cases. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeText } from '../../src/diagnostics/words.ts';
import { type JunitCase, type JunitResult, renderJunit } from '../../src/report/junit.ts';
import { parseXml } from '../support/parse-xml.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(']]>', '&lt;', '"><x/>', '\u0000\r\n'),
);
const result: fc.Arbitrary<JunitResult> = fc.oneof(
  fc.constant({ kind: 'passed' as const }),
  fc.record({ kind: fc.constantFrom('failed' as const, 'error' as const), type: text, message: text, text }),
  fc.record({ kind: fc.constant('skipped' as const), message: text }),
);
const testCase: fc.Arbitrary<JunitCase> = fc.record({
  name: text,
  className: text,
  at: fc.option(fc.record({ file: text, line: fc.integer({ min: 1 }) })),
  result,
  output: fc.option(text),
});
const suites = fc.array(fc.record({ name: text, cases: fc.array(testCase, { maxLength: 4 }) }), { maxLength: 4 });

test('is well-formed, and says what it was given', () => {
  fc.assert(
    fc.property(text, suites, (name, given) => {
      const root = parseXml(renderJunit(name, given));
      expect(root.attributes['name']).toBe(escapeText(name));
      expect(root.children.map((suite) => suite.children.map((each) => each.attributes['name']))).toEqual(
        given.map((suite) => suite.cases.map((each) => escapeText(each.name))),
      );
      for (const suite of [root, ...root.children]) {
        const cases = suite === root ? root.children.flatMap((each) => each.children) : suite.children;
        const holding = (child: string) => cases.filter((each) => each.children.some((part) => part.name === child));
        expect(suite.attributes).toMatchObject({
          tests: String(cases.length),
          failures: String(holding('failure').length),
          errors: String(holding('error').length),
          skipped: String(holding('skipped').length),
        });
      }
    }),
  );
});

test('keeps the line breaks of a text', () => {
  const cases: JunitCase[] = [
    {
      name: 'a',
      className: 'b',
      at: { file: 'tests/a.yaml', line: 3 },
      result: { kind: 'failed', type: 'test/failed', message: 'no', text: 'one\ntwo' },
      output: null,
    },
  ];
  const [suite] = parseXml(renderJunit('plant', [{ name: 'tests/a.yaml', cases }])).children;
  expect(suite?.children[0]?.attributes).toEqual({ name: 'a', classname: 'b', file: 'tests/a.yaml', line: '3' });
  expect(suite?.children[0]?.children[0]?.text).toBe('one\ntwo');
});
