/**
 * Evaluates conditions over an input in which parts may be open. The answer has three values, as nothing may be
 * guessed: a condition holds, does not hold (also by being undefined), or it is not known.
 */
import { type Bindings, bind, type Fuel, lookUp, type Scope, type Solution } from './bindings.ts';
import type { Body, Condition, Support } from './condition.ts';
import { entriesOf, evaluateCall, evaluateTerm } from './evaluate-term.ts';
import { regoFunctions } from './functions.ts';
import { ruleValue } from './rule-value.ts';
import type { Term } from './terms.ts';
import { equalValues, isArray, kindOf, type Value } from './value.ts';

export type Answer = 'holds' | 'fails' | 'unknown';

/** Whether a conjunction holds for some values of its variables. */
export function evaluateBody(body: Body, input: Value, support: Support, fuel: Fuel): Answer {
  return answerOf(solveBody(body, null, scopeOf(input, support, fuel)));
}

export function scopeOf(input: Value, support: Support, fuel: Fuel): Scope {
  return { input, support, solve: solveBody, match: matchValue, ruleValue, fuel };
}

/** All ways to make a conjunction true. OPA leaves its conditions in an order in which each variable is known in time. */
function solveBody(body: Body, bindings: Bindings, scope: Scope): readonly Solution[] {
  let solutions: readonly Solution[] = [{ bindings, sure: true }];
  for (const condition of body) {
    solutions = solutions.flatMap((solution) =>
      solve(condition, solution.bindings, scope).map((each) => ({ ...each, sure: each.sure && solution.sure })),
    );
  }
  return solutions;
}

function solve(condition: Condition, bindings: Bindings, scope: Scope): readonly Solution[] {
  scope.fuel.steps -= 1;
  if (scope.fuel.steps < 0) return [{ bindings, sure: false }];
  switch (condition.kind) {
    case 'call':
      return solveCall(condition.name, condition.operands, bindings, scope);
    case 'term':
      return evaluateTerm(condition.term, bindings, scope).flatMap((each) => truth(each.value, each.bindings));
    case 'any':
      return condition.bodies.flatMap((body) => solveBody(body, bindings, scope));
    case 'none':
      return solutionOf(
        opposite(answerOf(condition.bodies.flatMap((body) => solveBody(body, bindings, scope)))),
        bindings,
      );
    case 'every':
      return solveEvery(condition, bindings, scope);
    case 'opaque':
      return [{ bindings, sure: false }];
  }
}

/** A call is a condition by its result, unless the result is written behind the operands. */
function solveCall(name: string, operands: readonly Term[], bindings: Bindings, scope: Scope): readonly Solution[] {
  if (name === 'eq' || name === 'assign') {
    const [left, right] = operands;
    return left === undefined || right === undefined ? [] : unify(left, right, bindings, scope);
  }
  const arity = regoFunctions.get(name)?.arity ?? scope.support.get(name)?.[0]?.head.args?.length ?? operands.length;
  const results = evaluateCall(name, operands.slice(0, arity), bindings, scope);
  const result = operands[arity];
  if (result === undefined) return results.flatMap((each) => truth(each.value, each.bindings));
  return results.flatMap((each) => matchValue(result, each.value, each.bindings, scope));
}

function unify(left: Term, right: Term, bindings: Bindings, scope: Scope): readonly Solution[] {
  if (isOpen(right, bindings) && !isOpen(left, bindings)) return unify(right, left, bindings, scope);
  return evaluateTerm(right, bindings, scope).flatMap((each) => matchValue(left, each.value, each.bindings, scope));
}

/** Whether the term is a pattern with a variable that has no value yet. */
function isOpen(term: Term, bindings: Bindings): boolean {
  if (term.type === 'var') return lookUp(bindings, term.value) === undefined;
  return term.type === 'array' && term.value.some((each) => isOpen(each, bindings));
}

function matchValue(pattern: Term, value: Value, bindings: Bindings, scope: Scope): readonly Solution[] {
  if (pattern.type === 'var' && lookUp(bindings, pattern.value) === undefined) {
    return [{ bindings: bind(bindings, pattern.value, value), sure: kindOf(value) !== 'unknown' }];
  }
  if (pattern.type === 'array' && isArray(value)) {
    if (pattern.value.length !== value.length) return [];
    return pattern.value.reduce<readonly Solution[]>(
      (solutions, each, index) =>
        solutions.flatMap((solution) =>
          matchValue(each, value[index] ?? null, solution.bindings, scope).map((found) => ({
            ...found,
            sure: found.sure && solution.sure,
          })),
        ),
      [{ bindings, sure: true }],
    );
  }
  return evaluateTerm(pattern, bindings, scope).flatMap((each) =>
    solutionOf(answerFrom(equalValues(each.value, value)), each.bindings),
  );
}

function solveEvery(
  { key, value, domain, body }: Extract<Condition, { readonly kind: 'every' }>,
  bindings: Bindings,
  scope: Scope,
): readonly Solution[] {
  return evaluateTerm(domain, bindings, scope).flatMap((each) => {
    if (kindOf(each.value) === 'unknown') return [{ bindings, sure: false }];
    if (!isArray(each.value) && kindOf(each.value) === null) return [];
    const answers = entriesOf(each.value).map(([position, item]) => {
      const inside = key?.type === 'var' ? bind(bindings, key.value, position) : bindings;
      return answerOf(solveBody(body, value.type === 'var' ? bind(inside, value.value, item) : inside, scope));
    });
    if (answers.includes('fails')) return [];
    return [{ bindings, sure: !answers.includes('unknown') }];
  });
}

/** Anything but false makes a condition true. */
function truth(value: Value, bindings: Bindings): readonly Solution[] {
  if (value === false) return [];
  return [{ bindings, sure: kindOf(value) !== 'unknown' }];
}

function answerOf(solutions: readonly Solution[]): Answer {
  if (solutions.length === 0) return 'fails';
  return solutions.some((each) => each.sure) ? 'holds' : 'unknown';
}

function answerFrom(answer: boolean | null): Answer {
  if (answer === null) return 'unknown';
  return answer ? 'holds' : 'fails';
}

function opposite(answer: Answer): Answer {
  if (answer === 'unknown') return answer;
  return answer === 'holds' ? 'fails' : 'holds';
}

function solutionOf(answer: Answer, bindings: Bindings): readonly Solution[] {
  return answer === 'fails' ? [] : [{ bindings, sure: answer === 'holds' }];
}
