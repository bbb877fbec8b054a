/** Replaces the parameters of a function by what it is called with, in terms and expressions alike. */
import type { RegoExpressionAst } from '../ast.ts';
import type { Term } from './terms.ts';

/** What stands for each parameter. */
export type Replacement = ReadonlyMap<string, Term>;

export function substitute(parameters: readonly Term[], operands: readonly Term[]): Replacement {
  return new Map(
    parameters.flatMap((parameter, index) => {
      const operand = operands[index];
      return parameter.type === 'var' && operand !== undefined ? [[parameter.value, operand] as const] : [];
    }),
  );
}

/** The same expression with the parameters replaced everywhere in it. */
export function renameTerms(ast: RegoExpressionAst, replacement: Replacement): RegoExpressionAst {
  return replacement.size === 0 ? ast : (rename(ast, replacement) as RegoExpressionAst);
}

export function renameTerm(term: Term, replacement: Replacement): Term {
  return replacement.size === 0 ? term : (rename(term, replacement) as Term);
}

/** Every node of OPA's JSON that names a variable has this one shape, so a walk over plain JSON finds them all. */
function rename(node: unknown, replacement: Replacement): unknown {
  if (Array.isArray(node)) return node.map((each) => rename(each, replacement));
  if (typeof node !== 'object' || node === null) return node;
  const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
  if (type === 'var' && typeof value === 'string') return replacement.get(value) ?? node;
  const renamed = Object.fromEntries(Object.entries(node).map(([key, each]) => [key, rename(each, replacement)]));
  return type === 'ref' ? flatten(renamed as unknown as Term) : renamed;
}

/** A reference whose head became a reference is one longer reference. */
function flatten(term: Term): Term {
  if (term.type !== 'ref') return term;
  const [head, ...rest] = term.value;
  return head?.type === 'ref' ? { type: 'ref', value: [...head.value, ...rest] } : term;
}
