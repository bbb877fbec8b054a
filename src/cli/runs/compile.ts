/** `zonewright compile`: check, then the OPA bundle with plan and provenance. */
import path from 'node:path';
import { bundleFiles } from '../../compiler/bundle.ts';
import { packBundle } from '../../platform/bundle-archive.ts';
import { writeOutput } from '../../platform/output-files.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import type { PlantFlags } from '../flags.ts';

export interface CompileFlags extends PlantFlags {
  readonly output: string;
}

export async function compile(this: CliContext, flags: CompileFlags): Promise<void> {
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle } = compiled;
  const file = path.resolve(this.cwd, flags.output);
  const archive = await packBundle(bundleFiles(bundle));
  writeOutput(file, archive);
  const { digest } = bundle.manifest.metadata.zonewright;
  this.process.stdout.write(
    `${flags.output}: ${bundle.plan.plant}, ${bundle.plan.grants.length} grants, policy.wasm ${bundle.wasm.byteLength} bytes, bundle ${archive.byteLength} bytes, ${digest}\n`,
  );
  this.process.exitCode = exitCodes.clean;
}
