/** The residual queries of an allowlist, by the grant that each of them gives. */

import type { RegoResidue } from '../port.ts';
import { type Body, type Condition, conditionsOf, type Support } from './condition.ts';

export interface GrantQuery {
  /** Null when the id depends on the conversation. */
  readonly grant: string | null;
  readonly body: Body;
}

/** Variable that stands for the id in {@link grantQuery}. */
const idVariable = 'id';

/** What is asked of an allowlist. */
export function grantQuery(allowlist: string): string {
  return `data.plant.allow[${JSON.stringify(allowlist)}].grant[${idVariable}]`;
}

export function supportOf({ support }: RegoResidue): Support {
  return Map.groupBy(
    support.flatMap((module) => module.rules),
    (rule) => rule.name,
  );
}

/** An id that is no text is no grant, since the host writes the allowlist's name before it. */
export function grantQueries(residue: RegoResidue, support: Support): readonly GrantQuery[] {
  return residue.queries.flatMap((query): GrantQuery[] => {
    const body = conditionsOf(query, support).filter((each) => !isBareId(each));
    const ids = body.flatMap((each) => idOf(each) ?? []);
    const [id] = ids;
    if (id === undefined) return [{ grant: null, body: [...body, isText] }];
    if (typeof id !== 'string' || ids.some((each) => each !== id)) return [];
    return [{ grant: id, body: body.filter((each) => idOf(each) === null) }];
  });
}

/** What makes an id that depends on the conversation one of a grant. */
const isText: Condition = {
  kind: 'call',
  name: 'is_string',
  operands: [{ type: 'var', value: idVariable }],
  text: `is_string(${idVariable})`,
  at: null,
};

/** The constant that a condition makes the id equal to, in a list of one as it may be null itself. */
function idOf(condition: Condition): readonly unknown[] | null {
  if (condition.kind !== 'call' || condition.name !== 'eq') return null;
  const [variable, constant] = condition.operands;
  if (variable?.type !== 'var' || variable.value !== idVariable || constant === undefined) return null;
  if (constant.type === 'null') return [null];
  const scalar = constant.type === 'string' || constant.type === 'number' || constant.type === 'boolean';
  return scalar ? [constant.value] : null;
}

function isBareId(condition: Condition): boolean {
  return condition.kind === 'term' && condition.term.type === 'var' && condition.term.value === idVariable;
}
