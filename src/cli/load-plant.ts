/** Joins the platform to the compiler: finds a plant, reads it, checks or compiles it. */
import path from 'node:path';
import { type CheckedPlant, type CompiledPlant, compileSources } from '../compiler/compile.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { nowSeconds } from '../platform/clock.ts';
import { gitRevision } from '../platform/git.ts';
import { openMemo } from '../platform/open-memo.ts';
import { findPlantRoot, type PlantFolder, readPlantFolder } from '../platform/plant-folder.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { askOnce } from './ask-once.ts';
import {
  invariantsOf as askInvariantsOf,
  rulesOf as askRulesOf,
  checkFiles,
  checkMeaning,
  lowerGrants,
  type PlantSources,
} from './check-stages.ts';
import type { CliContext } from './context.ts';
import type { PlantFlags } from './flags.ts';
import { openSources } from './open-sources.ts';

export interface LoadedPlant<T> {
  readonly folder: PlantFolder;
  readonly result: Checked<T>;
}

/** A compiled plant whose YAML can be compiled again with changes in it. */
export interface CompiledFolder extends LoadedPlant<CompiledPlant> {
  readonly recompile: (yaml: PlantFolder['yaml']) => Promise<Checked<CompiledPlant>>;
}

/** The plant that a flag or an argument names; both at once are a mistake. */
export function namedPlant({ plant }: PlantFlags, argument: string | undefined): string | undefined {
  if (plant !== undefined && argument !== undefined)
    throw new PlatformError('usage', 'the plant is named twice; leave out `--plant` or the folder');
  return plant ?? argument;
}

/** The plant's folder, from the flag or from where the command was called. */
export function locatePlant(context: CliContext, plant: string | undefined): string {
  return plant === undefined ? findPlantRoot(context.cwd) : path.resolve(context.cwd, plant);
}

/** With what goes against its invariants and against its packs of rules. */
export async function loadChecked(context: CliContext, plant: string | undefined): Promise<LoadedPlant<CheckedPlant>> {
  return checkWhole(context, readPlantFolder(locatePlant(context, plant)));
}

/** The same of a plant that has been read, or made. */
export async function checkWhole(context: CliContext, folder: PlantFolder): Promise<LoadedPlant<CheckedPlant>> {
  const sources = await sourcesFor(context, folder);
  const files = await checkFiles(folder, sources);
  const { value, diagnostics } = await checkMeaning(folder, files, sources);
  return { folder, result: { value, diagnostics: [...files.diagnostics, ...diagnostics] } };
}

/** What goes against the packs of rules that a plant has chosen; nothing of a plant that is no policy. */
export async function rulesOf(
  context: CliContext,
  folder: PlantFolder,
  result: Checked<CheckedPlant>,
): Promise<readonly Diagnostic[]> {
  return askRulesOf(folder, result, await sourcesFor(context, folder));
}

/** What goes against the invariants of a plant; nothing of a plant that is no policy. */
export function invariantsOf(context: CliContext, result: Checked<CheckedPlant>): readonly Diagnostic[] {
  return askInvariantsOf(result, nowSeconds(context.process.env));
}

/** Checks a plant that has been read, from a folder or from a revision, but for its invariants and rules. */
export async function checkFolder(context: CliContext, folder: PlantFolder): Promise<LoadedPlant<CheckedPlant>> {
  const sources = await sourcesFor(context, folder);
  const files = await checkFiles(folder, sources);
  const { value, diagnostics } = await lowerGrants(files, sources);
  return { folder, result: { value, diagnostics: [...files.diagnostics, ...diagnostics] } };
}

export async function loadCompiled(context: CliContext, plant: string | undefined): Promise<CompiledFolder> {
  return compileFolder(context, readPlantFolder(locatePlant(context, plant)));
}

/** Compiles a plant that has been read. */
export async function compileFolder(context: CliContext, folder: PlantFolder): Promise<CompiledFolder> {
  const { shipped, options, rego } = await sourcesFor(context, folder);
  const compiler = askOnce(rego);
  return {
    folder,
    result: await compileSources(folder, shipped, options, compiler),
    recompile: (yaml) => compileSources({ ...folder, yaml }, shipped, options, compiler),
  };
}

async function sourcesFor({ process }: CliContext, { root }: PlantFolder): Promise<PlantSources> {
  return openSources(process.env, openMemo(process.env, root), await gitRevision(root));
}
