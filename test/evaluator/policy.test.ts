/** The runtime's measured defects, each kept away from users (docs/wasm-runtime.md). */
import { beforeAll, describe, expect, test } from 'vitest';
import { keyPlan } from '../../src/compiler/keyed/key-plan.ts';
import { createDecider, inputFor } from '../../src/evaluator/decide.ts';
import { createJudge } from '../../src/evaluator/judge.ts';
import { loadPolicy, type PolicyAnswer, Runaway } from '../../src/evaluator/policy.ts';
import type { ConversationKey } from '../../src/model/conversation.ts';
import { assetEndpoint } from '../../src/model/endpoint.ts';
import type { Plan } from '../../src/model/plan.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { planOf } from '../support/arbitrary-plan.ts';
import { basePolicy, loadPlan } from '../support/base-policy.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();

/** Office to cell, with one Rego allowlist that did not lower. */
function planWith(allowlist: string): Plan {
  const at = { file: 'policies/x.rego', line: 3, column: 1, endLine: 3, endColumn: 2 };
  const conduit = { id: 'office-cell', from: 'office', to: 'cell', owner: null, allowlists: [allowlist], at };
  const list = { name: allowlist, title: null, owner: null, reason: null, at, reads: ['input.operation.class'] };
  const pairs = [{ from: 'office', to: 'cell' }];
  const guard = { name: `plant.allow.${allowlist}`, allowlist, pairs, at, reason: 'a test' };
  return { ...planOf([]), conduits: [conduit], allowlists: [list], lowered: { grants: [], guards: [guard] } };
}

const conversation: ConversationKey = {
  scope: 'site',
  source: '10.0.0.1',
  destination: '10.2.0.4',
  transport: 'tcp',
  port: 502,
  protocol: 'modbus',
  operation: { class: 'read', code: '3', name: 'read_holding' },
  object: { unit: 1, table: 'holding', first: 0, count: 1 },
  missing: [],
  bucket: 0,
};

const grant = 'package plant.allow.x\n\ngrant contains "any" if input.operation.class == "read"\n';
const conflict =
  'package plant.allow.x\n\ngrant contains value if input.operation.class == "read"\n\nvalue := "a" if input.source.zone == "office"\n\nvalue := "b" if input.destination.zone == "cell"\n';
/** About a billion steps: no compiler and no engine gets around them. */
const endless = `package plant.allow.x

grant contains "never" if {
	some a in numbers.range(1, 3000)
	some b in numbers.range(1, 3000)
	some c in numbers.range(1, 3000)
	(a * b) + c == 0
	input.operation.class == "read"
}
`;

