/** What `check` looks at, in two stages: the files as they are written, and what the policy that they make means. */
import { type CheckedPlant, type CompileOptions, checkSources, isError, lowerRego } from '../compiler/compile.ts';
import { checkInvariants } from '../compiler/invariants/check-invariants.ts';
import type { RegoCompiler } from '../compiler/rego/port.ts';
import type { ShippedFiles } from '../compiler/shipped.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { PlantFolder } from '../platform/plant-folder.ts';
import { checkRules } from './check-rules.ts';

/** What a plant is checked with. */
export interface PlantSources {
  readonly shipped: ShippedFiles;
  readonly options: CompileOptions;
  readonly rego: RegoCompiler;
  /** Asked before what takes long; left out, nothing is given up. */
  readonly goesOn?: () => Promise<boolean>;
}

/** Syntax, schema, references and Rego. */
export function checkFiles(
  folder: PlantFolder,
  { shipped, options, rego }: PlantSources,
): Promise<Checked<CheckedPlant>> {
  return checkSources(folder, shipped, options, rego);
}

/** What Rego lowers to, invariants and rules, without the findings of the first stage; nothing of a plant that is no policy. */
export async function checkMeaning(
  folder: PlantFolder,
  checked: Checked<CheckedPlant>,
  sources: PlantSources,
): Promise<Checked<CheckedPlant>> {
  if (checked.diagnostics.some(isError)) return { value: checked.value, diagnostics: [] };
  const lowered = await lowerGrants(checked, sources);
  const whole = { value: lowered.value, diagnostics: [...checked.diagnostics, ...lowered.diagnostics] };
  const invariants = invariantsOf(whole, sources.options.now);
  const rules = await rulesOf(folder, whole, sources);
  return { value: lowered.value, diagnostics: [...lowered.diagnostics, ...invariants, ...rules] };
}

/** The plan with the grants of its Rego, and the findings about them alone. */
export async function lowerGrants(
  { value, diagnostics }: Checked<CheckedPlant>,
  { options, rego }: PlantSources,
): Promise<Checked<CheckedPlant>> {
  return diagnostics.some(isError) ? { value, diagnostics: [] } : lowerRego(value, rego, options.memo);
}

/** What goes against the invariants of a plant; nothing of a plant that is no policy. */
export function invariantsOf({ value, diagnostics }: Checked<CheckedPlant>, now: number): readonly Diagnostic[] {
  if (diagnostics.some(isError)) return [];
  return checkInvariants(value.plant, value.plan, value.catalogue, now);
}

/** What goes against the packs of rules that a plant has chosen; nothing of a plant that is no policy. */
export function rulesOf(
  folder: PlantFolder,
  result: Checked<CheckedPlant>,
  { shipped, options, rego, goesOn }: PlantSources,
): Promise<readonly Diagnostic[]> {
  const setting = { own: folder.rules, shipped, rego, now: options.now };
  return checkRules(result, goesOn === undefined ? setting : { ...setting, goesOn });
}
