/**
 * The modules of a plan's two policies: the one that is shipped, in which lowered Rego is data and only guards run as
 * written, and the reference, which runs all Rego as written and is held against it.
 */
import type { Plan } from '../model/plan.ts';
import type { RegoSource } from '../model/plant.ts';
import { entrypoints } from './bundle.ts';
import { allowlistGlue, gluePath } from './rego/allowlist-glue.ts';
import { readsPorts } from './rego/allowlists.ts';
import { blankLoweredRules } from './rego/blank-lowered-rules.ts';
import { pureBuiltins } from './rego/builtins.ts';
import { inputSchemaForRego } from './rego/input-schema.ts';
import type { RegoCompiler, RegoFailed, RegoRequest } from './rego/port.ts';
import type { ShippedFiles } from './shipped.ts';

export interface CompiledPolicies {
  readonly kind: 'compiled';
  readonly wasm: Uint8Array;
  /** What the bundle carries as source, sorted by path. */
  readonly modules: readonly RegoSource[];
  /** Null where no allowlist speaks, so that there is nothing but data. */
  readonly reference: Uint8Array | null;
}

export async function compilePolicies(
  plan: Plan,
  rego: readonly RegoSource[],
  shipped: ShippedFiles,
  compiler: RegoCompiler,
): Promise<CompiledPolicies | RegoFailed> {
  const named = new Set(plan.conduits.flatMap((conduit) => conduit.allowlists));
  const spoken = plan.allowlists.map((list) => list.name).filter((name) => named.has(name));
  const guarded = [...new Set(plan.lowered.guards.map((guard) => guard.allowlist))];
  const portless = plan.allowlists.filter((list) => !readsPorts(list)).map((list) => list.name);
  const own = policyModules(await guardSources(plan, rego, guarded, compiler), shipped, guarded, portless);
  const compile = (modules: readonly RegoSource[]) =>
    compiler.compile({ ...regoRequest(modules, shipped), entrypoints });
  const [made, reference] = await Promise.all([
    compile(own),
    spoken.length === 0 ? null : compile(policyModules(rego, shipped, spoken, [])),
  ]);
  if (made.kind === 'failed') return made;
  if (reference?.kind === 'failed') return reference;
  const modules = policyModules(rego, shipped, guarded, portless);
  return { kind: 'compiled', wasm: made.wasm, modules, reference: reference?.wasm ?? null };
}

/** The Rego that the shipped policy runs: without guards none, so that it is the same for every plant. */
async function guardSources(
  { lowered }: Plan,
  rego: readonly RegoSource[],
  guarded: readonly string[],
  compiler: RegoCompiler,
): Promise<readonly RegoSource[]> {
  if (guarded.length === 0) return [];
  const checked = await compiler.check({ modules: Object.fromEntries(rego.map(({ path, text }) => [path, text])) });
  return checked.kind === 'failed' ? rego : blankLoweredRules(rego, checked, guarded, lowered);
}

/** Sources with the documented input and without functions that read the world. */
export function regoRequest(modules: readonly RegoSource[], shipped: ShippedFiles): RegoRequest {
  return {
    modules: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    schema: inputSchemaForRego(shipped.inputSchema),
    capabilities: { builtins: pureBuiltins },
  };
}

/** The base library, the plant's Rego, and the module that joins them; sorted by path. */
function policyModules(
  rego: readonly RegoSource[],
  shipped: ShippedFiles,
  allowlists: readonly string[],
  onUsualPorts: readonly string[],
): readonly RegoSource[] {
  const glue = { path: gluePath, text: allowlistGlue(allowlists, onUsualPorts) };
  return [...baseModules(shipped), ...rego, glue].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The base library lies under `zonewright/` in a bundle, so that a plant's own `policies/` cannot collide with it. */
function baseModules(shipped: ShippedFiles): readonly RegoSource[] {
  return shipped.policies.map(({ path, text }) => ({ path: path.replace(/^policies\//, ''), text }));
}
