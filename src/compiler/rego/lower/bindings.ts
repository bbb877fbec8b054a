/** What the evaluation of a condition knows: the input, the support rules, and the values of variables. */

import type { RegoSupportRule } from '../port.ts';
import type { Body, Support } from './condition.ts';
import type { Term } from './terms.ts';
import type { Value } from './value.ts';

/** Terms hold conditions and conditions hold terms; the functions here let each be read without the other. */
export interface Scope {
  readonly input: Value;
  readonly support: Support;
  readonly solve: (body: Body, bindings: Bindings, scope: Scope) => readonly Solution[];
  /** Whether a value has the form of a term, which may give values to variables. */
  readonly match: (pattern: Term, value: Value, bindings: Bindings, scope: Scope) => readonly Solution[];
  /** The value of a rule, or of a function called with these operands. */
  readonly ruleValue: (
    rules: readonly RegoSupportRule[],
    operands: readonly Value[],
    scope: Scope,
  ) => Value | undefined;
  /** Conditions that may still be looked at; what is not looked at is not known. */
  readonly fuel: Fuel;
}

/** Work that is left; counts down. */
export interface Fuel {
  steps: number;
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
