/** A large plant, compiled, for the benchmarks that judge. */
import type { Bundle } from '../src/compiler/bundle.ts';
import { compileSources, loadCatalogue } from '../src/compiler/compile.ts';
import { loadPolicy, type Policy } from '../src/evaluator/policy.ts';
import type { Catalogue } from '../src/model/catalogue.ts';
import { openRegoCompiler } from '../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../src/platform/shipped-files.ts';
import { largePlant, type PlantSize } from './large-plant.ts';

export interface CompiledPlant {
  readonly bundle: Bundle;
  readonly catalogue: Catalogue;
  readonly policy: Policy;
}

export async function compilePlant(size: PlantSize): Promise<CompiledPlant> {
  const shipped = readShippedFiles();
  const options = { now: 1_800_000_000, dialects: ['nftables'], revision: null, runtime: loadPolicy };
  const rego = await openRegoCompiler(process.env);
  const { value, diagnostics } = await compileSources({ yaml: largePlant(size), rego: [] }, shipped, options, rego);
  const { bundle } = value;
  if (bundle === null) throw new Error(`the plant does not compile: ${JSON.stringify(diagnostics[0])}`);
  const load = loadPolicy(bundle.wasm, bundle.data);
  if (load.kind !== 'loaded') throw new Error('the policy does not load');
  return { bundle, catalogue: loadCatalogue(shipped), policy: load.policy };
}
