import { expect, test } from 'vitest';
import {
  type LoweringBounds,
  lowerAllowlist,
  usualBounds,
} from '../../../../src/compiler/rego/lower/lower-allowlist.ts';
import { listEndpoints } from '../../../../src/model/endpoint.ts';
import type { LoweredRego } from '../../../../src/model/plan.ts';
import { openRegoCompiler } from '../../../../src/platform/rego-compiler.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';
import { world } from './lowering-world.ts';

const rules = `package plant.allow.t

grant contains "g" if {
	{"hist": "plc-a", "jump": "hmi"}[input.source.asset] == input.destination.asset
	input.service.protocol in {"modbus", "s7comm"}
}
`;

async function lowerWithin(bounds: Partial<LoweringBounds>): Promise<LoweredRego> {
  const compiler = await openRegoCompiler(process.env);
  const residue = await compiler.partial({
    modules: { 'policies/t.rego': rules },
    query: 'data.plant.allow.t.grant[id]',
    unknowns: ['input'],
  });
  const [allowlist] = world.allowlists;
  if (residue.kind === 'failed' || allowlist === undefined) throw new Error('no residue');
  return lowerAllowlist(
    {
      allowlist,
      conduits: world.conduits,
      residue,
      rules: [],
      annotations: [],
      endpoints: listEndpoints(world.zones, world.assets),
      windows: new Set(),
      catalogue: shippedCatalogue,
    },
    { compiler, modules: { 'policies/t.rego': rules } },
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
  ['too many evaluations', { evaluations: 5 }, 'plant.allow.t', 'it would take too long to tabulate'],
  ['too many grants', { boxes: 3 }, 'plant.allow.t/g', 'it would take 4 grants between two zones'],
])('%s make a guard', async ([, bounds, name, reason]) => {
  const { grants, guards } = await lowerWithin(bounds);
  expect(grants).toEqual([]);
  expect(guards).toMatchObject([{ name, reason }]);
});
