/** What a plant is checked and compiled with: the files of the package, the Rego compiler and today. */
import { keepAnswers } from '../compiler/rego/keep-answers.ts';
import type { Memo } from '../compiler/rego/port.ts';
import { loadPolicy } from '../evaluator/policy.ts';
import { dialects } from '../exporters/registry.ts';
import { nowSeconds } from '../platform/clock.ts';
import { openRegoCompiler } from '../platform/rego-compiler.ts';
import { readShippedFiles, type Shipped } from '../platform/shipped-files.ts';
import type { PlantSources } from './check-stages.ts';

/** `memo` null: nothing that was worked out before is used. */
export async function openSources(
  env: Readonly<Record<string, string | undefined>>,
  memo: Memo | null,
  revision: string | null,
): Promise<PlantSources & { readonly shipped: Shipped }> {
  const compiler = await openRegoCompiler(env);
  return {
    shipped: readShippedFiles(),
    rego: memo === null ? compiler : keepAnswers(compiler, memo),
    options: {
      now: nowSeconds(env),
      dialects: dialects.map((dialect) => dialect.name),
      revision,
      runtime: loadPolicy,
      ...(memo === null ? {} : { memo }),
    },
  };
}
