/** The JSON document of `test`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Finding, findingOf } from '../diagnostics/finding.ts';
import type { TestCase, TestCoverage } from '../model/test-report.ts';

export interface TestReport {
  readonly schema: 'zonewright/test/v1';
  readonly policy: { readonly digest: string; readonly revision: string | null; readonly plant: string };
  /** Those in YAML first, in the order of the files. */
  readonly tests: readonly TestCase[];
  readonly coverage: TestCoverage;
  /** Tests that do not hold or cannot be run, faults of their files, and what no test exercises. */
  readonly findings: readonly Finding[];
  readonly summary: TestSummary;
}

export interface TestSummary {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  /** Could not be run. */
  readonly unreadable: number;
  readonly skipped: number;
  readonly grants: number;
  readonly grantsUsed: number;
  readonly rules: number;
  readonly rulesReached: number;
}

export function testReport(
  parts: Pick<TestReport, 'policy' | 'tests' | 'coverage'>,
  diagnostics: readonly Diagnostic[],
): TestReport {
  const { policy, tests, coverage } = parts;
  const count = (outcome: TestCase['outcome']): number => tests.filter((each) => each.outcome === outcome).length;
  return {
    schema: 'zonewright/test/v1',
    policy,
    tests,
    coverage,
    findings: diagnostics.map(findingOf),
    summary: {
      tests: tests.length,
      passed: count('passed'),
      failed: count('failed'),
      unreadable: count('unreadable'),
      skipped: count('skipped'),
      grants: coverage.grants.length,
      grantsUsed: coverage.grants.filter((each) => each.used).length,
      rules: coverage.rules.length,
      rulesReached: coverage.rules.filter((each) => each.reached).length,
    },
  };
}
