/** The base policy, compiled once per test process; plans differ in data only. */
import { keyWritten } from '../../src/compiler/keyed/key-plan.ts';
import { allowlistGlue, gluePath } from '../../src/compiler/rego/allowlist-glue.ts';
import { loadPolicy, type Policy, type PolicyOptions } from '../../src/evaluator/policy.ts';
import type { Catalogue } from '../../src/model/catalogue.ts';
import type { Plan } from '../../src/model/plan.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';

const compiled = new Map<string, Promise<Uint8Array>>();

/** WASM of the base library with these allowlists, given as source by name. */
export function basePolicy(allowlists: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const key = JSON.stringify(allowlists);
  const known = compiled.get(key) ?? compile(allowlists);
  compiled.set(key, known);
  return known;
}

/** A policy for a plan without allowlists of its own. */
export function loadPlan(wasm: Uint8Array, plan: Plan, catalogue: Catalogue, options: PolicyOptions = {}): Policy {
  const load = loadPolicy(wasm, { keyed: keyWritten(plan, catalogue) }, options);
  if (load.kind !== 'loaded') throw new Error(`the policy does not load: ${JSON.stringify(load)}`);
  return load.policy;
}

async function compile(allowlists: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const rego = await openRegoCompiler(process.env);
  const base = readShippedFiles().policies.map(({ path, text }) => [path, text] as const);
  const own = Object.entries(allowlists).map(([name, text]) => [`policies/${name}.rego`, text] as const);
  const glue = [gluePath, allowlistGlue(Object.keys(allowlists))] as const;
  const answer = await rego.compile({
    modules: Object.fromEntries([...base, ...own, glue]),
    entrypoints: ['zonewright/allow', 'zonewright/decision'],
  });
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.errors));
  return answer.wasm;
}
