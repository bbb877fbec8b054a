/**
 * Conditions: residual expressions with the support rules that they refer to written in their place, so that what
 * a condition reads can be seen in it.
 */

import type { RegoExpressionAst } from '../ast.ts';
import type { RegoExpression, RegoPlace, RegoSupportRule } from '../port.ts';
import { renameTerms, substitute } from './substitute.ts';
import type { DeclarationAst, EveryAst, Term } from './terms.ts';

export type Condition = (
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Term[] }
  | { readonly kind: 'term'; readonly term: Term }
  /** At least one of the bodies holds. */
  | { readonly kind: 'any'; readonly bodies: readonly Body[] }
  /** None of the bodies holds. */
  | { readonly kind: 'none'; readonly bodies: readonly Body[] }
  | {
      readonly kind: 'every';
      readonly key: Term | null;
      readonly value: Term;
      readonly domain: Term;
      readonly body: Body;
    }
  /** Something that is not read here. */
  | { readonly kind: 'opaque' }
) & { readonly text: string; readonly at: RegoPlace | null };

/** A conjunction. */
export type Body = readonly Condition[];

/** Support rules by their name. */
export type Support = ReadonlyMap<string, readonly RegoSupportRule[]>;

export function conditionsOf(expressions: readonly RegoExpression[], support: Support): Body {
  return expressions.map((each) => conditionOf(each.ast, each, support));
}

/** Conditions inside an expression, which have no place of their own. */
export function nestedConditions(body: readonly RegoExpressionAst[], support: Support): Body {
  return body.map((ast) => conditionOf(ast, { text: '', at: null }, support));
}

interface Origin {
  readonly text: string;
  readonly at: RegoPlace | null;
}

function conditionOf(ast: RegoExpressionAst, { text, at }: Origin, support: Support): Condition {
  const origin = { text, at };
  if ((ast.with ?? []).length > 0) return { kind: 'opaque', ...origin };
  if (ast.negated === true) {
    const { negated: _, ...plain } = ast;
    const inner = conditionOf(plain, origin, support);
    if (inner.kind === 'opaque') return inner;
    return { kind: 'none', bodies: inner.kind === 'any' ? inner.bodies : [[inner]], ...origin };
  }
  const { terms } = ast;
  if (isCall(terms)) return { ...callOf(terms, origin, support), ...origin };
  if (isEvery(terms)) {
    const { key, value, domain, body } = terms;
    return { kind: 'every', key, value, domain, body: nestedConditions(body, support), ...origin };
  }
  if (isDeclaration(terms)) return { kind: 'opaque', ...origin };
  const bodies = terms.type === 'ref' ? ruleBodies(nameOf(terms), [], support) : null;
  return bodies === null ? { kind: 'term', term: terms, ...origin } : { kind: 'any', bodies, ...origin };
}

function callOf([operator, ...operands]: readonly Term[], origin: Origin, support: Support): Condition {
  const name = operator === undefined ? '' : nameOf(operator);
  if (!name.startsWith('data.')) return { kind: 'call', name, operands, ...origin };
  const bodies = ruleBodies(name, operands, support);
  if (bodies !== null) return { kind: 'any', bodies, ...origin };
  return support.has(name) ? { kind: 'call', name, operands, ...origin } : { kind: 'opaque', ...origin };
}

/** The bodies of a rule that is true or undefined, with its parameters replaced; null for any other rule. */
function ruleBodies(name: string, operands: readonly Term[], support: Support): readonly Body[] | null {
  const rules = support.get(name);
  if (rules === undefined) return null;
  const plain = rules.every(
    ({ head, default: byDefault, else: otherwise }) =>
      !byDefault &&
      otherwise === null &&
      head.key === undefined &&
      head.value?.type === 'boolean' &&
      head.value.value &&
      (head.args ?? []).length === operands.length &&
      (head.args ?? []).every((each) => each.type === 'var'),
  );
  if (!plain) return null;
  return rules.map((rule) => {
    const replaced = substitute(rule.head.args ?? [], operands);
    const renamed = rule.body.map((each) => ({ ...each, ast: renameTerms(each.ast, replaced) }));
    return conditionsOf(renamed, support);
  });
}

/** `internal.member_2` of the reference that OPA writes for an operator, or the name of a rule. */
export function nameOf(term: Term): string {
  if (term.type !== 'ref') return '';
  return term.value.map((part) => (part.type === 'var' || part.type === 'string' ? part.value : '?')).join('.');
}

function isCall(terms: RegoExpressionAst['terms']): terms is readonly Term[] {
  return Array.isArray(terms);
}

function isEvery(terms: Term | EveryAst | DeclarationAst | readonly Term[]): terms is EveryAst {
  return 'domain' in terms;
}

function isDeclaration(terms: Term | DeclarationAst | readonly Term[]): terms is DeclarationAst {
  return 'symbols' in terms;
}
