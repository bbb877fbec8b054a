/**
 * Values of support rules: complete documents and functions, of which the first definition that holds counts, else the
 * default; sets and objects that rules add to one by one.
 */

import type { RegoSupportRule } from '../port.ts';
import { type Bindings, lookUp, type Scope, type Solution } from './bindings.ts';
import { conditionsOf } from './condition.ts';
import { evaluateTerm } from './evaluate-term.ts';
import { isArray, isGround, keyOf, objectOf, setOf, unknown, type Value } from './value.ts';

/** Undefined when no definition holds; unknown for rules of another kind, and where definitions may disagree. */
export function ruleValue(
  rules: readonly RegoSupportRule[],
  operands: readonly Value[],
  scope: Scope,
): Value | undefined {
  if (rules.some(({ head }) => head.key !== undefined)) return collectionValue(rules, scope);
  const values = new Map<string, Value>();
  for (const rule of rules.filter((each) => !each.default)) {
    const value = chainValue(rule, operands, scope);
    if (value === undefined) continue;
    if (!isGround(value)) return unknown;
    values.set(keyOf(value), value);
  }
  if (values.size > 1) return unknown;
  const [value] = values.values();
  if (value !== undefined) return value;
  const otherwise = rules.find((each) => each.default);
  return otherwise === undefined ? undefined : chainValue(otherwise, operands, scope);
}

function chainValue(rule: RegoSupportRule, operands: readonly Value[], scope: Scope): Value | undefined {
  const { args = [], value: head } = rule.head;
  if (isDeep(rule) || head === undefined || args.length !== operands.length) return unknown;
  let starts: readonly Solution[] = [{ bindings: null, sure: true }];
  for (const [index, pattern] of args.entries()) {
    const operand = operands[index] ?? null;
    starts = starts.flatMap(({ bindings, sure }) => {
      // A parameter takes any value, also one that is not known.
      const takesAny = pattern.type === 'var' && lookUp(bindings, pattern.value) === undefined;
      const matches = scope.match(pattern, operand, bindings, scope);
      return matches.map((each) => ({ bindings: each.bindings, sure: sure && (each.sure || takesAny) }));
    });
  }
  if (starts.some((each) => !each.sure)) return unknown;
  const solutions = starts.flatMap(({ bindings }) => solve(rule, bindings, scope));
  if (solutions.some((each) => !each.sure)) return unknown;
  const values = solutions.flatMap((each) => evaluateTerm(head, each.bindings, scope));
  const [first] = values;
  if (first !== undefined) return new Set(values.map((each) => keyOf(each.value))).size === 1 ? first.value : unknown;
  return rule.else === null ? undefined : chainValue(rule.else, operands, scope);
}

/** `names contains name if ...` or `limits[key] := value if ...`. */
function collectionValue(rules: readonly RegoSupportRule[], scope: Scope): Value {
  const rows: (readonly Value[])[] = [];
  for (const rule of rules) {
    const found = rowsOf(rule, scope);
    if (found === null) return unknown;
    rows.push(...found);
  }
  if (rules.every(({ head }) => head.value === undefined)) return setOf(rows.flat());
  const entries = new Map<string, Value>();
  for (const [key, value] of rows) {
    if (typeof key !== 'string' || value === undefined) return unknown;
    const known = entries.get(key);
    if (known !== undefined && keyOf(known) !== keyOf(value)) return unknown;
    entries.set(key, value);
  }
  return objectOf(entries);
}

/** What one rule adds: an item, or a key and its value. Null when that is not known. */
function rowsOf(rule: RegoSupportRule, scope: Scope): readonly (readonly Value[])[] | null {
  const { key, value } = rule.head;
  if (isDeep(rule) || key === undefined || rule.default || rule.else !== null) return null;
  const solutions = solve(rule, null, scope);
  if (solutions.some((each) => !each.sure)) return null;
  const row = { type: 'array', value: value === undefined ? [key] : [key, value] } as const;
  const rows = solutions.flatMap((each) => evaluateTerm(row, each.bindings, scope).map((found) => found.value));
  return rows.every((each) => isArray(each) && isGround(each)) ? rows.filter(isArray) : null;
}

function solve(rule: RegoSupportRule, bindings: Bindings, scope: Scope): readonly Solution[] {
  return scope.solve(conditionsOf(rule.body, scope.support), bindings, scope);
}

/** A name with variables in it, as `limits[zone][unit] := ...`, of which the key is only the last. */
function isDeep({ head }: RegoSupportRule): boolean {
  const parts = (head.ref ?? []).slice(1).filter((each) => each.type !== 'string');
  return parts.length > (head.key === undefined ? 0 : 1);
}
