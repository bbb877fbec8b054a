/**
 * Arithmetic. OPA calculates without rounding, so only what a double holds exactly is calculated here; the levels of
 * zones are halves and no trouble.
 */
import type { RegoFunction } from './rego-function.ts';
import { compareValues, isSet, kindOf, setOf, unknown, type Value } from './value.ts';

export const numberFunctions: readonly (readonly [string, RegoFunction])[] = [
  ['plus', binary((a, b) => a + b)],
  ['minus', { arity: 2, apply: minus }],
  ['mul', binary((a, b) => a * b)],
  ['abs', unary(Math.abs)],
  ['ceil', unary(Math.ceil)],
  ['floor', unary(Math.floor)],
];

function binary(calculate: (a: number, b: number) => number): RegoFunction {
  return {
    arity: 2,
    apply: ([a = null, b = null]) => {
      if (kindOf(a) === 'unknown' || kindOf(b) === 'unknown') return unknown;
      return typeof a === 'number' && typeof b === 'number' ? exactly(a, b, calculate(a, b)) : undefined;
    },
  };
}

function unary(calculate: (a: number) => number): RegoFunction {
  return {
    arity: 1,
    apply: ([a = null]) => {
      if (kindOf(a) === 'unknown') return unknown;
      return typeof a === 'number' ? exactly(a, a, calculate(a)) : undefined;
    },
  };
}

/** The difference of numbers, or of sets. */
function minus([a = null, b = null]: readonly Value[]): Value | undefined {
  if (!isSet(a) || !isSet(b)) return binary((left, right) => left - right).apply([a, b]);
  const taken = setOf([...a.items, ...b.items]);
  if (!isSet(taken)) return unknown;

  return setOf(a.items.filter((item) => !b.items.some((other) => compareValues(other, item) === 0)));
}

function exactly(...numbers: readonly number[]): Value {
  const exact = numbers.every((each) => Number.isInteger(each * 1024) && Math.abs(each) < 2 ** 40);
  return exact ? (numbers.at(-1) ?? unknown) : unknown;
}
