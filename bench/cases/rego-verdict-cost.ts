/** One decision at 20 and at 2,000 Rego grants, by the policy that is shipped and by the Rego as written. */
import { compileSources } from '../../src/compiler/compile.ts';
import { compilePolicies } from '../../src/compiler/compile-policies.ts';
import { keyWritten } from '../../src/compiler/keyed/key-plan.ts';
import { inputFor } from '../../src/evaluator/decide.ts';
import { loadPolicy, type Policy } from '../../src/evaluator/policy.ts';
import { listEndpoints } from '../../src/model/endpoint.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import type { PolicyInput } from '../../src/model/policy-input.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { cpuSeconds, digits, row } from '../measure.ts';
import { regoPlant } from '../rego-plant.ts';

const shipped = readShippedFiles();
const rego = await openRegoCompiler(process.env);
const options = { now: 1_800_000_000, dialects: ['nftables'], revision: null, runtime: loadPolicy };

const few = await measure(20);
const many = await measure(2000);
row('shipped, 20 Rego grants', `${digits(few.shipped * 1e6)} us`);
row(
  'shipped, 2,000 Rego grants',
  `${digits(many.shipped * 1e6)} us`,
  `${digits(many.shipped / few.shipped)} times (limit 1.5)`,
);
row('as written, 20 Rego grants', `${digits(few.written * 1e6)} us`);
row('as written, 2,000 Rego grants', `${digits(many.written * 1e6)} us`, `${digits(many.written / few.written)} times`);
process.exit(0);

async function measure(grants: number): Promise<{ readonly shipped: number; readonly written: number }> {
  const sources = regoPlant(grants);
  const { value } = await compileSources(sources, shipped, options, rego);
  if (value.bundle === null) throw new Error('the plant does not compile');
  const { plan, data, wasm } = value.bundle;
  const made = await compilePolicies(plan, sources.rego, shipped, rego);
  if (made.kind === 'failed' || made.reference === null) throw new Error('the Rego does not compile');
  const inputs = plan.lowered.grants.slice(0, 2000).flatMap((grant) => inputOf(grant, plan) ?? []);
  const written = load(made.reference, { keyed: keyWritten(plan, value.checked.catalogue) });
  return {
    shipped: await secondsPer(load(wasm, data), inputs, 5000),
    written: await secondsPer(written, inputs, grants > 100 ? 60 : 1000),
  };
}

async function secondsPer(policy: Policy, inputs: readonly PolicyInput[], times: number): Promise<number> {
  const seconds = await cpuSeconds(5, () => {
    for (let index = 0; index < times; index++) policy.decide(inputs[(index * 7) % inputs.length] as PolicyInput);
  });
  return seconds / times;
}

/** A conversation that the grant is about. */
function inputOf(grant: PlanGrant, plan: Parameters<typeof keyWritten>[0]): PolicyInput | null {
  const endpoints = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const source = endpoints.find((each) => each.id === grant.sources[0]);
  const destination = endpoints.find((each) => each.id === grant.destinations[0]);
  if (source === undefined || destination === undefined) return null;
  const operation = { class: 'read', code: '3', name: 'read_holding_registers' } as const;
  const object = { unit: 1, table: 'holding', first: grant.objects?.[0]?.range?.from ?? 0, count: 1 };
  const { protocol } = grant;
  return inputFor({
    source,
    destination,
    protocol,
    transport: 'tcp',
    port: 502,
    operation,
    object,
    windows: grant.windows,
  });
}

function load(wasm: Uint8Array, data: object): Policy {
  const loaded = loadPolicy(wasm, data);
  if (loaded.kind !== 'loaded') throw new Error('the policy does not load');
  return loaded.policy;
}
