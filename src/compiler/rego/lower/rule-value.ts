/** The value of a support rule that is a complete document: the first definition that holds, else its default. */

import type { RegoSupportRule } from '../port.ts';
import type { Scope } from './bindings.ts';
import { conditionsOf } from './condition.ts';
import { evaluateTerm } from './evaluate-term.ts';
import { isGround, keyOf, unknown, type Value } from './value.ts';

/** Undefined when no definition holds; unknown for rules of another kind, and where definitions may disagree. */
export function ruleValue(rules: readonly RegoSupportRule[], scope: Scope): Value | undefined {
  const values = new Map<string, Value>();
  for (const rule of rules.filter((each) => !each.default)) {
    const value = chainValue(rule, scope);
    if (value === undefined) continue;
    if (!isGround(value)) return unknown;
    values.set(keyOf(value), value);
  }
  if (values.size > 1) return unknown;
  const [value] = values.values();
  if (value !== undefined) return value;
  const otherwise = rules.find((each) => each.default);
  return otherwise === undefined ? undefined : chainValue(otherwise, scope);
}

function chainValue(rule: RegoSupportRule, scope: Scope): Value | undefined {
  if (rule.head.key !== undefined || (rule.head.args ?? []).length > 0 || rule.head.value === undefined) return unknown;
  const head = rule.head.value;
  const solutions = scope.solve(conditionsOf(rule.body, scope.support), null, scope);
  if (solutions.some((each) => !each.sure)) return unknown;
  const values = solutions.flatMap((each) => evaluateTerm(head, each.bindings, scope));
  const [first] = values;
  if (first !== undefined) return new Set(values.map((each) => keyOf(each.value))).size === 1 ? first.value : unknown;
  return rule.else === null ? undefined : chainValue(rule.else, scope);
}
