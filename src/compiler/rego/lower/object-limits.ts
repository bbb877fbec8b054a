/**
 * Limits on objects once everything else is decided: what a component says beside sums of `first` and `count`, such as
 * a limit that depends on the class of the destination, is calculated, and linear limits are left.
 */
import type { Bindings, Scope } from './bindings.ts';
import { lookUp } from './bindings.ts';
import type { Body, Condition } from './condition.ts';
import { evaluateTerm } from './evaluate-term.ts';
import { type LinearLimit, linearLimits } from './linear.ts';
import { readsOf } from './reads.ts';
import { type Replacement, renameTerm } from './substitute.ts';
import type { Term } from './terms.ts';

/** Conjunctions one of which must hold; null when a component says something else. */
export function objectLimits(body: Body, scope: Scope): readonly (readonly LinearLimit[])[] | null {
  return alternatives(body, { bindings: null, sums: new Map(), limits: [] }, scope);
}

/** What is known of the conditions before. */
interface State {
  readonly bindings: Bindings;
  /** Variables that stand for sums. */
  readonly sums: Replacement;
  readonly limits: readonly LinearLimit[];
}

function alternatives(body: Body, state: State, scope: Scope): readonly (readonly LinearLimit[])[] | null {
  const [condition, ...rest] = body;
  if (condition === undefined) return [state.limits];
  scope.fuel.steps -= 1;
  if (scope.fuel.steps < 0) return null;
  if (!readsNumbers(condition, state, scope)) {
    const solutions = scope.solve([condition], state.bindings, scope);
    if (solutions.some((each) => !each.sure)) return null;
    return all(solutions.map(({ bindings }) => alternatives(rest, { ...state, bindings }, scope)));
  }
  if (condition.kind === 'any')
    return all(condition.bodies.map((each) => alternatives([...each, ...rest], state, scope)));
  const named = namedSum(condition, state);
  if (named !== null) {
    const sums = new Map([...state.sums, [named.name, simplify(named.sum, state, scope)] as const]);
    return alternatives(rest, { ...state, sums }, scope);
  }
  const limits = linearLimits([simplifyCondition(condition, state, scope)]);
  return limits === null ? null : alternatives(rest, { ...state, limits: [...state.limits, ...limits] }, scope);
}

function all(found: readonly (readonly (readonly LinearLimit[])[] | null)[]): ReturnType<typeof alternatives> {
  return found.includes(null) ? null : found.flatMap((each) => each ?? []);
}

/** `last := first + count - 1`, as `last = ...` or with the result behind the operands. */
function namedSum(condition: Condition, { bindings, sums }: State): { name: string; sum: Term } | null {
  if (condition.kind !== 'call') return null;
  const isOpen = (term: Term | undefined): term is Extract<Term, { type: 'var' }> =>
    term?.type === 'var' && lookUp(bindings, term.value) === undefined && !sums.has(term.value);
  const [left, right, result] = condition.operands;
  if (left === undefined || right === undefined) return null;
  if (condition.name === 'eq') {
    if (isOpen(left)) return { name: left.value, sum: right };
    return isOpen(right) ? { name: right.value, sum: left } : null;
  }
  if ((condition.name !== 'plus' && condition.name !== 'minus') || !isOpen(result)) return null;
  const operator = { type: 'ref', value: [{ type: 'var', value: condition.name }] } as const;
  return { name: result.value, sum: { type: 'call', value: [operator, left, right] } };
}

function simplifyCondition(condition: Condition, state: State, scope: Scope): Condition {
  if (condition.kind === 'call')
    return { ...condition, operands: condition.operands.map((each) => simplify(each, state, scope)) };
  if (condition.kind !== 'none') return condition;
  const bodies = condition.bodies.map((body) => body.map((each) => simplifyCondition(each, state, scope)));
  return { ...condition, bodies };
}

/** The same term with a number for whatever is known. */
function simplify(term: Term, state: State, scope: Scope): Term {
  if (term.type === 'var') return state.sums.get(term.value) ?? literal(term, state, scope);
  if (!mentionsNumbers(term, state, scope)) return literal(term, state, scope);
  if (term.type !== 'call') return renameTerm(term, state.sums);
  const [operator, ...operands] = term.value;
  if (operator === undefined) return term;
  return { type: 'call', value: [operator, ...operands.map((each) => simplify(each, state, scope))] };
}

function literal(term: Term, { bindings }: State, scope: Scope): Term {
  const [only, ...others] = evaluateTerm(term, bindings, scope);
  return typeof only?.value === 'number' && others.length === 0 ? { type: 'number', value: only.value } : term;
}

function mentionsNumbers(term: Term, state: State, scope: Scope): boolean {
  return readsNumbers({ kind: 'term', term, text: '', at: null }, state, scope);
}

/** Whether it looks at the numbers of objects, also under the name of a sum. */
function readsNumbers(condition: Condition, { sums }: State, scope: Scope): boolean {
  const { fields, variables } = readsOf([condition], scope.support);
  return (
    ['object.first', 'object.count', 'object', '*'].some((field) => fields.has(field)) ||
    [...sums.keys()].some((name) => variables.has(name))
  );
}