describe('a policy', () => {
  let granting: Uint8Array;
  let conflicting: Uint8Array;
  let running: Uint8Array;

  beforeAll(async () => {
    [granting, conflicting, running] = await Promise.all([
      basePolicy({ x: grant }),
      basePolicy({ x: conflict }),
      basePolicy({ x: endless }),
    ]);
  });

  test('answers with the Rego grant that allows', () => {
    const plan = planWith('x');
    const judge = createJudge({
      plan,
      keyed: keyPlan(plan, catalogue),
      catalogue,
      policy: loadPlan(granting, plan, catalogue),
    });
    expect(judge.judgeAll([conversation])[0]?.verdict).toEqual({ kind: 'allowed', grants: ['plant.allow.x/any'] });
  });

  test('lets session operations come with a Rego grant, but not for strangers', () => {
    const plan = planWith('x');
    const judge = createJudge({
      plan,
      keyed: keyPlan(plan, catalogue),
      catalogue,
      policy: loadPlan(granting, plan, catalogue),
    });
    const connect = {
      ...conversation,
      operation: { class: 'session' as const, code: 'connect', name: 'connect' },
      object: null,
    };
    expect(judge.judgeAll([connect])[0]?.verdict.kind).toBe('allowed');
    const stranger = judge.judgeAll([{ ...conversation, destination: '10.2.0.99' }])[0]?.verdict;
    expect(stranger).toMatchObject({ kind: 'denied', reason: 'unknown-destination' });
  });

  test('an error inside a rule is a denial that says so, also after ten thousand of them', () => {
    const plan = planWith('x');
    const policy = loadPlan(conflicting, plan, catalogue);
    const judge = createJudge({ plan, keyed: keyPlan(plan, catalogue), catalogue, policy });
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      ...conversation,
      object: { unit: 1, table: 'holding', first: index, count: 1 },
    }));
    const verdicts = judge.judgeAll(many).map((each) => each.verdict);
    expect(verdicts[0]).toMatchObject({ kind: 'denied', reason: 'evaluation-error' });
    expect(verdicts.at(-1)).toEqual(verdicts[0]);
    const write = { ...conversation, operation: { class: 'write' as const, code: '6', name: 'write_register' } };
    expect(judge.judgeAll([write])[0]?.verdict).toMatchObject({ kind: 'denied', reason: 'endpoint-not-granted' });
  });

  test('is stopped when it runs away, and the others are still judged', () => {
    const plan = planWith('x');
    const policy = loadPlan(running, plan, catalogue, { timeLimit: 200 });
    expect(() => policy.guarded(() => policy.decide(inputFor(keyOf(plan))))).toThrow(Runaway);
    const judge = createJudge({ plan, keyed: keyPlan(plan, catalogue), catalogue, policy });
    const elsewhere = { ...conversation, source: '10.1.0.2', destination: '10.0.0.1' };
    const verdicts = judge.judgeAll([elsewhere, conversation, elsewhere]).map((each) => each.verdict);
    expect(verdicts[1]).toMatchObject({
      kind: 'denied',
      reason: 'evaluation-error',
      detail: 'the policy took longer than 200 ms',
    });
    expect(verdicts[0]).toMatchObject({ kind: 'denied', reason: 'no-conduit' });
    expect(verdicts[2]).toEqual(verdicts[0]);
  });

  test('that asks its host for anything is refused when it is loaded', async () => {
    const rego = await openRegoCompiler({});
    const modules = {
      'a.rego':
        'package zonewright\n\ndecision := {"allow": true, "by": "grants", "grants": [sprintf("%v", [input])]}\n',
    };
    const compiled = await rego.compile({ modules, entrypoints: ['zonewright/decision'] });
    if (compiled.kind === 'failed') throw new Error(JSON.stringify(compiled.errors));
    expect(loadPolicy(compiled.wasm, {})).toEqual({ kind: 'impure', builtins: ['sprintf'] });
  });

  test('that is no WASM is refused with a reason', () => {
    expect(loadPolicy(new Uint8Array([1, 2, 3]), {})).toMatchObject({ kind: 'broken' });
  });

  test('decides the same after it was renewed', () => {
    const plan = planWith('x');
    const policy = loadPlan(granting, plan, catalogue);
    const before = policy.decide(inputFor(keyOf(plan)));
    policy.renew();
    expect(policy.decide(inputFor(keyOf(plan)))).toEqual(before);
    expect(before).toMatchObject({ kind: 'decided', allow: true, by: 'allowlists' });
  });

  test('says the same of an input that it reads once, whatever is asked in between', async () => {
    const rego = await openRegoCompiler({});
    const module = [
      'package p\n\nbig contains x if some x in input.numbers\n\nfirst := input.numbers[0]\n\nnothing := 1 if input.none',
      'broken := a\n\na := 1 if input.numbers\n\na := 2 if input.other\n',
    ].join('\n\n');
    const entrypoints = ['p/big', 'p/first', 'p/nothing', 'p/broken'];
    const compiled = await rego.compile({ modules: { 'p.rego': module }, entrypoints });
    if (compiled.kind === 'failed') throw new Error(JSON.stringify(compiled.errors));
    const load = loadPolicy(compiled.wasm, {});
    if (load.kind !== 'loaded') throw new Error(load.kind);
    const inputs = [[3, 1, 2], [], Array.from({ length: 20_000 }, (_, index) => index * 7)].map((numbers) => ({
      numbers,
      other: 'ä',
    }));
    const asJson = inputs.map((input) => new TextEncoder().encode(JSON.stringify(input)));
    const questions = [0, 0, 2, 1, 2, 2, 0].flatMap((input) => [...entrypoints, 'p/none'].map((of) => ({ input, of })));
    const once = questions.map(({ input, of }) => load.policy.ask(inputs[input] ?? {}, of));
    const answers = questions.map(({ input, of }, index) => {
      if (index % 11 === 10) load.policy.ask({ numbers: [9] }, 'p/big');
      if (index % 13 === 12) load.policy.renew();
      return load.policy.askAgain(asJson[input] ?? new Uint8Array(), of);
    });
    expect(answers.map(readable)).toEqual(once.map(readable));
    expect(load.policy.askAgain(new TextEncoder().encode('{"numbers":'), 'p/big')).toMatchObject({ kind: 'failed' });
    expect(load.policy.askAgain(asJson[0] ?? new Uint8Array(), 'p/first')).toEqual({ kind: 'answered', document: 3 });
  });

  test('is asked once for conversations with one key', () => {
    const plan = planWith('x');
    const decider = createDecider(loadPlan(granting, plan, catalogue));
    for (let round = 0; round < 5; round++) decider.decide(keyOf(plan));
    expect(decider.counts()).toEqual({ asked: 5, evaluated: 1 });
  });
});

test('keyed data of a plan without grants denies everything', async () => {
  const plan = planOf([]);
  const load = loadPolicy(await basePolicy(), { keyed: keyPlan(plan, catalogue) });
  if (load.kind !== 'loaded') throw new Error('the policy does not load');
  expect(load.policy.decide(inputFor(keyOf(plan)))).toMatchObject({ allow: false, by: 'nothing' });
});

function keyOf(plan: Plan) {
  const judge = { source: endpoint(plan, 'office', 'pc'), destination: endpoint(plan, 'cell', 'plc-a') };
  return {
    ...judge,
    protocol: 'modbus',
    transport: 'tcp' as const,
    port: 502,
    operation: { class: 'read' as const, code: '3', name: 'read_holding' },
    object: { unit: 1, table: 'holding', first: 0, count: 1 },
    windows: [],
  };
}

function endpoint(plan: Plan, zone: string, asset: string) {
  const found = plan.zones.find((each) => each.id === zone);
  const declared = plan.assets.find((each) => each.id === asset);
  if (found === undefined || declared === undefined) throw new Error(`${zone}/${asset} is missing`);
  return assetEndpoint(found, declared);
}

/** The words for an entry point that is not there are the SDK's own. */
function readable(answer: PolicyAnswer): PolicyAnswer {
  return answer.kind === 'failed'
    ? { ...answer, message: answer.message.replace(/^.*entry ?point.*$/, 'no entry') }
    : answer;
}
