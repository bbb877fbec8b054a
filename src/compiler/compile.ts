/**
 * The compile chain in one screen: parse, check, compile Rego, lower, key, bundle. Each step returns its value and
 * its findings; a bundle exists only when no finding is an error.
 */

import { localTimeAt } from '../algebra/zoned-time.ts';
import { diagnosticCatalogue } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Plan, PlanAllowlist } from '../model/plan.ts';
import type { Plant, RegoSource } from '../model/plant.ts';
import { type Bundle, createBundle, entrypoints } from './bundle.ts';
import { parseCatalogue } from './catalogue/parse-catalogue.ts';
import { checkPlant } from './check-plant.ts';
import { keyPlan } from './keyed/key-plan.ts';
import { lowerPlant } from './lower/lower-plant.ts';
import { parsePlant } from './parse/parse-plant.ts';
import { allowlistGlue, gluePath } from './rego/allowlist-glue.ts';
import { checkAllowlists, describeAllowlists } from './rego/allowlists.ts';
import { pureBuiltins } from './rego/builtins.ts';
import { inputSchemaForRego } from './rego/input-schema.ts';
import { lowerAllowlists } from './rego/lower/lower-allowlists.ts';
import type { RegoCompiler, RegoRequest } from './rego/port.ts';
import { diagnoseRego } from './rego/problems.ts';
import type { ShippedFiles } from './shipped.ts';

/** A plant's files, as text. */
export interface PlantSources {
  readonly yaml: readonly { readonly path: string; readonly text: string }[];
  readonly rego: readonly RegoSource[];
}

export interface CompileOptions {
  /** The moment for which expiry is judged, in seconds since the epoch. */
  readonly now: number;
  /** Dialects that boundaries may name. */
  readonly dialects: readonly string[];
  /** Revision of the plant's repository. */
  readonly revision: string | null;
  /** Whether to work out what Rego allowlists grant, which only exports and bundles need. */
  readonly lowering: 'allowlists' | 'nothing';
}

/** What is known about a plant after checking. */
export interface CheckedPlant {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly catalogue: Catalogue;
}

/** Reads the shipped catalogue; a problem in it is a bug of this package. */
export function loadCatalogue(shipped: ShippedFiles): Catalogue {
  const { catalogue, problems } = parseCatalogue(shipped.catalogue);
  if (problems.length > 0) throw new Error(`the shipped catalogue is broken: ${problems.join('; ')}`);
  return catalogue;
}

/** Checks everything without making a policy. */
export async function checkSources(
  sources: PlantSources,
  shipped: ShippedFiles,
  options: CompileOptions,
  rego: RegoCompiler,
): Promise<Checked<CheckedPlant>> {
  const catalogue = loadCatalogue(shipped);
  const parsed = parsePlant(sources.yaml, { templates: catalogue.templates, plantSchema: shipped.plantSchema });
  const answer = await rego.check(requestFor(sources.rego, shipped));
  const allowlists = answer.kind === 'failed' ? [] : describeAllowlists(answer);
  const plant: Plant = { ...parsed.value, rego: sources.rego };
  const lowered = lowerPlant(plant, catalogue, allowlists);
  const diagnostics = [
    ...parsed.diagnostics,
    ...checkPlant(plant, catalogue, {
      today: localTimeAt(options.now, plant.timezone).date,
      dialects: options.dialects,
    }),
    ...(answer.kind === 'failed' ? diagnoseRego(answer.errors) : checkAllowlists(plant, allowlists)),
    ...lowered.diagnostics,
  ];
  return { value: { plant, catalogue, plan: lowered.value }, diagnostics };
}

/** Checks and compiles. The value is null when a finding is an error. */
export async function compileSources(
  sources: PlantSources,
  shipped: ShippedFiles,
  options: CompileOptions,
  rego: RegoCompiler,
): Promise<Checked<{ readonly checked: CheckedPlant; readonly bundle: Bundle | null }>> {
  const { value: checked, diagnostics } = await checkSources(sources, shipped, options, rego);
  if (diagnostics.some(isError)) return { value: { checked, bundle: null }, diagnostics };
  const used = usedAllowlists(checked.plan);
  const modules = policyModules(sources.rego, shipped, used);
  const compiled = await rego.compile({ ...requestFor(modules, shipped), entrypoints });
  if (compiled.kind === 'failed') {
    return { value: { checked, bundle: null }, diagnostics: [...diagnostics, ...diagnoseRego(compiled.errors)] };
  }
  const lowered =
    options.lowering === 'nothing'
      ? checked.plan.lowered
      : await lowerAllowlists(checked.plan, sources.rego, checked.catalogue, rego);
  const parts = {
    wasm: compiled.wasm,
    data: { keyed: keyPlan(checked.plan, checked.catalogue) },
    plan: { ...checked.plan, lowered },
    rego: modules,
  };
  return { value: { checked, bundle: createBundle(parts, options.revision ?? '') }, diagnostics };
}

/** Findings that stand in the way of a policy: what is critical or high. */
export function isError(diagnostic: Diagnostic): boolean {
  const { severity } = diagnosticCatalogue[diagnostic.code];
  return severity === 'critical' || severity === 'high';
}

function usedAllowlists(plan: Plan): readonly PlanAllowlist[] {
  const named = new Set(plan.conduits.flatMap((conduit) => conduit.allowlists));
  return plan.allowlists.filter((list) => named.has(list.name));
}

/** The base library, the plant's Rego, and the module that joins them; sorted by path. */
function policyModules(
  rego: readonly RegoSource[],
  shipped: ShippedFiles,
  allowlists: readonly PlanAllowlist[],
): readonly RegoSource[] {
  const glue = { path: gluePath, text: allowlistGlue(allowlists.map((list) => list.name)) };
  return [...baseModules(shipped), ...rego, glue].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The base library lies under `zonewright/` in a bundle, so that a plant's own `policies/` cannot collide with it. */
function baseModules(shipped: ShippedFiles): readonly RegoSource[] {
  return shipped.policies.map(({ path, text }) => ({ path: path.replace(/^policies\//, ''), text }));
}

function requestFor(modules: readonly RegoSource[], shipped: ShippedFiles): RegoRequest {
  return {
    modules: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    schema: inputSchemaForRego(shipped.inputSchema),
    capabilities: { builtins: pureBuiltins },
  };
}
