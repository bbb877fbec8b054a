/** Compiles a plant for a command that needs a good policy; otherwise says on standard error what is wrong. */
import type { Bundle } from '../compiler/bundle.ts';
import { type CheckedPlant, isError } from '../compiler/compile.ts';
import type { ValidationCounts } from '../compiler/validate/validate-policy.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import { sourceLinesOf } from '../diagnostics/source-lines.ts';
import { type PlantFolder, readPlantFolder } from '../platform/plant-folder.ts';
import { countFindings, renderFindings } from '../report/findings-text.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { type CompiledFolder, checkFolder, loadCompiled, locatePlant } from './load-plant.ts';
import { paletteFor } from './palette.ts';

export interface CompiledPlant {
  readonly folder: PlantFolder;
  readonly checked: CheckedPlant;
  readonly bundle: Bundle;
  readonly validation: ValidationCounts;
  readonly recompile: CompiledFolder['recompile'];
}

/** Checks a plant for a command that reads its plan and judges nothing. Null when there is no policy, as below. */
export async function planOrExplain(context: CliContext, plant: string | undefined): Promise<CheckedPlant | null> {
  const { folder, result } = await checkFolder(context, readPlantFolder(locatePlant(context, plant)));
  const errors = result.diagnostics.filter(isError);
  if (errors.length === 0) return result.value;
  explainErrors(context, folder, errors);
  return null;
}

/** Null when there is no policy; the findings have been printed and the exit code is set. */
export async function compileOrExplain(context: CliContext, plant: string | undefined): Promise<CompiledPlant | null> {
  const { folder, result, recompile } = await loadCompiled(context, plant);
  const { checked, bundle, validation } = result.value;
  const { stderr } = context.process;
  const errors = result.diagnostics.filter(isError);
  if (bundle !== null && validation !== null) {
    const rest = result.diagnostics.map((each) => findingOf(each).severity);
    if (rest.some((severity) => severity !== 'info' && severity !== 'low')) {
      stderr.write(`${checked.plan.plant}: ${countFindings(rest)}; \`zonewright check\` lists them\n`);
    }
    return { folder, checked, bundle, validation, recompile };
  }
  explainErrors(context, folder, errors);
  return null;
}

function explainErrors(context: CliContext, folder: PlantFolder, errors: readonly Diagnostic[]): void {
  const { stderr } = context.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  stderr.write(`${renderFindings(errors, { palette: paletteFor(stderr, context), lines })}\n`);
  stderr.write(`there is no policy: ${countFindings(errors.map((each) => findingOf(each).severity))}\n`);
  context.process.exitCode = exitCodes.failed;
}
