import { expect, test } from 'vitest';
import { keepAnswers } from '../../../src/compiler/rego/keep-answers.ts';
import { lowerAllowlists } from '../../../src/compiler/rego/lower/lower-allowlists.ts';
import type { Memo, RegoCompiler } from '../../../src/compiler/rego/port.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { openRegoCompiler } from '../../../src/platform/rego-compiler.ts';
import { spanAt } from '../../support/plan-builder.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';
import { world } from './lower/lowering-world.ts';

const compiler = await openRegoCompiler(process.env);
const text = 'package plant.allow.t\n\ngrant contains "a" if input.service.protocol == "modbus"\n';
const rego = [{ path: 'policies/t.rego', text }];

function memory(): Memo & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return { entries, get: (key) => entries.get(key), put: (key, value) => void entries.set(key, value) };
}

/** The compiler, and the questions that reached it. */
function counted(): { readonly compiler: RegoCompiler; readonly asked: string[] } {
  const asked: string[] = [];
  const check: RegoCompiler['check'] = (request) => {
    asked.push('check');
    return compiler.check(request);
  };
  const compile: RegoCompiler['compile'] = (request) => {
    asked.push('compile');
    return compiler.compile(request);
  };
  const partial: RegoCompiler['partial'] = (request) => {
    asked.push('partial');
    return compiler.partial(request);
  };
  return { compiler: { ...compiler, check, compile, partial }, asked };
}

const failing: Pick<RegoCompiler, 'check' | 'partial'> = {
  check: () => Promise.reject(new Error('asked')),
  partial: () => Promise.reject(new Error('asked')),
};

test('the same question is asked once, and its answer is the same', async () => {
  const { compiler: asking, asked } = counted();
  const memo = memory();
  const request = { modules: { 't.rego': text }, entrypoints: ['plant/allow/t/grant'] };
  const first = keepAnswers(asking, memo);
  const answers = [await first.check(request), await first.compile(request)];
  const second = keepAnswers(asking, memo);
  expect([await second.check(request), await second.compile(request)]).toEqual(answers);
  expect(asked).toEqual(['check', 'compile']);
  await second.check({ ...request, capabilities: { builtins: [] } });
  expect(asked).toEqual(['check', 'compile', 'check']);
});

test('mistakes are asked about again', async () => {
  const { compiler: asking, asked } = counted();
  const remembering = keepAnswers(asking, memory());
  const request = { modules: { 't.rego': 'package' } };
  await remembering.check(request);
  await remembering.check(request);
  expect(asked).toEqual(['check', 'check']);
});

test('an answer that cannot be read is worked out again', async () => {
  const memo = memory();
  const request = { modules: { 't.rego': text } };
  const answer = await keepAnswers(compiler, memo).check(request);
  for (const key of memo.entries.keys()) memo.entries.set(key, '{');
  expect(await keepAnswers(compiler, memo).check(request)).toEqual(answer);
});

test('lowering is worked out once, wherever the plant’s YAML stands', async () => {
  const memo = memory();
  const lowered = await lowerAllowlists(world, rego, shippedCatalogue, compiler, memo);
  const moved = { ...world, assets: world.assets.map((each) => ({ ...each, at: spanAt(99) })) };
  expect(await lowerAllowlists(moved, rego, shippedCatalogue, failing, memo)).toEqual(lowered);
});

const changes: Readonly<Record<string, (plan: Plan) => Plan>> = {
  'an attribute': (plan) => ({ ...plan, assets: plan.assets.map((each) => ({ ...each, vendor: 'other' })) }),
  'a zone': (plan) => ({ ...plan, zones: plan.zones.map((each) => ({ ...each, level: 2 })) }),
  'a conduit': (plan) => ({ ...plan, conduits: plan.conduits.slice(0, 1) }),
  'a window': (plan) => ({ ...plan, windows: plan.windows.slice(0, 1) }),
  'a title': (plan) => ({ ...plan, allowlists: plan.allowlists.map((each) => ({ ...each, reason: 'other' })) }),
};

test.for(Object.keys(changes))('lowering is worked out again after a change of %s', async (change) => {
  const memo = memory();
  await lowerAllowlists(world, rego, shippedCatalogue, compiler, memo);
  const changed = changes[change]?.(world) ?? world;
  await expect(lowerAllowlists(changed, rego, shippedCatalogue, failing, memo)).rejects.toThrow('asked');
});

test('lowering is worked out again after a change of the Rego or of the catalogue', async () => {
  const memo = memory();
  await lowerAllowlists(world, rego, shippedCatalogue, compiler, memo);
  const other = [{ path: 'policies/t.rego', text: `${text}# more\n` }];
  const fewer = { ...shippedCatalogue, protocols: new Map([...shippedCatalogue.protocols].slice(1)) };
  await expect(lowerAllowlists(world, other, shippedCatalogue, failing, memo)).rejects.toThrow('asked');
  await expect(lowerAllowlists(world, rego, fewer, failing, memo)).rejects.toThrow('asked');
});

test('what only took too long is tried again', async () => {
  const memo = memory();
  const slow = {
    check: compiler.check,
    partial: () =>
      Promise.resolve({
        kind: 'failed',
        errors: [{ code: 'rego_timeout', message: '', file: '<query>', line: 1, column: 1 }],
      } as const),
  };
  expect((await lowerAllowlists(world, rego, shippedCatalogue, slow, memo)).guards).toHaveLength(1);
  expect(memo.entries.size).toBe(0);
});
