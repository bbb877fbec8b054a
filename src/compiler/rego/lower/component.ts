/**
 * Components: the conditions of a residual query that share variables belong together, all others are judged each
 * on its own by the fields that they read.
 */
import type { Body, Condition, Support } from './condition.ts';
import { regoFunctions } from './functions.ts';
import { type Field, type Reads, readsOf } from './reads.ts';
import { simplyComparedFields } from './simple-comparison.ts';

/** What is decided one after the other; `protocol` stands before what depends on it. */
export const levels = [
  'source',
  'destination',
  'protocol',
  'service',
  'operation',
  'object',
  'span',
  'windows',
] as const;
export type Level = (typeof levels)[number];

export interface Component {
  readonly body: Body;
  /** What it says, as text: equal for components of one allowlist that say the same in different places. */
  readonly says: string;
  readonly reads: Reads;
  /** Fields in a stable order, for keys. */
  readonly fields: readonly Field[];
  /** Positions in {@link levels}, ascending. */
  readonly levels: readonly number[];
  /** The last of {@link levels}, -1 without any: only then is everything known that the component reads. */
  readonly last: number;
  /** Whether it calls what only OPA can evaluate, so that it is looked at after all others. */
  readonly foreign: boolean;
  /** Numbers that are not just compared with constants, so that points between the constants are not alike. */
  readonly entangled: ReadonlySet<Field>;
}

export function componentsOf(body: Body, support: Support): readonly Component[] {
  const groups: { conditions: Condition[]; variables: Set<string> }[] = [];
  for (const condition of body) {
    const variables = new Set(readsOf([condition], support).variables);
    const related = groups.filter((group) => [...variables].some((name) => group.variables.has(name)));
    const merged = {
      conditions: [...related.flatMap((group) => group.conditions), condition],
      variables: new Set([...related.flatMap((group) => [...group.variables]), ...variables]),
    };
    for (const group of related) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups.map((group) =>
    componentOf(
      group.conditions.toSorted((a, b) => body.indexOf(a) - body.indexOf(b)),
      support,
    ),
  );
}

function componentOf(body: Body, support: Support): Component {
  const reads = readsOf(body, support);
  const found = new Set([...reads.fields].flatMap(levelsOf));
  const positions = levels.flatMap((level, index) => (found.has(level) ? [index] : []));
  const simple = simplyComparedFields(body);
  return {
    body,
    says: body.every((each) => each.text !== '') ? body.map((each) => each.text).join('\n') : JSON.stringify(body),
    reads,
    fields: [...reads.fields].sort(),
    levels: positions,
    last: positions.at(-1) ?? -1,
    foreign: [...reads.calls].some((name) => !isEvaluated(name)),
    entangled: new Set(['service.port', 'object.unit'].filter((field) => !simple.has(field))),
  };
}

function isEvaluated(name: string): boolean {
  return name === 'eq' || name === 'assign' || name.startsWith('data.') || regoFunctions.has(name);
}

function levelsOf(field: Field): readonly Level[] {
  switch (field) {
    case '*':
      return levels;
    case 'service':
      return ['protocol', 'service'];
    case 'service.protocol':
      return ['protocol'];
    case 'object':
      return ['object', 'span'];
    case 'object.first':
    case 'object.count':
      return ['span'];
    default: {
      const [part = ''] = field.split('.');
      return levels.filter((level) => level === part);
    }
  }
}
