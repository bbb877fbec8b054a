/**
 * Runs the plant's Rego tests in the Rego compiler, which reaches no files and no network and is stopped after two minutes,
 * and says which rules they reach.
 */
import { pureBuiltins } from '../../compiler/rego/builtins.ts';
import type {
  RegoCompiler,
  RegoCoverage,
  RegoPlace,
  RegoRequest,
  RegoRule,
  RegoTestResult,
} from '../../compiler/rego/port.ts';
import { diagnoseRego } from '../../compiler/rego/problems.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RegoSource } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import type { GrantUse, RuleReach, TestCase } from '../../model/test-report.ts';

export interface RegoTests {
  readonly cases: readonly TestCase[];
  readonly coverage: RegoCoverage | null;
  /** Why the tests do not compile. */
  readonly diagnostics: readonly Diagnostic[];
}

const noTests: RegoTests = { cases: [], coverage: null, diagnostics: [] };

/** What tests may call besides what policies may: pure too, and there to say what went wrong. */
const testBuiltins = [...pureBuiltins, 'json.marshal', 'json.unmarshal', 'sprintf'];

/** `request` has the sources that are tested, and the schema of their `input`. */
export async function runRegoTests(
  request: RegoRequest,
  tests: readonly RegoSource[],
  rego: Pick<RegoCompiler, 'test'>,
): Promise<RegoTests> {
  if (tests.length === 0) return noTests;
  const answer = await rego.test({
    ...request,
    modules: { ...request.modules, ...Object.fromEntries(tests.map(({ path, text }) => [path, text])) },
    capabilities: { builtins: testBuiltins },
    coverage: 'measured',
  });
  if (answer.kind === 'failed') return { ...noTests, diagnostics: diagnoseRego(answer.errors) };
  return { cases: answer.results.map(caseOf), coverage: answer.coverage ?? null, diagnostics: [] };
}

function caseOf(result: RegoTestResult): TestCase {
  const failedCases = (result.cases ?? []).filter((each) => each.fail).map((each) => each.name.join('/'));
  const problem =
    result.error ?? (failedCases.length > 0 ? `it is not true for ${failedCases.join(', ')}` : 'it is not true');
  const failed = result.fail || result.error !== undefined;
  return {
    kind: 'rego',
    name: `${result.package.replace(/^data\./, '')}.${result.name}`,
    at: spanOf(result),
    outcome: result.skip ? 'skipped' : failed ? 'failed' : 'passed',
    problems: failed ? [problem] : [],
    output: result.output ?? null,
  };
}

/** Which definitions of rules in `own` the tests have evaluated, or something else has used by the grant that they make. */
export async function ruleReach(
  request: RegoRequest,
  own: readonly RegoSource[],
  { coverage }: RegoTests,
  grants: readonly GrantUse[],
  rego: Pick<RegoCompiler, 'check'>,
): Promise<readonly RuleReach[]> {
  if (own.length === 0) return [];
  const checked = await rego.check(request);
  if (checked.kind === 'failed') return [];
  const files = new Set(own.map((each) => each.path));
  const used = grants.filter((each) => each.used).map((each) => each.at);
  return checked.packages.flatMap(({ path, rules }) =>
    rules
      .filter((rule) => files.has(rule.file))
      .map((rule): RuleReach => {
        const at = spanOf(rule);
        const covered = coverage?.files.find((each) => each.file === rule.file)?.covered ?? [];
        const reached =
          covered.some((range) => range.line <= at.endLine && at.line <= range.endLine) ||
          used.some((grant) => grant.file === at.file && at.line <= grant.line && grant.line <= at.endLine);
        return { rule: nameOf(path, rule), at, reached };
      }),
  );
}

function nameOf(path: string, rule: RegoRule): string {
  return `${path.replace(/^data\./, '')}.${rule.name}`;
}

function spanOf({ file, line, column, endLine, endColumn }: RegoPlace): Span {
  return { file, line, column, endLine: endLine ?? line, endColumn: endColumn ?? column + 1 };
}
