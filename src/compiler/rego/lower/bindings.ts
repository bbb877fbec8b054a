/** What the evaluation of a condition knows: the input, the support rules, and the values of variables. */

import type { RegoSupportRule } from '../port.ts';
import type { Body, Support } from './condition.ts';
import type { Value } from './value.ts';

/** Terms hold conditions and conditions hold terms; the two functions here let each be read without the other. */
export interface Scope {
  readonly input: Value;
  readonly support: Support;
  readonly solve: (body: Body, bindings: Bindings, scope: Scope) => readonly Solution[];
  readonly ruleValue: (rules: readonly RegoSupportRule[], scope: Scope) => Value | undefined;
}

/** Values of variables, the newest first. */
export type Bindings = { readonly name: string; readonly value: Value; readonly rest: Bindings } | null;

/** One way to make a condition true; not `sure` when that depends on something unknown. */
export interface Solution {
  readonly bindings: Bindings;
  readonly sure: boolean;
}

/** A value of a term, with what its variables have to be. */
export interface TermValue {
  readonly value: Value;
  readonly bindings: Bindings;
}

export function lookUp(bindings: Bindings, name: string): Value | undefined {
  for (let each = bindings; each !== null; each = each.rest) if (each.name === name) return each.value;
  return undefined;
}

export function bind(bindings: Bindings, name: string, value: Value): Bindings {
  return { name, value, rest: bindings };
}
