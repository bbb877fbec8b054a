/**
 * The space that allowed sets live in: one axis for each thing that a grant can decide about. Names get numbers, and
 * every name that nobody writes shares the last one of its axis, so that nothing is left out of a set or its complement.
 */
import { type OperationClass, operationClasses, type Transport, transports } from '../model/catalogue.ts';
import { grantedName, type Operation } from '../model/conversation.ts';
import { listEndpoints } from '../model/endpoint.ts';
import { type EndpointId, grantsOf, type Plan } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';
import { createDiagrams, type Diagrams } from './diagram.ts';
import type { IntegerSet } from './integer-set.ts';
import { createTimeAxes, type TimeAxes, timeSizes } from './time-axes.ts';

/** Positions of the axes; the weeks of time zones and the sessions follow the dates. */
export const axes = {
  source: 0,
  destination: 1,
  protocol: 2,
  service: 3,
  operation: 4,
  unit: 5,
  table: 6,
  index: 7,
  date: 8,
} as const;
export type Axis = keyof typeof axes;

/** Names with the numbers that stand for them. */
export interface NameAxis {
  readonly names: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

export interface AllowedSpace {
  readonly diagrams: Diagrams;
  /** Every endpoint of the plans, those of a zone side by side. */
  readonly endpoints: NameAxis;
  /** Protocols that grants name. */
  readonly protocols: NameAxis;
  /** Operations that grants name, by class; the last of each class stands for all others of it. */
  readonly operations: ReadonlyMap<OperationClass, NameAxis & { readonly first: number }>;
  /** Object tables that grants name; 0 is no table. */
  readonly tables: NameAxis;
  readonly time: TimeAxes;
}

/** Ports of a transport; none has more. */
const portsPerTransport = 65_536;
/** Numbers of units and objects are moved up by one, since 0 stands for none; the largest ones are not told apart. */
const lastNumber: number = Number.MAX_SAFE_INTEGER - 2;

/**
 * A space that distinguishes what the grants of some plans do; sets can be compared when they share it. Its endpoints are
 * those of the plans, unless others are given that stand for them.
 */
export function createSpace(
  plans: readonly Plan[],
  endpoints: readonly EndpointId[] = plans.flatMap(endpointIds),
): AllowedSpace {
  const grants = plans.flatMap(grantsOf);
  const objects = grants.flatMap((grant) => grant.objects ?? []);
  const named = grants.flatMap((grant) => grant.operations ?? []).filter((operation) => operation.name !== null);
  const operations = new Map<OperationClass, NameAxis & { readonly first: number }>();
  let first = 0;
  for (const name of operationClasses) {
    const axis = nameAxis(named.filter((each) => each.class === name).flatMap((each) => each.name ?? []));
    operations.set(name, { ...axis, first });
    first += axis.names.length + 1;
  }
  const space = {
    endpoints: nameAxis(endpoints),
    protocols: nameAxis(grants.map((grant) => grant.protocol)),
    operations,
    tables: nameAxis(objects.flatMap((object) => object.table ?? [])),
    time: createTimeAxes([
      ...new Map(plans.flatMap((plan) => plan.windows).map((each) => [JSON.stringify(each), each])).values(),
    ]),
  };
  const sizes = [
    space.endpoints.names.length,
    space.endpoints.names.length,
    space.protocols.names.length + 1,
    transports.length * portsPerTransport,
    first,
    Number.MAX_SAFE_INTEGER,
    space.tables.names.length + 2,
    Number.MAX_SAFE_INTEGER,
    ...timeSizes(space.time),
  ];
  return { ...space, diagrams: createDiagrams(sizes) };
}

/** A protocol's number; null and those that no grant names share the last. */
export function protocolNumber({ protocols }: AllowedSpace, protocol: string | null): number {
  return (protocol === null ? undefined : protocols.numbers.get(protocol)) ?? protocols.names.length;
}

/** Services of a transport, ports 0 to 65535. */
export function serviceNumbers(transport: Transport, { from, to }: IntegerRange): IntegerRange {
  const base = transports.indexOf(transport) * portsPerTransport;
  return { from: base + from, to: base + to };
}

/** The transport and ports behind numbers of one transport. */
export function serviceOf(number: number): { readonly transport: Transport; readonly port: number } {
  const transport = transports[Math.floor(number / portsPerTransport)] ?? 'tcp';
  return { transport, port: number % portsPerTransport };
}

/** All operations of a class. */
export function classNumbers({ operations }: AllowedSpace, name: OperationClass): IntegerRange {
  const axis = operations.get(name);
  const first = axis?.first ?? 0;
  return { from: first, to: first + (axis?.names.length ?? 0) };
}

/** An operation's number; without a name it goes by its code. */
export function operationNumber(space: AllowedSpace, operation: Operation): number {
  return namedOperationNumber(space, operation.class, grantedName(operation));
}

export function namedOperationNumber({ operations }: AllowedSpace, type: OperationClass, name: string): number {
  const axis = operations.get(type);
  return (axis?.first ?? 0) + (axis?.numbers.get(name) ?? axis?.names.length ?? 0);
}

/** 0 for no table. */
export function tableNumber({ tables }: AllowedSpace, table: string | null): number {
  return table === null ? 0 : (tables.numbers.get(table) ?? tables.names.length) + 1;
}

/** Numbers of units or objects; 0 for none. */
export function numberRange({ from, to }: IntegerRange): IntegerRange {
  return { from: Math.min(from, lastNumber) + 1, to: Math.min(to, lastNumber) + 1 };
}

/** Endpoints as a set; those that no plan has are left out. */
export function endpointNumbers({ endpoints }: AllowedSpace, ids: readonly EndpointId[]): IntegerSet {
  const numbers = ids.flatMap((id) => endpoints.numbers.get(id) ?? []).sort((a, b) => a - b);
  const result: IntegerRange[] = [];
  for (const number of numbers) {
    const last = result.at(-1);
    if (last !== undefined && number <= last.to + 1) result[result.length - 1] = { from: last.from, to: number };
    else result.push({ from: number, to: number });
  }
  return result;
}

function endpointIds(plan: Plan): readonly EndpointId[] {
  return [...listEndpoints(plan.zones, plan.assets).values()].flatMap((list) => list.map((each) => each.id));
}

function nameAxis(all: readonly string[]): NameAxis {
  const names = [...new Set(all)].sort();
  return { names, numbers: new Map(names.map((name, index) => [name, index])) };
}
