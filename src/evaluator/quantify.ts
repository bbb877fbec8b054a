/**
 * Three values from the allowed set: what holds for every conversation that a partial observation could have been, for
 * none, or for some (docs/meaning.md). Exact, since both sides are sets: nothing is tried out one by one.
 */

import { type AllowedSet, objectsOf, restrictToEnds } from '../algebra/allowed-set.ts';
import {
  type AllowedSpace,
  axes,
  classNumbers,
  numberRange,
  operationNumber,
  protocolNumber,
  serviceNumbers,
  tableNumber,
} from '../algebra/allowed-space.ts';
import { type DiagramNode, nothing } from '../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet } from '../algebra/integer-set.ts';
import { type Moment, pointInTime } from '../algebra/time-axes.ts';
import type { Catalogue, ObjectAddressing, OperationEntry, Protocol } from '../model/catalogue.ts';
import { type ConversationKey, connectOperation } from '../model/conversation.ts';
import type { EndpointId } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';

export type Quantified = 'all' | 'none' | 'some';

/** A partial observation with its two ends resolved. */
export interface PartialObservation {
  readonly key: ConversationKey;
  readonly source: EndpointId;
  readonly destination: EndpointId;
  /** What it may speak; at least one. */
  readonly protocols: readonly string[];
  /** A moment of its time bucket; null when the source shows no time. */
  readonly moment: Moment | null;
}

type Side = IntegerSet | null;

/** Observations may name as many objects as they like, and each adds nodes to the diagrams of the set. */
const rememberedAnswers = 50_000;

/** Answers about the set that `makeSet` gives, which is asked for it when it is needed, and seldom again. */
export function createQuantifier(
  makeSet: () => AllowedSet,
  catalogue: Catalogue,
): (observation: PartialObservation) => Quantified {
  const answers = new Map<string, Quantified>();
  let made: AllowedSet | null = null;
  return (observation) => {
    if (answers.size >= rememberedAnswers) {
      answers.clear();
      made = null;
    }
    made ??= makeSet();
    const set = made;
    const { space } = set;
    const { diagrams } = space;
    const { key, protocols, moment } = observation;
    const between = restrictToEnds(set, observation);
    if (between === nothing) return 'none';
    const port = serviceNumbers(key.transport, { from: key.port ?? 0, to: key.port ?? 0 });
    const here = [
      [axes.service, port] as const,
      // A request for several objects is allowed when all of them are, so the objects come before everything hidden.
      ...(knowsObjects(key) ? [[axes.index, objectsOf(key.object)] as const] : []),
      ...(moment === null ? [] : timesOf(space, moment)),
    ].reduce((node: DiagramNode, [axis, range]) => diagrams.forAll(node, axis, range), between);
    const text = `${here} ${protocols.join()} ${JSON.stringify([key.operation, key.object, key.missing])}`;
    const known = answers.get(text);
    if (known !== undefined) return known;
    const possible = diagrams.union(protocols.map((protocol) => possibleWith(space, key, protocol, catalogue)));
    const answer =
      diagrams.intersect(possible, here) === nothing
        ? 'none'
        : diagrams.subtract(possible, here) === nothing
          ? 'all'
          : 'some';
    answers.set(text, answer);
    return answer;
  };
}

function timesOf(space: AllowedSpace, moment: Moment): readonly (readonly [axis: number, range: IntegerRange])[] {
  return pointInTime(space.time, moment).map((value, index) => [axes.date + index, { from: value, to: value }]);
}

/** Whether the first and the last object are shown, or that there are none. */
function knowsObjects({ object, missing }: ConversationKey): boolean {
  return object?.first != null || !(missing.includes('object') || missing.includes('operation'));
}

/** Everything that the observation can have been in one protocol. */
function possibleWith(space: AllowedSpace, key: ConversationKey, id: string, catalogue: Catalogue): DiagramNode {
  const protocol = catalogue.protocols.get(id);
  const groups = possibleOperations(space, key, protocol);
  return space.diagrams.union(
    groups.map(({ operations, table }) => {
      const sides: Side[] = [];
      sides[axes.protocol] = [point(protocolNumber(space, id))];
      sides[axes.operation] = operations;
      for (const [axis, side] of objectSides(space, key, protocol, table)) sides[axis] = side;
      return space.diagrams.box(sides);
    }),
  );
}

/** Operations that work on one table; `session` operations never touch objects that count. */
interface OperationGroup {
  readonly operations: IntegerSet;
  readonly table: string | null;
}

function possibleOperations(
  space: AllowedSpace,
  key: ConversationKey,
  protocol: Protocol | undefined,
): readonly OperationGroup[] {
  if (key.operation !== null) {
    return [{ operations: [point(operationNumber(space, key.operation))], table: key.object?.table ?? null }];
  }
  const entries = protocol?.operations ?? [];
  if (entries.length === 0 || !key.missing.includes('operation')) {
    return [{ operations: [point(operationNumber(space, connectOperation))], table: null }];
  }
  const tables = Map.groupBy(entries, (entry) => entry.table);
  const known = [...tables].map(([table, own]) => ({ operations: numbersOf(space, own), table }));
  return [...known, { operations: [classNumbers(space, 'unknown')], table: null }];
}

function numbersOf(space: AllowedSpace, entries: readonly OperationEntry[]): IntegerSet {
  return integerSet(
    entries.map(({ class: type, code, name }) => point(operationNumber(space, { class: type, code, name }))),
  );
}

function objectSides(
  space: AllowedSpace,
  { object, missing }: ConversationKey,
  protocol: Protocol | undefined,
  table: string | null,
): readonly (readonly [axis: number, side: Side])[] {
  const addressing = protocol?.object ?? null;
  const hidden = (missing.includes('object') || missing.includes('operation')) && addressing !== null;
  const unit = object?.unit ?? null;
  const units = unit === null && hidden && addressing.unit !== null ? limits(addressing.unit) : numbered(unit);
  const tables = hidden && table === null ? [null, ...addressing.tables] : [table];
  return [
    [axes.unit, units],
    [axes.table, integerSet(tables.map((each) => point(tableNumber(space, each))))],
    [axes.index, object?.first == null ? indexes(hidden ? addressing : null, table) : null],
  ];
}

/** Objects that a request without shown ones may touch: where the operation does not say on what it works, also none. */
function indexes(addressing: ObjectAddressing | null, table: string | null): IntegerSet {
  if (addressing === null || addressing.range === null) return [point(0)];
  return table === null ? integerSet([point(0), ...limits(addressing.range)]) : limits(addressing.range);
}

function limits({ min, max }: { readonly min: number; readonly max: number }): IntegerSet {
  return [numberRange({ from: min, to: max })];
}

function numbered(value: number | null): IntegerSet {
  return [value === null ? point(0) : numberRange({ from: value, to: value })];
}

function point(number: number): IntegerRange {
  return { from: number, to: number };
}
