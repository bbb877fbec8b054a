/** Random allowlists: what is compiled agrees with the Rego as written and with the allowed set. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePolicies } from '../../../src/compiler/compile-policies.ts';
import { describeAllowlists } from '../../../src/compiler/rego/allowlists.ts';
import { lowerAllowlists } from '../../../src/compiler/rego/lower/lower-allowlists.ts';
import { validate } from '../../../src/compiler/validate/validate.ts';
import { loadPolicy } from '../../../src/evaluator/policy.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { openRegoCompiler } from '../../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../../src/platform/shipped-files.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';
import { arbitraryRules } from '../rego/lower/arbitrary-rules.ts';
import { world } from '../rego/lower/lowering-world.ts';

const runs = Number(process.env['VALIDATION_RUNS'] ?? 8);
const shipped = readShippedFiles();
const now = Date.parse('2026-09-12T12:00:00Z') / 1000;

test('random allowlists agree in all three readings', { timeout: 1_200_000 }, async () => {
  const compiler = await openRegoCompiler(process.env);
  let asWritten = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryRules, async ({ rego: rules }) => {
      const rego = [{ path: 'policies/t.rego', text: `package plant.allow.t\n\n${rules}\n` }];
      const checked = await compiler.check({ modules: { 'policies/t.rego': rego[0]?.text ?? '' } });
      if (checked.kind === 'failed') throw new Error(JSON.stringify(checked.errors));
      const before: Plan = { ...world, allowlists: describeAllowlists(checked) };
      const plan = { ...before, lowered: await lowerAllowlists(before, rego, shippedCatalogue, compiler) };
      const made = await compilePolicies(plan, rego, shipped, compiler);
      // Some rules of the grammar are not typed, and are findings of `check`.
      if (made.kind === 'failed') return fc.pre(false);
      const context = { catalogue: shippedCatalogue, runtime: loadPolicy, rego, now };
      const { counts, diagnostics } = validate(plan, made, context);
      if (counts === null)
        expect.fail(`${rules}\n${JSON.stringify(diagnostics, null, 1)}\n${JSON.stringify(plan.lowered, null, 1)}`);
      asWritten += counts.asWritten;
    }),
    { numRuns: runs },
  );
  expect(asWritten).toBeGreaterThan(runs * 100);
});
