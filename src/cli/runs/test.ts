/** `zonewright test`: the policy tests beside a plant, and what they exercise. */

import { regoRequest } from '../../compiler/compile-policies.ts';
import { parseTests } from '../../compiler/parse/parse-tests.ts';
import { ruleRequest } from '../../compiler/rules/compile-rules.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { grantUse } from '../../evaluator/policy-tests/grant-use.ts';
import type { GrantUse, RuleReach, TestCase, TestOutcome } from '../../model/test-report.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { pathInRepository } from '../../platform/git-plant.ts';
import { readPlantTests } from '../../platform/plant-tests.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { openRegoCompiler } from '../../platform/rego-compiler.ts';
import { readShippedFiles } from '../../platform/shipped-files.ts';
import { testReport } from '../../report/test-json.ts';
import { renderTestJunit } from '../../report/test-junit.ts';
import { renderTests } from '../../report/test-text.ts';
import { type CompiledPlant, compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import type { FailOnFlags, PlantFlags, SessionsFlags } from '../flags.ts';
import { judgeFlows } from '../judge-flows.ts';
import { locatePlant, namedPlant } from '../load-plant.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';
import { ruleReach, runRegoTests } from '../policy-tests/run-rego-tests.ts';
import { runWrittenTests } from '../policy-tests/run-written-tests.ts';
import { reportUnread } from '../read-files.ts';
import { existingSessionLog, loadSessions, warnOfSessions } from '../session-log.ts';
import { usageOf } from '../usage-of.ts';

export interface TestFlags extends PlantFlags, SessionsFlags, FailOnFlags {
  readonly format: 'text' | 'json' | 'junit';
  readonly flows?: readonly string[];
  readonly scope?: string;
}

export async function test(this: CliContext, flags: TestFlags, folder?: string): Promise<void> {
  const where = namedPlant(flags, folder);
  const files = readPlantTests(locatePlant(this, where));
  if (files.yaml.length + files.rego.length + files.rules.length === 0)
    throw new PlatformError(
      'test/none',
      'the plant has no tests; write one under tests/, as docs/policy-tests.md shows',
    );
  const compiled = await compileOrExplain(this, where);
  if (compiled === null) return;
  const shipped = readShippedFiles();
  const rego = await openRegoCompiler(this.process.env);
  const parsed = parseTests(files.yaml, shipped.testsSchema);
  const sessions = await loadSessions(existingSessionLog(flags, compiled.folder, this.cwd), compiled.bundle.plan);
  warnOfSessions(this, sessions.diagnostics);
  const outcomes = await runWrittenTests(this, parsed.value, compiled, sessions.value);
  const { rego: policies, rules: own } = compiled.folder;
  const requests = {
    policies: regoRequest(policies, shipped),
    rules: ruleRequest([...shipped.rules, ...own], shipped),
  };
  const [ofPolicies, ofRules] = await Promise.all([
    runRegoTests(requests.policies, files.rego, rego),
    runRegoTests(requests.rules, files.rules, rego),
  ]);
  const regoCases = [...ofPolicies.cases, ...ofRules.cases];
  const regoFaults = [...ofPolicies.diagnostics, ...ofRules.diagnostics];
  const seen = await readTraffic(this, flags, compiled, sessions.value);
  if (seen === 'unreadable') {
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const grants = grantUse(compiled.bundle.plan, [...outcomes.flatMap((each) => each.used), ...seen]);
  const rules = [
    ...(await ruleReach(requests.policies, policies, ofPolicies, grants, rego)),
    ...(await ruleReach(requests.rules, own, ofRules, [], rego)),
  ];
  const coverage = { grants, rules };
  const tests = [...outcomes.map(caseOf), ...regoCases];
  const diagnostics = [
    ...parsed.diagnostics,
    ...regoFaults,
    ...outcomes.flatMap(diagnoseOutcome),
    ...regoCases.flatMap(diagnoseRegoTest),
    ...diagnoseCoverage(grants, rules),
  ];
  const report = testReport({ policy: policyName(compiled.bundle), tests, coverage }, diagnostics);
  const { stdout } = this.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (flags.format === 'junit')
    stdout.write(renderTestJunit(report, await pathInRepository(compiled.folder.root)));
  else {
    const lines = sourceLinesOf([
      ...compiled.folder.yaml,
      ...policies,
      ...own,
      ...files.yaml,
      ...files.rego,
      ...files.rules,
    ]);
    stdout.write(renderTests(report, diagnostics, { palette: paletteFor(stdout, this), lines }));
  }
  const severities = diagnostics.map((each) => findingOf(each).severity);
  this.process.exitCode =
    report.summary.unreadable > 0 || regoFaults.length > 0 ? exitCodes.failed : exitCodeFor(severities, flags.failOn);
}

/** Ids of the grants that further traffic has used. */
async function readTraffic(
  context: CliContext,
  { flows, scope }: TestFlags,
  { bundle, checked }: CompiledPlant,
  sessions: Parameters<typeof openJudge>[2],
): Promise<readonly string[] | 'unreadable'> {
  const files = listFlowFiles(flows ?? [], context.cwd);
  if (files.length === 0) return [];
  const judge = openJudge(bundle, checked.catalogue, sessions);
  const judged = await judgeFlows(context, files, { checked, judge, scope });
  if (reportUnread(context, judged.inputs)) return 'unreadable';
  return (usageOf(judged)?.used ?? []).flatMap((each) => each.grants);
}

function caseOf({ test: { kind, name, at }, failures, unreadable }: TestOutcome): TestCase {
  const outcome = unreadable !== null ? 'unreadable' : failures.length > 0 ? 'failed' : 'passed';
  const problems = (unreadable === null ? failures : [unreadable, ...failures]).map((each) => each.what);
  return { kind, name: name.value, at, outcome, problems, output: null };
}

function diagnoseOutcome({ test: { name }, failures, unreadable }: TestOutcome): readonly Diagnostic[] {
  return [
    ...(unreadable === null
      ? []
      : [diagnose('test/unreadable', unreadable.at, { test: name.value, reason: unreadable.what })]),
    ...failures.map(({ at, what, related }) =>
      diagnose('test/failed', at, { test: name.value, what }, related === null ? [] : [related]),
    ),
  ];
}

function diagnoseRegoTest({ name, at, problems }: TestCase): readonly Diagnostic[] {
  return problems.map((what) => diagnose('test/failed', at, { test: name, what }));
}

function diagnoseCoverage(grants: readonly GrantUse[], rules: readonly RuleReach[]): readonly Diagnostic[] {
  return [
    ...grants.filter(({ used }) => !used).map(({ grant, at }) => diagnose('test/uncovered-grant', at, { grant })),
    ...rules.filter(({ reached }) => !reached).map(({ rule, at }) => diagnose('test/uncovered-rule', at, { rule })),
  ];
}
