/** A box of the allowed space as the nouns of a plant. */
import { type AllowedSpace, axes, classNumbers, serviceOf } from '../../algebra/allowed-space.ts';
import type { Box } from '../../algebra/boxes.ts';
import { type IntegerSet, intersectIntegers } from '../../algebra/integer-set.ts';
import { operationClasses } from '../../model/catalogue.ts';
import type { DiffObjects, DiffOperation, DiffService } from '../../model/plan-diff.ts';
import type { IntegerRange } from '../../model/plant.ts';

/** Ports that lie side by side, for each protocol; more ports than one transport has are told per transport. */
export function servicesOf(space: AllowedSpace, box: Box): readonly DiffService[] {
  const protocols = namesOf(box[axes.protocol] ?? null, space.protocols.names);
  const ranges = (box[axes.service] ?? [{ from: 0, to: (space.diagrams.sizes[axes.service] ?? 1) - 1 }]).flatMap(
    byTransport,
  );
  return protocols.flatMap((protocol) => ranges.map((range) => ({ protocol, ...range })));
}

/** Null for every operation. */
export function operationsOf(space: AllowedSpace, box: Box): readonly DiffOperation[] | null {
  const side = box[axes.operation] ?? null;
  if (side === null) return null;
  const told = operationClasses.flatMap((type): readonly DiffOperation[] => {
    const range = classNumbers(space, type);
    const own = intersectIntegers(side, [range]);
    if (own.length === 0) return [];
    if (own[0]?.from === range.from && own[0].to === range.to) return [{ class: type, name: null }];
    const names = space.operations.get(type)?.names ?? [];
    return numbersIn(own).map((number) => ({ class: type, name: names[number - range.from] ?? 'any other' }));
  });
  // Session operations come with every grant.
  const work = told.filter((each) => each.class !== 'session');
  return work.length === operationClasses.length - 1 && work.every((each) => each.name === null) ? null : told;
}

/** Null where neither unit, table nor number counts. */
export function objectsOfBox(space: AllowedSpace, box: Box): readonly DiffObjects[] | null {
  const [units, tables, ranges] = [box[axes.unit] ?? null, box[axes.table] ?? null, box[axes.index] ?? null];
  if (units === null && tables === null && ranges === null) return null;
  return [
    {
      units: units === null ? null : withoutNone(units),
      tables: tables === null ? null : numbersIn(tables).flatMap((number) => tableName(space, number)),
      ranges: ranges === null ? null : withoutNone(ranges),
    },
  ];
}

function tableName({ tables }: AllowedSpace, number: number): readonly string[] {
  return number === 0 ? [] : [tables.names[number - 1] ?? 'any other table'];
}

/** Numbers are moved up by one, since 0 stands for none. */
function withoutNone(side: IntegerSet): readonly IntegerRange[] {
  return side.flatMap(({ from, to }) => (to === 0 ? [] : [{ from: Math.max(from, 1) - 1, to: to - 1 }]));
}

/** The last number stands for names that nobody writes. */
function namesOf(side: IntegerSet | null, names: readonly string[]): readonly (string | null)[] {
  if (side === null) return [null];
  return numbersIn(side).map((number) => names[number] ?? null);
}

function byTransport({ from, to }: IntegerRange): readonly Omit<DiffService, 'protocol'>[] {
  const [first, last] = [serviceOf(from), serviceOf(to)];
  if (first.transport === last.transport)
    return [{ transport: first.transport, ports: { from: first.port, to: last.port } }];
  const end = from + (65_535 - first.port);
  return [
    { transport: first.transport, ports: { from: first.port, to: 65_535 } },
    ...byTransport({ from: end + 1, to }),
  ];
}

function numbersIn(side: IntegerSet): readonly number[] {
  return side.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}
