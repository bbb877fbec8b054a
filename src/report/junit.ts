/**
 * JUnit XML, as test reports of CI services read it: suites of cases, each passed, failed, in error or skipped
 * (the form of Apache Ant's JUnit task, `junitreport`; `file` and `line` are what GitLab and others add to it).
 */
import { escapeText } from '../diagnostics/words.ts';

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

export interface JunitCase {
  readonly name: string;
  /** What the case belongs to, such as a file or a package. */
  readonly className: string;
  /** From the top of the repository; null when it has no place. */
  readonly at: { readonly file: string; readonly line: number } | null;
  readonly result: JunitResult;
  /** What was printed; null for nothing. */
  readonly output: string | null;
}

/** `failed`: it does not hold; `error`: it could not be tried. */
export type JunitResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' | 'error'; readonly type: string; readonly message: string; readonly text: string }
  | { readonly kind: 'skipped'; readonly message: string };

/** One document; without times, so that the same results give the same text. */
export function renderJunit(name: string, suites: readonly JunitSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...totals(cases) })}>`,
    ...suites.flatMap(renderSuite),
    '</testsuites>',
    '',
  ].join('\n');
}

function renderSuite({ name, cases }: JunitSuite): readonly string[] {
  return [`  <testsuite${attributes({ name, ...totals(cases) })}>`, ...cases.flatMap(renderCase), '  </testsuite>'];
}

function totals(cases: readonly JunitCase[]): Readonly<Record<string, number>> {
  const count = (kind: JunitResult['kind']): number => cases.filter(({ result }) => result.kind === kind).length;
  return { tests: cases.length, failures: count('failed'), errors: count('error'), skipped: count('skipped') };
}

function renderCase({ name, className, at, result, output }: JunitCase): readonly string[] {
  const place = at === null ? {} : { file: at.file, line: at.line };
  const head = `    <testcase${attributes({ name, classname: className, ...place })}`;
  const inside = [
    ...resultLines(result),
    ...(output === null ? [] : [`      <system-out>${content(output)}</system-out>`]),
  ];
  return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, '    </testcase>'];
}

function resultLines(result: JunitResult): readonly string[] {
  switch (result.kind) {
    case 'passed':
      return [];
    case 'skipped':
      return [`      <skipped${attributes({ message: result.message })}/>`];
    case 'failed':
    case 'error': {
      const { type, message, text } = result;
      const element = result.kind === 'failed' ? 'failure' : 'error';
      return [`      <${element}${attributes({ message, type })}>${content(text)}</${element}>`];
    }
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}="${marked(escapeText(String(value)))}"`)
    .join('');
}

/** Line breaks stay; what XML 1.0 cannot carry, and what could paint a terminal, is written out. */
function content(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => marked(escapeText(line)))
    .join('\n');
}

function marked(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
