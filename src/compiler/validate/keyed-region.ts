/**
 * Reads keyed data back into the allowed space, by what `policies/zonewright/keyed.rego` does with it and without a look
 * at how it was made. What the data allows must be what the grants allow, point by point.
 */
import {
  type AllowedSpace,
  axes,
  classNumbers,
  endpointNumbers,
  namedOperationNumber,
  numberRange,
  protocolNumber,
  serviceNumbers,
  tableNumber,
} from '../../algebra/allowed-space.ts';
import { type DiagramNode, everything, nothing } from '../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet, subtractIntegers } from '../../algebra/integer-set.ts';
import { timeSidesOf } from '../../algebra/time-axes.ts';
import { type OperationClass, operationClasses, type Transport, transports } from '../../model/catalogue.ts';
import type {
  ByText,
  Cell,
  ClassTable,
  Conditions,
  Entry,
  KeyedData,
  NameTable,
  PortClasses,
} from '../../model/keyed-data.ts';
import type { IntegerRange } from '../../model/plant.ts';

/** The union of everything that the lookups in the data lead to. */
export function keyedRegion(space: AllowedSpace, keyed: KeyedData): DiagramNode {
  const { diagrams } = space;
  const tables = new Map(Object.entries(keyed.tables).map(([name, table]) => [name, tableRegion(space, table)]));
  const services = new Map(
    Object.entries(keyed.services).map(([name, service]) => [name, serviceRegion(space, service, keyed.ports, tables)]),
  );
  const sources = endsByClass(space, keyed.source);
  const destinations = endsByClass(space, keyed.destination);
  const pairs = Object.entries(keyed.allow).flatMap(([source, byDestination]) => {
    const byService = Map.groupBy(Object.entries(byDestination), ([, service]) => service);
    return [...byService].map(([service, classes]) => {
      const ends = integerSet(classes.flatMap(([name]) => destinations.get(name) ?? []));
      return diagrams.intersect(diagrams.box([sources.get(source) ?? [], ends]), services.get(service) ?? nothing);
    });
  });
  return diagrams.union(pairs);
}

/** Class to the endpoints that lead to it. */
function endsByClass(space: AllowedSpace, byZone: ByText<ByText<string>>): ReadonlyMap<string, IntegerSet> {
  const ids = Object.entries(byZone).flatMap(([zone, byKey]) =>
    Object.entries(byKey).map(([key, name]) => ({ id: `${zone}/${key}`, name })),
  );
  const groups = Map.groupBy(ids, (each) => each.name);
  return new Map(
    [...groups].map(([name, members]) => [
      name,
      endpointNumbers(
        space,
        members.map((each) => each.id),
      ),
    ]),
  );
}

function serviceRegion(
  space: AllowedSpace,
  service: ByText<ByText<string>>,
  ports: KeyedData['ports'],
  tables: ReadonlyMap<string, DiagramNode>,
): DiagramNode {
  const { diagrams } = space;
  const regions = Object.entries(service).flatMap(([protocol, byClass]) =>
    Object.entries(ports[protocol] ?? {}).flatMap(([transport, classes]) =>
      Object.entries(byClass).map(([name, table]) => {
        const sides: (IntegerSet | null)[] = [null, null];
        // Grants on a bare transport speak of every protocol that it carries.
        sides[axes.protocol] = protocol === transport ? null : [pointOf(protocolNumber(space, protocol))];
        sides[axes.service] = isTransport(transport) ? portsOfClass(transport, classes, name) : [];
        return diagrams.intersect(diagrams.box(sides), tables.get(table) ?? nothing);
      }),
    ),
  );
  return diagrams.union(regions);
}

/** A range is only found by ports of the bucket that it is listed in. */
function portsOfClass(transport: Transport, { exact, ranges }: PortClasses, name: string): IntegerSet {
  const single = Object.entries(exact).filter(([, own]) => own === name);
  const listed = Object.entries(ranges).flatMap(([bucket, list]) =>
    list
      .filter((range) => range.class === name)
      .map((range) => ({
        from: Math.max(range.from, Number(bucket) * 256),
        to: Math.min(range.to, Number(bucket) * 256 + 255),
      })),
  );
  const all = [...single.map(([port]) => pointOf(Number(port))), ...listed.filter(({ from, to }) => from <= to)];
  return integerSet(all.map((range) => serviceNumbers(transport, range)));
}

