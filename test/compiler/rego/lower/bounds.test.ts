import { expect, test } from 'vitest';
import {
  type LoweringBounds,
  lowerAllowlist,
  usualBounds,
} from '../../../../src/compiler/rego/lower/lower-allowlist.ts';
import { lowerAllowlists } from '../../../../src/compiler/rego/lower/lower-allowlists.ts';
import type { RegoCompiler } from '../../../../src/compiler/rego/port.ts';
import { listEndpoints } from '../../../../src/model/endpoint.ts';
import type { LoweredRego } from '../../../../src/model/plan.ts';
import { openRegoCompiler } from '../../../../src/platform/rego-compiler.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';
import { lowerRules, world } from './lowering-world.ts';

const rules = `package plant.allow.t

grant contains "g" if {
	{"hist": "plc-a", "jump": "hmi"}[input.source.asset] == input.destination.asset
	input.service.protocol in {"modbus", "s7comm"}
}
`;

async function lowerWithin(bounds: Partial<LoweringBounds>, text: string = rules): Promise<LoweredRego> {
  const compiler = await openRegoCompiler(process.env);
  const modules = { 'policies/t.rego': text };
  const checked = await compiler.check({ modules });
  const residue = await compiler.partial({
    modules,
    query: 'data.plant.allow.t.grant[id]',
    unknowns: ['input'],
  });
  const [allowlist] = world.allowlists;
  if (checked.kind === 'failed' || residue.kind === 'failed' || allowlist === undefined) throw new Error('no residue');
  return lowerAllowlist(
    {
      allowlist,
      conduits: world.conduits,
      residue,
      modules,
      rules: checked.packages[0]?.rules ?? [],
      annotations: [],
      endpoints: listEndpoints(world.zones, world.assets),
      windows: new Set(),
      catalogue: shippedCatalogue,
    },
    compiler,
    { ...usualBounds, ...bounds },
  );
}

test('within the bounds it lowers', async () => {
  const { grants, guards } = await lowerWithin({});
  expect(grants).toHaveLength(4);
  expect(guards).toEqual([]);
});

test.for<[string, Partial<LoweringBounds>, string, string]>([
  ['too many alternatives', { queries: 1 }, 'plant.allow.t', 'it falls into more than 1 alternatives'],
  ['too many steps', { steps: 20 }, 'plant.allow.t', 'it would take too long to tabulate'],
  ['too many evaluations', { evaluations: 5 }, 'plant.allow.t', 'it would take too long to tabulate'],
  ['too many grants', { boxes: 3 }, 'plant.allow.t/g', 'it would take 4 grants between two zones'],
])('%s make a guard', async ([, bounds, name, reason]) => {
  const { grants, guards } = await lowerWithin(bounds);
  expect(grants).toEqual([]);
  expect(guards).toMatchObject([{ name, reason }]);
});

test('OPA judges no more inputs than the bound', async () => {
  const rule = rules.replace('if {', 'if {\n\tregex.match("^(p|h)", input.destination.asset)');
  expect((await lowerWithin({}, rule)).guards).toEqual([]);
  const { grants, guards } = await lowerWithin({ inputs: 1 }, rule);
  expect(grants).toEqual([]);
  expect(guards).toMatchObject([{ name: 'plant.allow.t/g', reason: expect.stringContaining('regex.match') }]);
});

test('a cross product is given up as soon as it falls into more alternatives than are read', async () => {
  const compiler = await openRegoCompiler(process.env);
  const text = `package plant.allow.t

grant contains "g" if {
	some unit in numbers.range(1, 20)
	some port in numbers.range(1, 20)
	input.object.unit == unit
	input.service.port == port
}`;
  const query = { modules: { 't.rego': text }, query: 'data.plant.allow.t.grant[id]' };
  expect(await compiler.partial({ ...query, limitQueries: 400 })).toMatchObject({ kind: 'residue' });
  expect(await compiler.partial({ ...query, limitQueries: 399 })).toMatchObject({
    kind: 'failed',
    errors: [{ code: 'rego_size', message: 'the query falls into more than 399 alternatives' }],
  });
});

test('helpers that call each other again and again are a guard, not an endless calculation', async () => {
  const levels = Array.from(
    { length: 16 },
    (_, level) => `f${level + 1}(x) := f${level}(x) + f${level}(x + 1) if x > 0 else := 3`,
  );
  const { guards } = await lowerRules(
    `f0(x) := 1 if x == 1 else := 2\n${levels.join('\n')}\ngrant contains "g" if { f16(input.service.port) > 3; input.service.protocol == "modbus" }`,
  );
  expect(guards).toMatchObject([{ name: 'plant.allow.t/g' }]);
});

test.for([
  ['rego_timeout', 'working it out without a conversation takes too long'],
  ['rego_memory', 'working it out without a conversation takes too much memory'],
  ['rego_size', 'it falls into more than 20000 alternatives'],
  ['eval_conflict_error', 'OPA cannot evaluate it without a conversation'],
])('what OPA answers with %s is a guard in every zone pair', async ([code = '', reason]) => {
  const compiler = await openRegoCompiler(process.env);
  const failing = {
    check: compiler.check,
    partial: () =>
      Promise.resolve({
        kind: 'failed',
        errors: [{ code, message: '', file: '<query>', line: 1, column: 1 }],
      } as const),
  };
  const lowered = await lowerAllowlists(world, [{ path: 't.rego', text: rules }], shippedCatalogue, failing);
  expect(lowered.grants).toEqual([]);
  expect(lowered.guards).toMatchObject([{ name: 'plant.allow.t', reason, pairs: [{ to: 'cell' }, { to: 'dmz' }] }]);
});

test('a condition that OPA is too slow for is a guard that says so, and after a few of them OPA is not asked again', async () => {
  const compiler = await openRegoCompiler(process.env);
  const asked: number[] = [];
  const slow: Pick<RegoCompiler, 'check' | 'partial'> = {
    check: compiler.check,
    partial: (request) => {
      if (request.data === undefined) return compiler.partial(request);
      asked.push(request.query.length);
      const error = { code: 'rego_timeout', message: '', file: '<query>', line: 1, column: 1 };
      return Promise.resolve({ kind: 'failed', errors: [error] });
    },
  };
  const bodies = Array.from(
    { length: 40 },
    (_, index) => `grant contains "g${index}" if regex.match("^p${index}", input.destination.asset)`,
  );
  const text = `package plant.allow.t\n\n${bodies.join('\n\n')}\n`;
  const { grants, guards } = await lowerAllowlists(world, [{ path: 't.rego', text }], shippedCatalogue, slow);
  expect(grants).toEqual([]);
  expect(guards).toHaveLength(40);
  expect(guards[0]?.reason).toBe(
    '`regex.match("^p0", input.destination.asset)`: working it out without a conversation takes too long',
  );
  expect(asked).toHaveLength(4);
});
