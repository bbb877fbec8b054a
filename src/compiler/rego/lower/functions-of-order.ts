/** Comparisons: Rego orders values of all types, null before booleans before numbers before texts. */
import type { RegoFunction } from './rego-function.ts';
import { compareValues, equalValues, unknown, type Value } from './value.ts';

export const orderFunctions: readonly (readonly [string, RegoFunction])[] = [
  ['equal', comparison((a, b) => equalValues(a, b))],
  ['neq', comparison((a, b) => negated(equalValues(a, b)))],
  ['lt', comparison(ordered((order) => order < 0))],
  ['lte', comparison(ordered((order) => order <= 0))],
  ['gt', comparison(ordered((order) => order > 0))],
  ['gte', comparison(ordered((order) => order >= 0))],
];

function comparison(compare: (a: Value, b: Value) => boolean | null): RegoFunction {
  return { arity: 2, apply: ([a = null, b = null]) => compare(a, b) ?? unknown };
}

function ordered(test: (order: number) => boolean): (a: Value, b: Value) => boolean | null {
  return (a, b) => {
    const order = compareValues(a, b);
    return order === null ? null : test(order);
  };
}

function negated(answer: boolean | null): boolean | null {
  return answer === null ? null : !answer;
}
