/**
 * The compile chain in one screen: parse, check, compile Rego, lower, key, bundle. Each step returns its value and
 * its findings; a bundle exists only when no finding is an error.
 */

import { localTimeAt } from '../algebra/zoned-time.ts';
import { diagnosticCatalogue } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Plan } from '../model/plan.ts';
import type { Plant, RegoSource } from '../model/plant.ts';
import { type Bundle, createBundle } from './bundle.ts';
import { parseCatalogue } from './catalogue/parse-catalogue.ts';
import { checkPlant } from './check-plant.ts';
import { compilePolicies, regoRequest } from './compile-policies.ts';
import { lowerPlant } from './lower/lower-plant.ts';
import { defaultParseLimits } from './parse/parse-limits.ts';
import { parsePlant } from './parse/parse-plant.ts';
import { type ReadFile, readFile } from './parse/read-file.ts';
import { checkAllowlists, describeAllowlists } from './rego/allowlists.ts';
import { diagnoseGuards } from './rego/diagnose-guards.ts';
import { lowerAllowlists } from './rego/lower/lower-allowlists.ts';
import type { Memo, RegoCompiler } from './rego/port.ts';
import { diagnoseRego } from './rego/problems.ts';
import type { ShippedFiles } from './shipped.ts';
import { withoutTorn } from './torn-files.ts';
import type { PolicyRuntime } from './validate/port.ts';
import { validateOnce } from './validate/validate-once.ts';
import type { ValidationCounts } from './validate/validate-policy.ts';

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
  /** Runs what was compiled, so that no bundle exists that does not mean what the plant says. */
  readonly runtime: PolicyRuntime;
  /** Keeps what was worked out for the next time. */
  readonly memo?: Memo;
  /** Reads the YAML files; whoever checks the same plant again and again keeps what did not change. */
  readonly read?: ReadFile;
}

/** What is known about a plant after checking. */
export interface CheckedPlant {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly catalogue: Catalogue;
}

const catalogues = new WeakMap<ShippedFiles, Catalogue>();

/** Reads the shipped catalogue, once for the same files; a problem in it is a bug of this package. */
export function loadCatalogue(shipped: ShippedFiles, memo?: Memo): Catalogue {
  const known = catalogues.get(shipped);
  if (known !== undefined) return known;
  const { catalogue, problems } = parseCatalogue(shipped.catalogue, memo);
  if (problems.length > 0) throw new Error(`the shipped catalogue is broken: ${problems.join('; ')}`);
  catalogues.set(shipped, catalogue);
  return catalogue;
}

/** Checks everything without making a policy. */
export async function checkSources(
  sources: PlantSources,
  shipped: ShippedFiles,
  options: CompileOptions,
  rego: RegoCompiler,
): Promise<Checked<CheckedPlant>> {
  const catalogue = loadCatalogue(shipped, options.memo);
  const data = { templates: catalogue.templates, plantSchema: shipped.plantSchema };
  const parsed = parsePlant(sources.yaml, data, defaultParseLimits, options.read ?? readFile);
  const answer = await rego.check(regoRequest(sources.rego, shipped));
  const allowlists = answer.kind === 'failed' ? [] : describeAllowlists(answer);
  const plant: Plant = { ...parsed.value, rego: sources.rego };
  const lowered = lowerPlant(plant, catalogue, allowlists);
  const ofMeaning = [
    ...checkPlant(plant, catalogue, {
      today: localTimeAt(options.now, plant.timezone).date,
      dialects: options.dialects,
    }),
    ...(answer.kind === 'failed' ? diagnoseRego(answer.errors) : checkAllowlists(plant, allowlists)),
    ...lowered.diagnostics,
  ];
  const diagnostics = withoutTorn([...parsed.diagnostics, ...ofMeaning], parsed.diagnostics);
  return { value: { plant, catalogue, plan: lowered.value }, diagnostics };
}

/** The plan with the grants of its Rego, and findings about what runs as it is written; working it out takes a while. */
export async function lowerRego(
  checked: CheckedPlant,
  rego: RegoCompiler,
  memo?: Memo,
): Promise<Checked<CheckedPlant>> {
  const lowered = await lowerAllowlists(checked.plan, checked.plant.rego, checked.catalogue, rego, memo);
  return { value: { ...checked, plan: { ...checked.plan, lowered } }, diagnostics: diagnoseGuards(lowered.guards) };
}

/** A compiled plant. */
export interface CompiledPlant {
  readonly checked: CheckedPlant;
  /** Null when a finding is an error. */
  readonly bundle: Bundle | null;
  /** What the bundle was held against; null without one. */
  readonly validation: ValidationCounts | null;
}

/** Checks, compiles and validates: there is no bundle unless the compiled policy means what the plant says. */
export async function compileSources(
  sources: PlantSources,
  shipped: ShippedFiles,
  options: CompileOptions,
  rego: RegoCompiler,
): Promise<Checked<CompiledPlant>> {
  const { value: checked, diagnostics: findings } = await checkSources(sources, shipped, options, rego);
  if (findings.some(isError)) return refused(checked, findings);
  const { value: planned, diagnostics: guards } = await lowerRego(checked, rego, options.memo);
  const diagnostics = [...findings, ...guards];
  const { plan } = planned;
  const made = await compilePolicies(plan, sources.rego, shipped, rego);
  if (made.kind === 'failed') return refused(planned, [...diagnostics, ...diagnoseRego(made.errors)]);
  const context = { ...options, catalogue: checked.catalogue, rego: sources.rego };
  const validated = await validateOnce(plan, made, context, options.memo);
  const found = [...diagnostics, ...validated.diagnostics];
  if (validated.counts === null) return refused(checked, found);
  const parts = { wasm: made.wasm, data: { keyed: validated.keyed }, plan, rego: made.modules };
  return {
    value: {
      checked: planned,
      bundle: createBundle(parts, options.revision ?? ''),
      validation: validated.counts,
    },
    diagnostics: found,
  };
}

function refused(checked: CheckedPlant, diagnostics: readonly Diagnostic[]): Checked<CompiledPlant> {
  return { value: { checked, bundle: null, validation: null }, diagnostics };
}

/** Findings that stand in the way of a policy: what is critical or high. */
export function isError(diagnostic: Diagnostic): boolean {
  const { severity } = diagnosticCatalogue[diagnostic.code];
  return severity === 'critical' || severity === 'high';
}
