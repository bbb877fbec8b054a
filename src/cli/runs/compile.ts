/** `zonewright compile`: check, then the OPA bundle with plan and provenance. */
import path from 'node:path';
import { bundleFiles } from '../../compiler/bundle.ts';
import { isError } from '../../compiler/compile.ts';
import type { ValidationCounts } from '../../compiler/validate/validate-policy.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { counted } from '../../diagnostics/words.ts';
import { grantsOf } from '../../model/plan.ts';
import { packBundle } from '../../platform/bundle-archive.ts';
import { writeOutput } from '../../platform/output-files.ts';
import { renderFindings } from '../../report/findings-text.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import type { PlantFlags } from '../flags.ts';
import { invariantsOf } from '../load-plant.ts';
import { paletteFor } from '../palette.ts';

export interface CompileFlags extends PlantFlags {
  readonly output: string;
}

export async function compile(this: CliContext, flags: CompileFlags): Promise<void> {
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle, checked, folder } = compiled;
  const broken = invariantsOf(this, { value: checked, diagnostics: [] }).filter(isError);
  if (broken.length > 0) {
    const { stderr } = this.process;
    const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
    stderr.write(`${renderFindings(broken, { palette: paletteFor(stderr, this), lines })}\n`);
    stderr.write(`nothing is written: ${counted(broken.length, 'violation')} of invariants\n`);
    this.process.exitCode = exitCodes.findings;
    return;
  }
  const file = path.resolve(this.cwd, flags.output);
  const archive = await packBundle(bundleFiles(bundle));
  writeOutput(file, archive);
  const { digest } = bundle.manifest.metadata.zonewright;
  const grants = counted(grantsOf(bundle.plan).length, 'grant');
  this.process.stdout.write(
    `${flags.output}: ${bundle.plan.plant}, ${grants}, policy.wasm ${bundle.wasm.byteLength} bytes, bundle ${archive.byteLength} bytes, ${digest}\n${validationText(compiled.validation)}`,
  );
  this.process.exitCode = exitCodes.clean;
}

/** What the policy was held against, and how often. */
function validationText(counts: ValidationCounts): string {
  const { conversations, asWritten, zonePairs, exhaustive, abandoned } = counts;
  const written = asWritten === 0 ? '' : `, ${asWritten.toLocaleString('en-US')} of them as the Rego is written`;
  const whole = `${counted(zonePairs, 'zone pair')}, ${exhaustive} of them class by class`;
  const late = abandoned === 0 ? '' : `; ${abandoned} not to the end, as a rule runs for too long`;
  return `validated: ${counted(conversations, 'conversation')}${written}; ${whole}${late}\n`;
}
