/** A built-in function of Rego. */
import type { Value } from './value.ts';

export interface RegoFunction {
  /** Number of operands, not counting the result that may be written behind them. */
  readonly arity: number;
  /** Undefined when OPA has no result, as for a wrong type. */
  readonly apply: (operands: readonly Value[]) => Value | undefined;
}
