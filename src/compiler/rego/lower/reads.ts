/** What a condition looks at: fields of `input`, variables, and texts and numbers that it compares with. */

import type { RegoExpressionAst } from '../ast.ts';
import type { RegoExpression } from '../port.ts';
import type { Body, Condition, Support } from './condition.ts';
import { nameOf } from './condition.ts';
import type { Term } from './terms.ts';

/** `source.class`; a part as a whole is `source`, and all of the input `*`. */
export type Field = string;

export interface Reads {
  readonly fields: ReadonlySet<Field>;
  readonly variables: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
  /** Functions that are called, by their name in OPA. */
  readonly calls: ReadonlySet<string>;
  /** Whether it reads data whose rules are not at hand, such as the keyed data, and so perhaps more than is listed. */
  readonly external: boolean;
}

interface Found {
  readonly fields: Set<Field>;
  readonly variables: Set<string>;
  readonly texts: Set<string>;
  readonly numbers: Set<number>;
  readonly rules: Set<string>;
  readonly calls: Set<string>;
  /** Names of data whose rules are not at hand. */
  readonly external: Set<string>;
}

/** Everything that conditions look at, also through the rules that they refer to. */
export function readsOf(body: Body, support: Support): Reads {
  const found: Found = {
    fields: new Set(),
    variables: new Set(),
    texts: new Set(),
    numbers: new Set(),
    rules: new Set(),
    calls: new Set(),
    external: new Set(),
  };
  for (const condition of body) visitCondition(condition, found, support);
  return { ...found, external: found.external.size > 0 };
}

function visitCondition(condition: Condition, found: Found, support: Support): void {
  switch (condition.kind) {
    case 'call':
      found.calls.add(condition.name);
      if (condition.name.startsWith('data.')) visitRules(condition.name, found, support);
      for (const operand of condition.operands) visit(operand, found, support);
      return;
    case 'term':
      visit(condition.term, found, support);
      return;
    case 'any':
    case 'none':
      for (const body of condition.bodies) for (const each of body) visitCondition(each, found, support);
      return;
    case 'every':
      for (const term of [condition.key, condition.value, condition.domain]) visit(term, found, support);
      for (const each of condition.body) visitCondition(each, found, support);
      return;
    case 'opaque':
      found.fields.add('*');
      found.external.add('');
  }
}

/** Walks plain JSON, in which every reference and variable has one shape wherever it stands. */
function visit(node: unknown, found: Found, support: Support): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, found, support);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const term = node as Term | RegoExpressionAst;
  if ('terms' in term && isCall(term.terms)) visitCall(term.terms, found, support);
  else if (!('type' in term)) for (const each of Object.values(node)) visit(each, found, support);
  else visitTerm(term, found, support);
}

function visitTerm(term: Term, found: Found, support: Support): void {
  switch (term.type) {
    case 'ref':
      visitReference(term.value, found, support);
      return;
    case 'call':
      visitCall(term.value, found, support);
      return;
    case 'var':
      found.variables.add(term.value);
      return;
    case 'string':
      found.texts.add(term.value);
      return;
    case 'number':
      found.numbers.add(term.value);
      return;
    case 'null':
    case 'boolean':
      return;
    default:
      visit(term.value, found, support);
  }
}

/** The operator of a call looks like a reference and is none. */
function visitCall([operator, ...operands]: readonly Term[], found: Found, support: Support): void {
  const name = operator === undefined ? '' : nameOf(operator);
  found.calls.add(name);
  if (name.startsWith('data.')) visitRules(name, found, support);
  visit(operands, found, support);
}

function isCall(terms: RegoExpressionAst['terms']): terms is readonly Term[] {
  return Array.isArray(terms);
}

function visitReference(path: readonly Term[], found: Found, support: Support): void {
  const [head, first, second, ...rest] = path;
  if (head?.type === 'var' && head.value === 'input') {
    found.fields.add(fieldOf(first, second));
    visit(
      [first, second, ...rest].filter((each) => each?.type !== 'string'),
      found,
      support,
    );
    return;
  }
  if (head?.type === 'var' && head.value === 'data') {
    visitRules(nameOf({ type: 'ref', value: path }), found, support);
    visit(
      path.slice(1).filter((each) => each.type !== 'string'),
      found,
      support,
    );
    return;
  }
  visit(path, found, support);
}

function fieldOf(first: Term | undefined, second: Term | undefined): Field {
  if (first?.type !== 'string') return '*';
  return second?.type === 'string' ? `${first.value}.${second.value}` : first.value;
}

/** Rules under or above the name are read too: a reference may lead into a rule's value. */
function visitRules(name: string, found: Found, support: Support): void {
  let known = false;
  // Variables of a rule are its own.
  const inside = { ...found, variables: new Set<string>() };
  for (const [rule, definitions] of support) {
    if (!(name === rule || name.startsWith(`${rule}.`) || rule.startsWith(`${name}.`))) continue;
    known = true;
    if (found.rules.has(rule)) continue;
    found.rules.add(rule);
    for (const definition of definitions) {
      for (let each = definition; ; ) {
        visit([each.head.key, each.head.value, each.head.args], inside, support);
        visit(
          each.body.map((expression: RegoExpression) => expression.ast),
          inside,
          support,
        );
        if (each.else === null) break;
        each = each.else;
      }
    }
  }
  if (!known) found.external.add(name);
}
