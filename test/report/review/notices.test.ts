/** Notices in the forms of code reviews: nothing that a plant says can leave its place, and places are true. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Notice, openingNotices } from '../../../src/report/review/notice.ts';
import { type NoticeForm, noticeForms, renderNotices } from '../../../src/report/review/render-notices.ts';
import { diffReportOf, entryPlace } from '../../support/diff-report-of.ts';
import { sarifValidator } from '../../support/sarif-schema.ts';

const frame = { plant: 'dairy', folder: 'plants/dairy', version: '1.2.3', counts: () => true };
const isSarif = sarifValidator();

const hostile = fc
  .tuple(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '\n::set-output name=x::y',
      '%0A::error::',
      '\r\n::add-mask::x',
      ',line=1',
      ']]><x/>',
      '\u001b[31m',
    ),
  )
  .map((parts) => parts.join(''));

function noticesOf(text: string): readonly Notice[] {
  return openingNotices(diffReportOf(text)).map((each) => ({ ...each, at: entryPlace }));
}

function render(form: NoticeForm, text: string): string {
  return renderNotices(form, noticesOf(text), frame);
}

interface SarifLog {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly locations: readonly [
          { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
        ];
      }[];
    },
  ];
}

test('annotations stand beside the grant, in the repository', () => {
  expect(render('github', 'x')).toMatch(
    /^::error file=plants\/dairy\/conduits\/a\.yaml,line=7,endLine=7,col=3,endColumn=9,title=opens x -> x::x may now write/,
  );
});

test('annotations are one line each and one command each, whatever the text', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const said = render('github', text);
      expect(said.trimEnd().split(/[\r\n]/)).toHaveLength(noticesOf(text).length);
      const [, head = ''] = /^::error ([\s\S]*?)::/.exec(said) ?? [];
      expect(head.split(',')).toHaveLength(6);
    }),
    { numRuns: 300 },
  );
});

test.skipIf(isSarif === null)('SARIF is of its schema, whatever the text, and rules are found by their index', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const log = JSON.parse(render('sarif', text)) as SarifLog;
      if (isSarif?.(log) === false) expect(isSarif.errors).toEqual([]);
      const [{ tool, results }] = log.runs;
      expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(
        results.map((each) => each.ruleId),
      );
    }),
    { numRuns: 100 },
  );
});

test.skipIf(isSarif === null)(
  'the schema of SARIF is held to: a log without a version, or with a line 0, is none',
  () => {
    const log = JSON.parse(render('sarif', 'x')) as Record<string, unknown>;
    expect(isSarif?.({ ...log, version: undefined })).toBe(false);
    expect(isSarif?.(JSON.parse(render('sarif', 'x').replace('"startLine": 7', '"startLine": 0')))).toBe(false);
    expect(isSarif?.(log)).toBe(true);
  },
);

test('a file name in SARIF is a URI that means the file', () => {
  const [notice] = noticesOf('x');
  if (notice === undefined) throw new Error('no notice');
  const file = 'conduits/a b%20#ü?.yaml';
  const text = renderNotices('sarif', [{ ...notice, at: { ...entryPlace, file } }], frame);
  const [run] = (JSON.parse(text) as SarifLog).runs;
  const { uri } = run.results[0]?.locations[0].physicalLocation.artifactLocation ?? { uri: '' };
  expect(decodeURIComponent(new URL(uri, 'file:///').pathname)).toBe(`/plants/dairy/${file}`);
});

describe('a Code Quality report', () => {
  test('has what GitLab asks for, with a fingerprint of its own for each', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (texts) => {
        const notices = texts.flatMap(noticesOf);
        const issues = JSON.parse(renderNotices('gitlab', notices, frame)) as Record<string, unknown>[];
        for (const [index, issue] of issues.entries())
          expect(issue).toEqual({
            description: expect.any(String) as string,
            check_name: index % 2 === 0 ? 'diff/opened' : 'diff/held',
            fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
            severity: index % 2 === 0 ? 'critical' : 'major',
            location: { path: 'plants/dairy/conduits/a.yaml', lines: { begin: 7 } },
          });
        expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(notices.length);
      }),
      { numRuns: 100 },
    );
  });

  test('knows a notice again after its lines have moved', () => {
    const notices = noticesOf('x');
    const moved = notices.map((each) => ({ ...each, at: { ...entryPlace, line: 90, endLine: 90 } }));
    const prints = [notices, moved].map(
      (each) => JSON.parse(renderNotices('gitlab', each, frame)) as { readonly fingerprint: string }[],
    );
    expect(prints[0]?.map(({ fingerprint }) => fingerprint)).toEqual(prints[1]?.map(({ fingerprint }) => fingerprint));
  });
});

test('JUnit fails for what counts, and passes without a notice', () => {
  const failing = render('junit', 'x');
  expect(failing).toContain('<testsuites name="dairy" tests="2" failures="2" errors="0" skipped="0">');
  expect(failing).toContain('classname="plants/dairy/conduits/a.yaml" file="plants/dairy/conduits/a.yaml" line="7"');
  const notices = noticesOf('x');
  expect(renderNotices('junit', notices, { ...frame, counts: () => false })).toContain('failures="0"');
  expect(renderNotices('junit', [], frame)).toContain('tests="1" failures="0"');
});

test('every form is text without control characters that paint a terminal', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom(...noticeForms), (text, form) => {
      expect(render(form, text)).not.toContain('\u001b');
    }),
    { numRuns: 100 },
  );
});
