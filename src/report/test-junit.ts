/** Policy tests as JUnit XML: a suite per file, a case per test. */
import { formatSpan } from '../model/span.ts';
import type { TestCase } from '../model/test-report.ts';
import { type JunitCase, type JunitResult, renderJunit } from './junit.ts';
import type { TestReport } from './test-json.ts';

/** `folder` is the plant's, from the top of the repository; places are told from there. */
export function renderTestJunit({ policy, tests, findings }: TestReport, folder: string): string {
  const fromTop = (file: string): string => (folder === '' ? file : `${folder}/${file}`);
  const cases = Map.groupBy(tests, (test) => test.at.file);
  // Faults of a test file have no test to stand at, and must not be lost.
  const faults = findings.filter(({ code, at }) => !code.startsWith('test/') && at !== null);
  const files = [...new Set([...cases.keys(), ...faults.flatMap(({ at }) => at?.file ?? [])])].sort();
  return renderJunit(
    policy.plant,
    files.map((file) => ({
      name: fromTop(file),
      cases: [
        ...faults
          .filter(({ at }) => at?.file === file)
          .map(
            ({ code, message, at, fix }): JunitCase => ({
              name: `${code} at line ${at?.line ?? 1}`,
              className: fromTop(file),
              at: { file: fromTop(file), line: at?.line ?? 1 },
              result: { kind: 'error', type: code, message, text: fix },
              output: null,
            }),
          ),
        ...(cases.get(file) ?? []).map((test) => caseOf(test, fromTop(file))),
      ],
    })),
  );
}

function caseOf({ name, at, outcome, problems, output }: TestCase, file: string): JunitCase {
  const message = problems[0] ?? '';
  const text = [...problems, formatSpan({ ...at, file })].join('\n');
  const results: Readonly<Record<TestCase['outcome'], JunitResult>> = {
    passed: { kind: 'passed' },
    failed: { kind: 'failed', type: 'test/failed', message, text },
    unreadable: { kind: 'error', type: 'test/unreadable', message, text },
    skipped: { kind: 'skipped', message: 'its name begins with `todo_`' },
  };
  return { name, className: file, at: { file, line: at.line }, result: results[outcome], output };
}
