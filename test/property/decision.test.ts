import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyPlan } from '../../src/compiler/keyed/key-plan.ts';
import { inputFor } from '../../src/evaluator/decide.ts';
import { loadPolicy, type Policy } from '../../src/evaluator/policy.ts';
import { arbitraryKey, arbitraryPlan } from '../support/arbitrary-plan.ts';
import { referenceAllows } from '../support/reference-evaluator.ts';

const wasm = readFileSync('build/base.wasm');
const catalogue = { protocols: new Map() } as never;
function load(data: object): Policy {
  const r = loadPolicy(wasm, data);
  if (r.kind !== 'loaded') throw new Error(JSON.stringify(r));
  return r.policy;
}
describe('law 1', () => {
  test('wasm equals reference', () => {
    let allowed = 0,
      n = 0;
    fc.assert(
      fc.property(arbitraryPlan, fc.array(arbitraryKey, { minLength: 20, maxLength: 40 }), (plan, keys) => {
        const policy = load({ keyed: keyPlan(plan, catalogue) });
        for (const key of keys) {
          const d = policy.decide(inputFor(key));
          const want = referenceAllows(plan, key);
          if (d.kind === 'failed') throw new Error(d.message);
          n++;
          if (want) allowed++;
          expect(d.allow).toBe(want);
          
        }
      }),
      { numRuns: 300 },
    );
    console.log(n, allowed);
  });
});
