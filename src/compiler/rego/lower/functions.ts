/** The built-in functions that lowering understands, by their name in OPA. */
import { collectionFunctions } from './functions-of-collections.ts';
import { numberFunctions } from './functions-of-numbers.ts';
import { orderFunctions } from './functions-of-order.ts';
import { textFunctions } from './functions-of-texts.ts';
import type { Value } from './value.ts';

export interface RegoFunction {
  /** Number of operands, not counting the result that may be written behind them. */
  readonly arity: number;
  /** Undefined when OPA has no result, as for a wrong type. */
  readonly apply: (operands: readonly Value[]) => Value | undefined;
}

/** Everything else is a function that lowering does not know. */
export const regoFunctions: ReadonlyMap<string, RegoFunction> = new Map([
  ...orderFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...collectionFunctions,
]);
