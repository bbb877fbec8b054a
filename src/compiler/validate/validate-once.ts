/** A validation that has been done for the very same policy need not be done again. */
import { createHash } from 'node:crypto';
import type { Plan } from '../../model/plan.ts';
import type { CompiledPolicies } from '../compile-policies.ts';
import { keyPlan } from '../keyed/key-plan.ts';
import { type MemoForm, memoKey, recall } from '../rego/memo-key.ts';
import type { Memo } from '../rego/port.ts';
import { type Validated, type ValidationContext, validate } from './validate.ts';
import type { ValidationCounts } from './validate-policy.ts';

/** As {@link validate}; what agreed is kept, under everything that it depends on but the moment. */
export async function validateOnce(
  plan: Plan,
  policies: CompiledPolicies,
  context: ValidationContext,
  memo: Memo | undefined,
): Promise<Validated> {
  if (memo === undefined) return validate(plan, policies, context);
  const form: MemoForm<Validated> = {
    write: ({ counts }) => JSON.stringify(counts),
    read: (text) => ({
      keyed: keyPlan(plan, context.catalogue),
      counts: JSON.parse(text) as ValidationCounts,
      diagnostics: [],
    }),
    keeps: ({ counts }) => counts !== null,
  };
  const content = [plan, context.rego, digestOf(policies.wasm), digestOf(policies.reference)];
  return recall(memo, memoKey('validate', content), form, async () => validate(plan, policies, context));
}

function digestOf(wasm: Uint8Array | null): string | null {
  return wasm === null ? null : createHash('sha256').update(wasm).digest('hex');
}
