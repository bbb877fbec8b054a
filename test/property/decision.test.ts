/** Laws 1 to 3 and 6 of the policy's meaning (docs/architecture.md), on random plans and conversations. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { keyPlan } from '../../src/compiler/keyed/key-plan.ts';
import { createDecider, inputFor } from '../../src/evaluator/decide.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import { arbitraryKey, arbitraryPlan } from '../support/arbitrary-plan.ts';
import { basePolicy, loadPlan } from '../support/base-policy.ts';
import { expectShare } from '../support/expect-share.ts';
import { referenceAllows } from '../support/reference-evaluator.ts';
import { runs } from '../support/runs.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();
const keys = fc.array(arbitraryKey, { minLength: 15, maxLength: 30 });
let wasm: Uint8Array;

beforeAll(async () => {
  wasm = await basePolicy();
});

describe('the policy', () => {
  test('decides as the reference evaluator does, on every plan and conversation', () => {
    let allowed = 0;
    let asked = 0;
    fc.assert(
      fc.property(arbitraryPlan, keys, (plan, conversations) => {
        const policy = loadPlan(wasm, plan, catalogue);
        for (const key of conversations) {
          const decision = policy.decide(inputFor(key));
          const expected = referenceAllows(plan, key);
          asked += 1;
          if (expected) allowed += 1;
          expect(decision).toMatchObject({ kind: 'decided', allow: expected });
        }
      }),
      { numRuns: runs(500) },
    );
    // A law that only ever sees denials would prove nothing.
    expectShare(asked / 20, allowed);
  });

  test('never allows less after a grant was added, and never more after one was removed', () => {
    fc.assert(
      fc.property(arbitraryPlan, keys, fc.nat(), (plan, conversations, pick) => {
        fc.pre(plan.grants.length > 0);
        const removed = pick % plan.grants.length;
        const less = { ...plan, grants: plan.grants.filter((_, index) => index !== removed) };
        const big = loadPlan(wasm, plan, catalogue);
        const small = loadPlan(wasm, less, catalogue);
        for (const key of conversations) {
          const before = small.decide(inputFor(key));
          const after = big.decide(inputFor(key));
          if (before.kind === 'decided' && before.allow) expect(after).toMatchObject({ allow: true });
        }
      }),
      { numRuns: runs(150) },
    );
  });

  test('does not depend on the order of grants: the keyed data has the same bytes', () => {
    fc.assert(
      fc.property(
        arbitraryPlan.chain((plan) =>
          fc.tuple(fc.constant(plan), fc.shuffledSubarray([...plan.grants], { minLength: plan.grants.length })),
        ),
        ([plan, shuffled]: readonly [Parameters<typeof keyPlan>[0], readonly PlanGrant[]]) => {
          const again = keyPlan({ ...plan, grants: shuffled }, catalogue);
          expect(JSON.stringify(again)).toBe(JSON.stringify(keyPlan(plan, catalogue)));
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test('gives the same answer with the cache as without it', () => {
    fc.assert(
      fc.property(arbitraryPlan, keys, (plan, conversations) => {
        const policy = loadPlan(wasm, plan, catalogue);
        const decider = createDecider(policy, 10);
        const cached = [...conversations, ...conversations].map((key) => decider.decide(key));
        const uncached = [...conversations, ...conversations].map((key) => policy.decide(inputFor(key)));
        expect(cached).toEqual(uncached);
      }),
      { numRuns: runs(100) },
    );
  });
});
