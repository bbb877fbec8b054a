/** The built-in functions that lowering understands, by their name in OPA. */
import { collectionFunctions } from './functions-of-collections.ts';
import { numberFunctions } from './functions-of-numbers.ts';
import { orderFunctions } from './functions-of-order.ts';
import { textFunctions } from './functions-of-texts.ts';
import type { RegoFunction } from './rego-function.ts';

/** Everything else is a function that lowering does not know. */
export const regoFunctions: ReadonlyMap<string, RegoFunction> = new Map([
  ...orderFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...collectionFunctions,
]);
