/** One residual query between two zones, with everything that answering it needs. */
import type { Catalogue } from '../../../model/catalogue.ts';
import type { Endpoint } from '../../../model/endpoint.ts';
import { type Assignment, inputOf, signatureOf } from './assignment.ts';
import type { Parts } from './box.ts';
import type { Component } from './component.ts';
import type { Support } from './condition.ts';
import { type Answer, evaluateBody } from './evaluate.ts';
import type { Reads } from './reads.ts';

/** A residual query, cut into components once for all zone pairs. */
export interface Query {
  readonly components: readonly Component[];
  readonly support: Support;
  /** Answers of each component, by what it reads. */
  readonly answers: readonly Map<string, Answer>[];
  /** Whether no component looks at the protocol. */
  readonly open: boolean;
  /** The endpoints that no condition on them alone refuses, by side and zone. */
  readonly ends: Map<string, readonly Endpoint[]>;
  /** What follows the two ends, by what the query reads of them: mostly the same for all zone pairs. */
  readonly services: Map<string, Parts>;
}

/** Work that is left before lowering gives up; counts down. */
export interface Budget {
  evaluations: number;
}

export interface Question {
  readonly query: Query;
  readonly from: string;
  readonly to: string;
  /** Every endpoint, by zone. */
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
  /** Ids of the plan's windows; no other can be active. */
  readonly windows: ReadonlySet<string>;
  readonly catalogue: Catalogue;
  readonly budget: Budget;
}

export function queryOf(components: readonly Component[], support: Support): Query {
  return {
    components,
    support,
    answers: components.map(() => new Map()),
    ends: new Map(),
    services: new Map(),
    open: !components.some(
      (each) =>
        each.reads.fields.has('*') || each.reads.fields.has('service') || each.reads.fields.has('service.protocol'),
    ),
  };
}

/** The answer of one component; asked once for all assignments that it cannot tell apart. */
export function ask({ query, budget }: Question, index: number, assignment: Assignment): Answer {
  const component = query.components[index];
  const answers = query.answers[index];
  if (component === undefined || answers === undefined) return 'unknown';
  const key = signatureOf(assignment, component.fields);
  const known = answers.get(key);
  if (known !== undefined) return known;
  budget.evaluations -= 1;
  const answer = evaluateBody(component.body, inputOf(assignment, component), query.support);
  answers.set(key, answer);
  return answer;
}

/** Texts or numbers of the components that look at a level. */
export function constantsAt<K extends 'texts' | 'numbers'>(query: Query, level: number, kind: K): Reads[K] {
  const found = query.components.filter((each) => each.levels.includes(level)).flatMap((each) => [...each.reads[kind]]);
  return new Set<string | number>(found) as unknown as Reads[K];
}
