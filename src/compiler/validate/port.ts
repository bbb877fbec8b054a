/** A compiled policy that runs, as the compiler sees it; the evaluator has one. */
import type { PolicyInput } from '../../model/policy-input.ts';

/** Loads a module with its data; refuses what is not pure. */
export type PolicyRuntime = (wasm: Uint8Array, data: object) => PolicyStart;

export type PolicyStart =
  | { readonly kind: 'loaded'; readonly policy: RunningPolicy }
  | { readonly kind: 'impure'; readonly builtins: readonly string[] }
  | { readonly kind: 'broken'; readonly message: string };

export interface RunningPolicy {
  readonly decide: (input: PolicyInput) => PolicyAnswer;
  /** Stops work that takes too long by throwing an error with the name `Runaway`. */
  readonly guarded: <T>(work: () => T) => T;
}

/** An evaluation that fails, as a function with two results does, is a denial. */
export type PolicyAnswer =
  | {
      readonly kind: 'decided';
      readonly allow: boolean;
      /** `allowlists` where Rego as written allows it, and nothing else does. */
      readonly by: 'grants' | 'allowlists' | 'internal' | 'nothing';
    }
  | { readonly kind: 'failed'; readonly message: string };
