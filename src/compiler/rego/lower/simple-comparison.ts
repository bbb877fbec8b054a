/**
 * Finds numbers of the input that are only ever compared with constants. Between two constants such a number may be
 * anything, and one number stands for all; after arithmetic that would be wrong.
 */
import type { Body, Condition } from './condition.ts';
import type { Field } from './reads.ts';
import type { Term } from './terms.ts';

const comparisons = ['eq', 'equal', 'neq', 'lt', 'lte', 'gt', 'gte', 'internal.member_2'];

/** The fields `service.port` and `object.unit`, without those that are used in another way. */
export function simplyComparedFields(body: Body): ReadonlySet<Field> {
  const simple = new Set<Field>(['service.port', 'object.unit']);
  for (const condition of body) visit(condition, simple);
  return simple;
}

function visit(condition: Condition, simple: Set<Field>): void {
  switch (condition.kind) {
    case 'call':
      // A rule may read the input in ways not seen here.
      if (condition.name.startsWith('data.')) simple.clear();
      if (!isComparison(condition.name, condition.operands)) mark(condition.operands, simple);
      return;
    case 'term':
      mark(condition.term, simple);
      return;
    case 'any':
    case 'none':
      for (const each of condition.bodies.flat()) visit(each, simple);
      return;
    case 'every':
      mark([condition.key, condition.value, condition.domain], simple);
      for (const each of condition.body) visit(each, simple);
      return;
    case 'opaque':
      simple.clear();
  }
}

function isComparison(name: string, operands: readonly Term[]): boolean {
  if (!comparisons.includes(name) || operands.length !== 2) return false;
  const fields = operands.filter((each) => numericField(each) !== null);
  const constants = operands.filter(isConstant);
  return fields.length === 1 && constants.length === 1;
}

function isConstant(term: Term): boolean {
  switch (term.type) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return true;
    case 'array':
    case 'set':
      return term.value.every(isConstant);
    case 'object':
      return term.value.flat().every(isConstant);
    default:
      return false;
  }
}

/** `service.port` or `object.unit` when the term is just that. */
function numericField(term: Term): Field | null {
  if (term.type !== 'ref') return null;
  const [head, ...path] = term.value;
  if (head?.type !== 'var' || head.value !== 'input') return null;
  const field = path.map((each) => (each.type === 'string' ? each.value : '?')).join('.');
  return field === 'service.port' || field === 'object.unit' ? field : null;
}

/** Any other use; a reference to the whole of the service or the object may lead to the number. */
function mark(node: unknown, simple: Set<Field>): void {
  if (Array.isArray(node)) {
    for (const each of node) mark(each, simple);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const term = node as Term;
  if (term.type === 'ref') {
    const [head, first, second] = term.value;
    if (head?.type === 'var' && head.value === 'input') unmark(first, second, simple);
    if (head?.type === 'var' && head.value === 'data') simple.clear();
  }
  for (const each of Object.values(node)) mark(each, simple);
}

function unmark(first: Term | undefined, second: Term | undefined, simple: Set<Field>): void {
  for (const field of [...simple]) {
    const [part, name] = field.split('.');
    const partMatches = first?.type !== 'string' || first.value === part;
    const nameMatches = second?.type !== 'string' || second.value === name;
    if (partMatches && nameMatches) simple.delete(field);
  }
}
