/**
 * The law of lowering: what the grants allow is what the Rego allows, object by object; next to a guard they allow no
 * more than it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DecisionKey } from '../../../../src/evaluator/decide.ts';
import { referenceAllows } from '../../../support/reference-evaluator.ts';
import { arbitraryConversation, arbitraryRules } from './arbitrary-rules.ts';
import { arbitraryWitness } from './arbitrary-witness.ts';
import { compileRules, lowerRules, world } from './lowering-world.ts';

const runs = Number(process.env['LOWERING_RUNS'] ?? 20);

test('lowered grants allow what the Rego as written allows', { timeout: 1_200_000 }, async () => {
  const seen = { exact: 0, guarded: 0, allowed: 0, conversations: 0 };
  await fc.assert(
    fc.asyncProperty(arbitraryRules, fc.infiniteStream(fc.nat()), async (rules, seeds) => {
      const [lowered, allows] = await Promise.all([lowerRules(rules.rego), compileRules(rules.rego)]);
      const plan = { ...world, grants: lowered.grants };
      const exact = lowered.guards.length === 0;
      seen[exact ? 'exact' : 'guarded'] += 1;
      const seed = seeds.next().value ?? 0;
      const any = arbitraryConversation(world, rules);
      const conversations = [
        ...fc.sample(any, { numRuns: 200, seed }),
        ...lowered.grants.slice(0, 40).flatMap((grant) => {
          const witness = arbitraryWitness(world, grant, arbitraryConversation(world, rules, grant.protocol));
          return fc.sample(witness, { numRuns: 40, seed });
        }),
      ];
      for (const key of conversations) {
        const written = allows(key);
        const meant = objectsOf(key).every(allows);
        const granted = referenceAllows(plan, key);
        seen.conversations += 1;
        if (written) seen.allowed += 1;
        if (written && !meant && exact)
          expect.fail(`${rules.rego}\n${JSON.stringify(key)}\nallowed, but not each object`);
        if (granted !== meant && (exact || (granted && !written))) {
          expect.fail(
            `${rules.rego}\n${JSON.stringify(key)}\nas written ${written}, object by object ${meant}, lowered ${granted}\n${JSON.stringify(lowered, null, 1)}`,
          );
        }
      }
    }),
    { numRuns: runs },
  );
  expect(seen.exact).toBeGreaterThan(runs / 4);
  expect(seen.allowed).toBeGreaterThan(seen.conversations / 100);
});

/** A request for each single object; the request itself when it touches none. */
function objectsOf(key: DecisionKey): readonly DecisionKey[] {
  const { object } = key;
  if (object === null || object.first === null || object.count === null) return [key];
  const { first } = object;
  return Array.from({ length: object.count }, (_, index) => ({
    ...key,
    object: { ...object, first: first + index, count: 1 },
  }));
}
