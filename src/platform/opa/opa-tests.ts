/** Results of `opa test --format json` in the form of the port. */
import type { RegoCoverage, RegoRange, RegoTestResult } from '../../compiler/rego/port.ts';
import { compareText, type OpaLocation, type PlaceNames, placeOf } from './opa-problems.ts';

export interface OpaTestResult {
  readonly location?: OpaLocation;
  readonly package: string;
  readonly name: string;
  readonly fail?: boolean;
  readonly skip?: boolean;
  readonly error?: { readonly code?: string; readonly message: string };
  readonly duration: number;
  readonly output?: string;
  readonly sub_results?: OpaSubResults;
}

type OpaSubResults = Readonly<Record<string, { readonly fail?: boolean; readonly sub_results?: OpaSubResults }>>;

export interface OpaCoverage {
  readonly coverage?: number;
  readonly files: Readonly<
    Record<
      string,
      { readonly coverage?: number; readonly covered?: readonly OpaRange[]; readonly not_covered?: readonly OpaRange[] }
    >
  >;
}

interface OpaRange {
  readonly start: { readonly row: number; readonly col: number };
  readonly end: { readonly row: number; readonly col: number };
}

export function testResultsOf(results: readonly OpaTestResult[], names: PlaceNames): readonly RegoTestResult[] {
  return results
    .map((result) => testResultOf(result, names))
    .sort((a, b) => compareText(a.file, b.file) || a.line - b.line || compareText(a.name, b.name));
}

function testResultOf(result: OpaTestResult, names: PlaceNames): RegoTestResult {
  const { error } = result;
  const cases = casesOf(result.sub_results ?? {}, []);
  return {
    package: result.package,
    name: result.name,
    ...placeOf(result.location, names),
    fail: result.fail ?? false,
    skip: result.skip ?? false,
    ...(error === undefined ? {} : { error: [error.code, error.message].filter(Boolean).join(': ') }),
    durationNs: result.duration,
    ...(result.output === undefined ? {} : { output: Buffer.from(result.output, 'base64').toString() }),
    ...(cases.length === 0 ? {} : { cases }),
  };
}

function casesOf(results: OpaSubResults, parents: readonly string[]): NonNullable<RegoTestResult['cases']> {
  return Object.entries(results).flatMap(([name, { fail, sub_results: below = {} }]) =>
    Object.keys(below).length > 0
      ? casesOf(below, [...parents, name])
      : [{ name: [...parents, name], fail: fail ?? false }],
  );
}

export function coverageOf(coverage: OpaCoverage, names: PlaceNames): RegoCoverage {
  return {
    percentage: coverage.coverage ?? 0,
    files: Object.entries(coverage.files)
      .map(([file, measured]) => ({
        file: names.pathOf(file),
        percentage: measured.coverage ?? 0,
        covered: (measured.covered ?? []).map(rangeOf),
        notCovered: (measured.not_covered ?? []).map(rangeOf),
      }))
      .sort((a, b) => compareText(a.file, b.file)),
  };
}

function rangeOf({ start, end }: OpaRange): RegoRange {
  return { line: start.row, column: start.col, endLine: end.row, endColumn: end.col };
}
