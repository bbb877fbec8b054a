/** One residual query between some endpoints of two zones, with everything that answering it needs. */
import type { Catalogue } from '../../../model/catalogue.ts';
import type { Endpoint } from '../../../model/endpoint.ts';
import { type Assignment, inputOf, signatureOf } from './assignment.ts';
import type { Fuel } from './bindings.ts';
import type { Parts } from './box.ts';
import { type Component, levels } from './component.ts';
import type { Support } from './condition.ts';
import { type Answer, evaluateBody } from './evaluate.ts';
import { observeInput } from './observe-input.ts';
import type { Reads } from './reads.ts';

/** A residual query, cut into components once for all zone pairs. */
export interface Query {
  readonly components: readonly Component[];
  /** Answers of each component, by what it reads. */
  readonly answers: readonly Map<string, Answer>[];
  /** Whether no component looks at the protocol. */
  readonly open: boolean;
  /** What follows the two ends, by what the query reads of them: mostly the same for all zone pairs. */
  readonly services: Map<string, Parts>;
}

/** Work that is left before lowering gives up. */
export interface Budget extends Fuel {
  evaluations: number;
  /** Inputs that OPA may still be asked to judge. */
  inputs: number;
}

/** A component that OPA has to judge, and the inputs to judge it for, by what it reads of them. */
export interface Pending {
  readonly component: Component;
  readonly inputs: Map<string, unknown>;
}

/** What the queries of one allowlist have in common; many have components that say the same. */
export interface Shared {
  readonly support: Support;
  /** Every endpoint, by zone. */
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
  /** Ids of the plan's windows; no other can be active. */
  readonly windows: ReadonlySet<string>;
  readonly catalogue: Catalogue;
  readonly budget: Budget;
  /** By what a component says. */
  readonly answers: Map<string, Map<string, Answer>>;
  readonly services: Map<string, Map<string, Parts>>;
  /** What could not be judged here although everything is known. */
  readonly pending: Map<string, Pending>;
  /** What OPA could not judge either, by component and by what it reads. */
  readonly settled: Map<string, ReadonlySet<string>>;
  /** What a component says that OPA was too slow for. */
  readonly late: Set<string>;
}

export interface Question extends Shared {
  readonly query: Query;
  /** Endpoints that no condition on them alone refuses. */
  readonly sources: readonly Endpoint[];
  readonly destinations: readonly Endpoint[];
}

export function queryOf(components: readonly Component[], shared: Pick<Shared, 'answers' | 'services'>): Query {
  const protocol = levels.indexOf('protocol');
  const later = components.map((each) => (each.last >= protocol ? each.says : '')).join('\n\n');
  return {
    components,
    answers: components.map((each) => entryOf(shared.answers, each.says)),
    services: entryOf(shared.services, later),
    open: !components.some(
      (each) =>
        each.reads.fields.has('*') || each.reads.fields.has('service') || each.reads.fields.has('service.protocol'),
    ),
  };
}

/** The answer of one component; asked once for all assignments that it cannot tell apart. */
export function ask(question: Pick<Question, 'query'> & Shared, index: number, assignment: Assignment): Answer {
  const { query, budget, support } = question;
  const component = query.components[index];
  const answers = query.answers[index];
  if (component === undefined || answers === undefined) return 'unknown';
  const key = signatureOf(assignment, component.fields);
  const known = answers.get(key);
  if (known !== undefined) return known;
  budget.evaluations -= 1;
  const fuel = { steps: Math.min(stepsPerAnswer, budget.steps) };
  const answer = evaluateBody(component.body, inputOf(assignment, component), support, fuel);
  budget.steps -= Math.min(stepsPerAnswer, budget.steps) - Math.max(fuel.steps, 0);
  answers.set(key, answer);
  if (answer === 'unknown') defer(question, component, key, assignment);
  return answer;
}

/** A condition that looks at more than this is left to OPA. */
const stepsPerAnswer = 20_000;

/** Leaves a component to OPA if everything is known that it reads. */
function defer({ pending, settled }: Shared, component: Component, key: string, assignment: Assignment): void {
  if (component.reads.external || settled.get(component.says)?.has(key) === true) return;
  const input = observeInput(assignment, component);
  if (input === null) return;
  const known = pending.get(component.says);
  if (known === undefined) pending.set(component.says, { component, inputs: new Map([[key, input]]) });
  else known.inputs.set(key, input);
}

/** What some of the components say together: the one that could not be judged, if none fails. */
export function askAll(
  question: Pick<Question, 'query'> & Shared,
  indexes: readonly number[],
  assignment: Assignment,
): { readonly fails: boolean; readonly unknown: number | null } {
  const { components } = question.query;
  let unknown: number | null = null;
  for (const foreign of [false, true]) {
    for (const index of indexes) {
      if (components[index]?.foreign !== foreign) continue;
      const answer = ask(question, index, assignment);
      if (answer === 'fails') return { fails: true, unknown: null };
      if (answer === 'unknown') unknown ??= index;
    }
  }
  return { fails: false, unknown };
}

/** Texts or numbers of the components that look at a level. */
export function constantsAt<K extends 'texts' | 'numbers'>(query: Query, level: number, kind: K): Reads[K] {
  const found = query.components.filter((each) => each.levels.includes(level)).flatMap((each) => [...each.reads[kind]]);
  return new Set<string | number>(found) as unknown as Reads[K];
}

function entryOf<V>(table: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = table.get(key) ?? new Map<string, V>();
  table.set(key, known);
  return known;
}
