/** Values of terms. A term without a value is undefined, and a term over variables can have several. */

import type { RegoExpressionAst } from '../ast.ts';
import { type Bindings, bind, lookUp, type Scope, type TermValue } from './bindings.ts';
import { nameOf, nestedConditions } from './condition.ts';
import { regoFunctions } from './functions.ts';
import type { Term } from './terms.ts';
import { equalValues, isArray, isObject, isSet, kindOf, objectOf, setOf, unknown, type Value } from './value.ts';

export function evaluateTerm(term: Term, bindings: Bindings, scope: Scope): readonly TermValue[] {
  switch (term.type) {
    case 'null':
      return [{ value: null, bindings }];
    case 'boolean':
    case 'string':
      return [{ value: term.value, bindings }];
    case 'number':
      return [{ value: isExact(term.value) ? term.value : unknown, bindings }];
    case 'var':
      return [{ value: boundValue(term.value, bindings), bindings }];
    case 'array':
      return evaluateTerms(term.value, bindings, scope).map(({ values, bindings: after }) => ({
        value: values,
        bindings: after,
      }));
    case 'set':
      return evaluateTerms(term.value, bindings, scope).map(({ values, bindings: after }) => ({
        value: setOf(values),
        bindings: after,
      }));
    case 'object':
      return evaluateTerms(term.value.flat(), bindings, scope).map(({ values, bindings: after }) => ({
        value: objectFrom(values),
        bindings: after,
      }));
    case 'ref':
      return evaluateReference(term.value, bindings, scope);
    case 'call':
      return evaluateCall(nameOf(term.value[0] ?? term), term.value.slice(1), bindings, scope);
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      return [{ value: comprehend(term, bindings, scope), bindings }];
    default:
      return [{ value: unknown, bindings }];
  }
}

/** All combinations of the values of several terms. */
function evaluateTerms(
  terms: readonly Term[],
  bindings: Bindings,
  scope: Scope,
): readonly { readonly values: readonly Value[]; readonly bindings: Bindings }[] {
  let results: readonly { readonly values: readonly Value[]; readonly bindings: Bindings }[] = [
    { values: [], bindings },
  ];
  for (const term of terms) {
    results = results.flatMap((result) =>
      evaluateTerm(term, result.bindings, scope).map((each) => ({
        values: [...result.values, each.value],
        bindings: each.bindings,
      })),
    );
  }
  return results;
}

/** Results of a function; a function that is not known has an unknown one. */
export function evaluateCall(
  name: string,
  operands: readonly Term[],
  bindings: Bindings,
  scope: Scope,
): readonly TermValue[] {
  const called = regoFunctions.get(name);
  const rules = name.startsWith('data.') ? scope.support.get(name) : undefined;
  if (called === undefined && rules === undefined) return [{ value: unknown, bindings }];
  return evaluateTerms(operands, bindings, scope).flatMap((each) => {
    const value = rules === undefined ? called?.apply(each.values) : scope.ruleValue(rules, each.values, scope);
    return value === undefined ? [] : [{ value, bindings: each.bindings }];
  });
}

function evaluateReference([head, ...path]: readonly Term[], bindings: Bindings, scope: Scope): readonly TermValue[] {
  if (head === undefined) return [];
  if (head.type === 'var' && head.value === 'data') return evaluateData(path, bindings, scope);
  const starts: readonly TermValue[] =
    head.type === 'var' && head.value === 'input'
      ? [{ value: scope.input, bindings }]
      : evaluateTerm(head, bindings, scope);
  return path.reduce((values, step) => values.flatMap((each) => follow(each, step, scope)), starts);
}

/** The value of a rule that takes no parameters; other data is not known when a plant is compiled. */
function evaluateData(path: readonly Term[], bindings: Bindings, scope: Scope): readonly TermValue[] {
  for (let length = path.length; length > 0; length--) {
    const name = nameOf({ type: 'ref', value: [{ type: 'var', value: 'data' }, ...path.slice(0, length)] });
    const rules = scope.support.get(name);
    if (rules === undefined) continue;
    const value = scope.ruleValue(rules, [], scope);
    const starts: readonly TermValue[] = value === undefined ? [] : [{ value, bindings }];
    return path.slice(length).reduce((values, step) => values.flatMap((each) => follow(each, step, scope)), starts);
  }
  return [{ value: unknown, bindings }];
}

/** One step of a reference: a key, or a variable that goes through all keys. */
function follow({ value, bindings }: TermValue, step: Term, scope: Scope): readonly TermValue[] {
  if (kindOf(value) === 'unknown') return [{ value, bindings }];
  if (step.type === 'var' && lookUp(bindings, step.value) === undefined) {
    return entriesOf(value).map(([key, each]) => ({ value: each, bindings: bind(bindings, step.value, key) }));
  }
  return evaluateTerm(step, bindings, scope).flatMap((key) => {
    const found = member(value, key.value);
    return found === undefined ? [] : [{ value: found, bindings: key.bindings }];
  });
}

/** Keys and values of a collection: positions of an array, and the items of a set under themselves. */
export function entriesOf(value: Value): readonly (readonly [Value, Value])[] {
  if (isArray(value)) return value.map((each, index) => [index, each]);
  if (isSet(value)) return value.items.map((each) => [each, each]);
  return isObject(value) ? [...value.entries] : [];
}

function member(collection: Value, key: Value): Value | undefined {
  if (kindOf(key) === 'unknown') return unknown;
  if (isObject(collection) && typeof key === 'string') return collection.entries.get(key);
  const found = entriesOf(collection).map(([each, value]) => ({ equal: equalValues(each, key), value }));
  const hit = found.find(({ equal }) => equal === true);
  if (hit !== undefined) return hit.value;
  return found.some(({ equal }) => equal === null) ? unknown : undefined;
}

function objectFrom(keysAndValues: readonly Value[]): Value {
  const entries: (readonly [string, Value])[] = [];
  for (let index = 0; index < keysAndValues.length; index += 2) {
    const key = keysAndValues[index];
    if (typeof key !== 'string') return unknown;
    entries.push([key, keysAndValues[index + 1] ?? null]);
  }
  return objectOf(entries);
}

type Comprehension = Extract<
  Term,
  { readonly type: 'arraycomprehension' | 'setcomprehension' | 'objectcomprehension' }
>;

function comprehend(term: Comprehension, bindings: Bindings, scope: Scope): Value {
  const parts = term.type === 'objectcomprehension' ? [term.value.key, term.value.value] : [term.value.term];
  const rows: (readonly Value[])[] = [];
  for (const solution of scope.solve(conditionsIn(term.value.body, scope), bindings, scope)) {
    if (!solution.sure) return unknown;
    rows.push(...evaluateTerms(parts, solution.bindings, scope).map((each) => each.values));
  }
  if (term.type === 'arraycomprehension') return rows.flat();
  return term.type === 'setcomprehension' ? setOf(rows.flat()) : objectFrom(rows.flat());
}

function conditionsIn(body: readonly RegoExpressionAst[], scope: Scope): ReturnType<typeof nestedConditions> {
  return nestedConditions(body, scope.support);
}

/** Null is a value too. */
function boundValue(name: string, bindings: Bindings): Value {
  const value = lookUp(bindings, name);
  return value === undefined ? unknown : value;
}

/** Whether JSON has kept every digit of the number. */
function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
