/** The last step of a compile: runs the policies that were made and holds them against the allowed set. */
import { allowedSetOf } from '../../algebra/allowed-set.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { KeyedData } from '../../model/keyed-data.ts';
import type { Plan } from '../../model/plan.ts';
import type { RegoSource } from '../../model/plant.ts';
import type { CompiledPolicies } from '../compile-policies.ts';
import { keyPlan, keyWritten } from '../keyed/key-plan.ts';
import type { PolicyRuntime, RunningPolicy } from './port.ts';
import { type ValidationCounts, validatePolicy } from './validate-policy.ts';

export interface ValidationContext {
  readonly catalogue: Catalogue;
  readonly runtime: PolicyRuntime;
  readonly rego: readonly RegoSource[];
  readonly now: number;
}

export interface Validated {
  readonly keyed: KeyedData;
  /** Null when a finding stands in the way. */
  readonly counts: ValidationCounts | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function validate(
  plan: Plan,
  { wasm, reference }: CompiledPolicies,
  { catalogue, runtime, rego, now }: ValidationContext,
): Validated {
  const keyed = keyPlan(plan, catalogue);
  const refused = (diagnostics: readonly Diagnostic[]): Validated => ({ keyed, counts: null, diagnostics });
  const shipped = start(runtime, wasm, keyed);
  if ('diagnostics' in shipped) return refused(shipped.diagnostics);
  const written = reference === null ? null : start(runtime, reference, keyWritten(plan, catalogue));
  if (written !== null && 'diagnostics' in written) return refused(written.diagnostics);
  const set = allowedSetOf(plan);
  const parts = { plan, set, keyed, catalogue, shipped: shipped.policy, reference: written?.policy ?? null, rego, now };
  const result = validatePolicy(parts);
  const at = plan.allowlists[0]?.at ?? null;
  switch (result.kind) {
    case 'agrees':
      return { keyed, counts: result.counts, diagnostics: [] };
    case 'fails':
      return refused([diagnose('policy/fails', at, { message: result.message, conversation: result.conversation })]);
    case 'disagrees': {
      const { conversation, first, second } = result;
      return refused([diagnose('compile/disagreement', null, { conversation, first, second })]);
    }
  }
}

type Started = { readonly policy: RunningPolicy } | { readonly diagnostics: readonly Diagnostic[] };

function start(runtime: PolicyRuntime, wasm: Uint8Array, keyed: KeyedData): Started {
  const started = runtime(wasm, { keyed });
  switch (started.kind) {
    case 'loaded':
      return { policy: started.policy };
    case 'impure':
      return { diagnostics: started.builtins.map((builtin) => diagnose('policy/impure', null, { builtin })) };
    case 'broken':
      throw new Error(`the compiled policy does not load: ${started.message}`);
  }
}
