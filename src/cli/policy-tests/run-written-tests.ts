/** Runs the policy tests in YAML: words by the policy alone, recordings as `audit` judges them. */
import { createSessionTimes, type SessionTimes } from '../../algebra/session-times.ts';
import type { Judge } from '../../evaluator/judge.ts';
import { grantNamesOf } from '../../evaluator/policy-tests/meet-expectation.ts';
import {
  runConversationTest,
  type TestSetting,
  unknownName,
} from '../../evaluator/policy-tests/run-conversation-test.ts';
import { type RecordedTraffic, runTrafficTest } from '../../evaluator/policy-tests/run-traffic-test.ts';
import { grantsOf } from '../../model/plan.ts';
import type { PolicyTest, TrafficTest } from '../../model/policy-test.ts';
import type { TestOutcome } from '../../model/test-report.ts';
import { nowSeconds } from '../../platform/clock.ts';
import type { FlowFile } from '../../platform/flow-files.ts';
import { testFlowFiles } from '../../platform/plant-tests.ts';
import type { CompiledPlant } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { judgeFlows } from '../judge-flows.ts';
import { openJudge } from '../open-judge.ts';

/** `sessions` hold for recordings; words have the sessions that their test names. */
export async function runWrittenTests(
  context: CliContext,
  tests: readonly PolicyTest[],
  compiled: CompiledPlant,
  sessions: SessionTimes,
): Promise<readonly TestOutcome[]> {
  const { bundle, checked } = compiled;
  const setting: TestSetting = {
    plan: bundle.plan,
    catalogue: checked.catalogue,
    names: grantNamesOf(grantsOf(bundle.plan)),
    now: nowSeconds(context.process.env),
  };
  const judgeDuring = judges(compiled);
  const read = trafficReader(context, compiled, sessions);
  const outcomes: TestOutcome[] = [];
  for (const test of tests) {
    outcomes.push(
      test.kind === 'conversation'
        ? runConversationTest(test, setting, judgeDuring)
        : await runRecorded(test, setting, read, compiled.folder.root),
    );
  }
  return outcomes;
}

/** A judge for each set of open sessions, made when it is first needed. */
function judges({ bundle, checked }: CompiledPlant): (sessions: readonly string[]) => Judge {
  const known = new Map<string, Judge>();
  return (sessions) => {
    const key = [...sessions].sort().join('\n');
    const always = sessions.map((window) => ({
      window,
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
    }));
    const judge = known.get(key) ?? openJudge(bundle, checked.catalogue, createSessionTimes(always));
    known.set(key, judge);
    return judge;
  };
}

type ReadTraffic = (files: readonly FlowFile[], scope: string | undefined) => Promise<RecordedTraffic | string>;

async function runRecorded(
  test: TrafficTest,
  setting: TestSetting,
  read: ReadTraffic,
  root: string,
): Promise<TestOutcome> {
  const unreadable = (at: TestOutcome['test']['at'], what: string): TestOutcome => ({
    test,
    failures: [],
    unreadable: { at, what, related: null },
    used: [],
  });
  const unknown = unknownName(test, setting.plan);
  if (unknown !== null) return unreadable(unknown.at, unknown.what);
  const files = new Map<string, FlowFile>();
  for (const { value, at } of test.flows) {
    const found = testFlowFiles(value, root);
    if (typeof found === 'string') return unreadable(at, found);
    for (const file of found) files.set(file.name, file);
  }
  const traffic = await read([...files.values()], test.scope?.value);
  const [first] = test.flows;
  return typeof traffic === 'string'
    ? unreadable(first?.at ?? test.at, traffic)
    : runTrafficTest(test, traffic, setting);
}

/** Several tests may ask about one recording; it is read once. */
function trafficReader(context: CliContext, { bundle, checked }: CompiledPlant, sessions: SessionTimes): ReadTraffic {
  const judge = openJudge(bundle, checked.catalogue, sessions);
  const known = new Map<string, Promise<RecordedTraffic | string>>();
  const readAll: ReadTraffic = async (files, scope) => {
    const { inputs, conversations, judgements } = await judgeFlows(context, files, { checked, judge, scope });
    const unread = inputs.find((input) => input.format === 'unknown');
    if (unread !== undefined) return `${unread.file}: ${unread.problems[0]?.reason ?? 'unknown format'}`;
    return { conversations, judgements, judge };
  };
  return (files, scope) => {
    const key = JSON.stringify([files.map((file) => file.name), scope ?? null]);
    const traffic = known.get(key) ?? readAll(files, scope);
    known.set(key, traffic);
    return traffic;
  };
}
