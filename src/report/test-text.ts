/** Policy tests as text: each test under its file, frames of what does not hold, and what nothing exercises. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import { formatSpan, type Span } from '../model/span.ts';
import type { TestCase } from '../model/test-report.ts';
import { type FindingsTextOptions, renderFindings } from './findings-text.ts';
import type { TestReport, TestSummary } from './test-json.ts';

export function renderTests(
  report: TestReport,
  diagnostics: readonly Diagnostic[],
  options: FindingsTextOptions,
): string {
  const { tests, coverage, policy, summary } = report;
  const files = [...Map.groupBy(tests, (test) => test.at.file)];
  const lists = files.map(([file, cases]) =>
    [escapeText(file), ...cases.map((test) => caseLine(test, options))].join('\n'),
  );
  const faults = renderFindings(
    diagnostics.filter(({ code }) => !code.startsWith('test/uncovered')),
    options,
  );
  const unused = coverage.grants.filter((each) => !each.used).map(({ grant, at }) => ({ name: grant, at }));
  const unreached = coverage.rules.filter((each) => !each.reached).map(({ rule, at }) => ({ name: rule, at }));
  const sections = [
    ...lists,
    ...(faults === '' ? [] : [faults.trimEnd()]),
    ...listOf('grants that no test and no recorded traffic uses', unused),
    ...listOf('Rego rules that no test reaches', unreached),
    `${escapeText(policy.plant)}: ${summaryWords(summary)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function caseLine({ name, outcome, problems }: TestCase, { palette }: FindingsTextOptions): string {
  const words = { passed: '  ok       ', failed: '  FAILED   ', unreadable: '  NOT RUN  ', skipped: '  skipped  ' };
  const mark = words[outcome];
  const line = `${outcome === 'failed' || outcome === 'unreadable' ? palette.severity.high(mark) : mark}${escapeText(name)}`;
  return [line, ...problems.map((problem) => `           ${escapeText(problem)}`)].join('\n');
}

function listOf(heading: string, items: readonly { readonly name: string; readonly at: Span }[]): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.map(({ name, at }) => `  ${escapeText(`${name}  ${formatSpan(at)}`)}`);
  return [[`${heading}:`, ...lines].join('\n')];
}

function summaryWords(summary: TestSummary): string {
  const outcomes = [
    `${summary.passed} passed`,
    ...(summary.failed === 0 ? [] : [`${summary.failed} failed`]),
    ...(summary.unreadable === 0 ? [] : [`${summary.unreadable} not run`]),
    ...(summary.skipped === 0 ? [] : [`${summary.skipped} skipped`]),
  ];
  const rules =
    summary.rules === 0 ? '' : `, ${summary.rulesReached} of ${counted(summary.rules, 'Rego rule')} reached`;
  return `${counted(summary.tests, 'test')}: ${outcomes.join(', ')}; ${summary.grantsUsed} of ${counted(summary.grants, 'grant')} used${rules}`;
}