function tableRegion(space: AllowedSpace, table: ClassTable): DiagramNode {
  return space.diagrams.union(
    operationClasses.map((type) => {
      const names = table[type] ?? table['*'];
      return names === undefined ? nothing : namesRegion(space, type, names);
    }),
  );
}

function namesRegion(space: AllowedSpace, type: OperationClass, names: NameTable): DiagramNode {
  const named = Object.keys(names).filter((name) => name !== '*');
  const numbers = named.map((name) => pointOf(namedOperationNumber(space, type, name)));
  const others = subtractIntegers([classNumbers(space, type)], integerSet(numbers));
  const { '*': otherwise } = names;
  return space.diagrams.union([
    ...named.map((name, index) => along(space, axes.operation, [numbers[index]], entryRegion(space, names[name]))),
    along(space, axes.operation, others, entryRegion(space, otherwise)),
  ]);
}

function entryRegion(space: AllowedSpace, entry: Entry | undefined): DiagramNode {
  if (entry === undefined) return nothing;
  const whole = conditionsRegion(space, entry.any);
  const { tables } = entry;
  if (tables === undefined) return whole;
  const named = Object.keys(tables).filter((name) => name !== '*');
  const numbers = named.map((name) => pointOf(tableNumber(space, name)));
  const all = { from: 0, to: (space.diagrams.sizes[axes.table] ?? 1) - 1 };
  const { '*': otherwise } = tables;
  const regions = [
    ...named.map((name, index) => ({ side: [numbers[index]], units: tables[name] })),
    { side: subtractIntegers([all], integerSet(numbers)), units: otherwise },
  ];
  return space.diagrams.union([
    whole,
    ...regions.flatMap(({ side, units }) =>
      units === undefined
        ? []
        : [
            ...units.units.map(({ from, to, cell }) =>
              along(space, axes.table, side, unitRegion(space, [numberRange({ from, to })], cell)),
            ),
            along(
              space,
              axes.table,
              side,
              unitRegion(space, unitsBeside(space, units.units.map(numberRange)), units.rest),
            ),
          ],
    ),
  ]);
}

function unitsBeside(space: AllowedSpace, units: readonly IntegerRange[]): IntegerSet {
  return subtractIntegers([{ from: 0, to: (space.diagrams.sizes[axes.unit] ?? 1) - 1 }], integerSet(units));
}

function unitRegion(space: AllowedSpace, units: IntegerSet, cell: Cell): DiagramNode {
  const ranges = cell.ranges.map(({ from, to, any }) =>
    along(space, axes.index, [numberRange({ from, to })], conditionsRegion(space, any)),
  );
  return along(space, axes.unit, units, space.diagrams.union([conditionsRegion(space, cell.whole), ...ranges]));
}

function conditionsRegion(space: AllowedSpace, conditions: Conditions): DiagramNode {
  return space.diagrams.union(
    conditions.map((windows) => {
      const time = timeSidesOf(space.time, windows);
      if (time === null) return nothing;
      const sides: (IntegerSet | null)[] = Array.from({ length: axes.date }, () => null);
      return space.diagrams.box([...sides, time.dates, ...time.weeks, ...time.sessions]);
    }),
  );
}

/** A region cut down to values of one axis that it does not ask for yet. */
function along(
  space: AllowedSpace,
  axis: number,
  side: readonly (IntegerRange | undefined)[],
  region: DiagramNode,
): DiagramNode {
  const sides: (IntegerSet | null)[] = Array.from({ length: axis + 1 }, () => null);
  sides[axis] = side.filter((each) => each !== undefined);
  return region === everything
    ? space.diagrams.box(sides)
    : space.diagrams.intersect(space.diagrams.box(sides), region);
}

function pointOf(number: number): IntegerRange {
  return { from: number, to: number };
}

function isTransport(text: string): text is Transport {
  return transports.some((transport) => transport === text);
}
