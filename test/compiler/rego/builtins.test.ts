/** Every built-in function that a policy may call is native in WASM, and lowers exactly where its operands are known. */
import { expect, test } from 'vitest';
import { pureBuiltins } from '../../../src/compiler/rego/builtins.ts';
import { listEndpoints } from '../../../src/model/endpoint.ts';
import { referenceAllows } from '../../support/reference-evaluator.ts';
import { builtinConditions } from './builtin-conditions.ts';
import { decideRules, lowerRules, world } from './lower/lowering-world.ts';

const rego = Object.entries(builtinConditions)
  .map(([name, condition]) => `grant contains "${name}" if {\n\t${condition}\n\tinput.service.protocol == "modbus"\n}`)
  .join('\n\n');

test('every built-in function has a condition', () => {
  expect(Object.keys(builtinConditions)).toEqual(pureBuiltins);
});

test('what they say of the two ends lowers without a guard, to what WASM says', async () => {
  const plan = { ...world, conduits: world.conduits.slice(0, 1) };
  const [lowered, decide] = await Promise.all([lowerRules(rego, plan), decideRules(rego)]);
  expect(lowered.guards).toEqual([]);
  const endpoints = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const ends = endpoints.filter((each) => each.attributes.cast === 'unicast');
  const seen = new Map(pureBuiltins.map((name) => [name, new Set<boolean>()]));
  for (const source of ends.filter((each) => each.attributes.zone === 'dmz')) {
    for (const destination of endpoints.filter((each) => each.attributes.zone === 'cell')) {
      const key = {
        source,
        destination,
        protocol: 'modbus',
        transport: 'tcp',
        port: 502,
        operation: { class: 'read', code: '1', name: 'read_coils' },
        object: null,
        windows: [],
      } as const;
      const decision = decide(key);
      const written = decision.kind === 'decided' ? decision.grants : [];
      for (const name of pureBuiltins) {
        const grants = lowered.grants.filter((each) => each.id.startsWith(`plant.allow.t/${name}[`));
        const allowed = referenceAllows({ ...plan, grants }, key);
        seen.get(name)?.add(allowed);
        expect([name, destination.id, allowed]).toEqual([
          name,
          destination.id,
          written.includes(`plant.allow.t/${name}`),
        ]);
      }
    }
  }
  expect([...seen].filter(([, answers]) => answers.size < 2).map(([name]) => name)).toEqual([]);
});
