/** Comparisons of sums of `input.object.first` and `input.object.count` as linear limits. */
import type { Body, Condition } from './condition.ts';
import { nameOf } from './condition.ts';
import type { Term } from './terms.ts';

/** `first` times the first object plus `count` times the number of objects is at least `atLeast`, all whole. */
export interface LinearLimit {
  readonly first: number;
  readonly count: number;
  readonly atLeast: number;
  /** Whether the comparison fails for an operation without objects. */
  readonly needsObject: boolean;
}

interface Sum {
  readonly first: number;
  readonly count: number;
  readonly constant: number;
  /** Whether something is calculated, which is undefined for null. */
  readonly calculated: boolean;
}

const opposites: Readonly<Record<string, string>> = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' };

/** Limits of a conjunction; null when it is something else. */
export function linearLimits(body: Body): readonly LinearLimit[] | null {
  const limits: LinearLimit[] = [];
  for (const condition of body) {
    const found = limitsOf(condition);
    if (found === null) return null;
    limits.push(...found);
  }
  return limits;
}

function limitsOf(condition: Condition): readonly LinearLimit[] | null {
  if (condition.kind === 'call') return comparison(condition.name, condition.operands, 'plain');
  if (condition.kind !== 'none' || condition.bodies.length !== 1) return null;
  const [inner, ...others] = condition.bodies[0] ?? [];
  if (inner?.kind !== 'call' || others.length > 0) return null;
  const opposite = opposites[inner.name];
  return opposite === undefined ? null : comparison(opposite, inner.operands, 'negated');
}

function comparison(name: string, operands: readonly Term[], form: 'plain' | 'negated'): readonly LinearLimit[] | null {
  const [left, right] = operands.map(sumOf);
  if (left === undefined || right === undefined || left === null || right === null || operands.length !== 2)
    return null;
  const difference = subtract(left, right);
  if (difference.first === 0 && difference.count === 0) return null;
  // The other side must be a number, else null is compared with null or with itself.
  const other = isConstant(right) ? left : isConstant(left) ? right : null;
  const nullFails = other?.calculated === true ? form === 'plain' : other !== null && nullIsLess(name, other === left);
  switch (name) {
    case 'gte':
      return limits(difference, 0, nullFails);
    case 'gt':
      return limits(difference, 1, nullFails);
    case 'lte':
      return limits(negate(difference), 0, nullFails);
    case 'lt':
      return limits(negate(difference), 1, nullFails);
    case 'eq':
    case 'equal': {
      const both = [limits(difference, 0, other !== null), limits(negate(difference), 0, other !== null)];
      return both.some((each) => each === null) ? null : both.flatMap((each) => each ?? []);
    }
    default:
      return null;
  }
}

/** Whether null fails a comparison with a number, being less than every number. */
function nullIsLess(name: string, onTheLeft: boolean): boolean {
  return onTheLeft ? name === 'gt' || name === 'gte' : name === 'lt' || name === 'lte';
}

/** `sum >= strict`, over whole numbers; only coefficients of -1, 0 and 1 describe a range. */
function limits({ first, count, constant }: Sum, strict: number, needsObject: boolean): readonly LinearLimit[] | null {
  if (Math.abs(first) > 1 || Math.abs(count) > 1 || first * count < 0) return null;
  if (!Number.isSafeInteger(constant)) return null;
  return [{ first, count, atLeast: strict - constant, needsObject }];
}

function sumOf(term: Term): Sum | null {
  if (term.type === 'number') {
    return Number.isSafeInteger(term.value) ? { first: 0, count: 0, constant: term.value, calculated: false } : null;
  }
  if (term.type === 'ref') {
    const name = nameOf(term);
    if (name === 'input.object.first') return { first: 1, count: 0, constant: 0, calculated: false };
    return name === 'input.object.count' ? { first: 0, count: 1, constant: 0, calculated: false } : null;
  }
  if (term.type !== 'call') return null;
  const [operator, a, b, ...others] = term.value;
  if (operator === undefined || a === undefined || b === undefined || others.length > 0) return null;
  const left = sumOf(a);
  const right = sumOf(b);
  if (left === null || right === null) return null;
  const name = nameOf(operator);
  if (name === 'plus') return { ...subtract(left, negate(right)), calculated: true };
  return name === 'minus' ? { ...subtract(left, right), calculated: true } : null;
}

function isConstant({ first, count, calculated }: Sum): boolean {
  return first === 0 && count === 0 && !calculated;
}

function subtract(a: Sum, b: Sum): Sum {
  return {
    first: a.first - b.first,
    count: a.count - b.count,
    constant: a.constant - b.constant,
    calculated: a.calculated || b.calculated,
  };
}

function negate(sum: Sum): Sum {
  return { first: -sum.first, count: -sum.count, constant: -sum.constant, calculated: sum.calculated };
}
