/** Turns grants into keyed data. */
import type { Catalogue } from '../../model/catalogue.ts';
import type { ByText, ClassTable, KeyedData, KeyedOperation } from '../../model/keyed-data.ts';
import { grantsOf, type Plan, type PlanGrant } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { usualServices } from '../usual-services.ts';
import { classTable, type GrantShape } from './class-table.ts';
import { classifyEndpoints } from './endpoint-classes.ts';
import { createInterner, type Interner } from './interner.ts';
import { classifyPorts } from './port-classes.ts';

/** The data that is shipped: all grants, also those from Rego, and of the Rego itself only what did not lower. */
export function keyPlan(plan: Plan, catalogue: Catalogue): KeyedData {
  const guarded = plan.lowered.guards.flatMap(({ allowlist, pairs }) => pairs.map((pair) => ({ ...pair, allowlist })));
  return keyGrants(plan, grantsOf(plan), speakingOf(guarded), catalogue);
}

/** The data for the Rego as written: only grants in YAML, and every allowlist in its conduits. */
export function keyWritten(plan: Plan, catalogue: Catalogue): KeyedData {
  const speaking = plan.conduits.flatMap(({ from, to, allowlists }) =>
    allowlists.map((allowlist) => ({ from, to, allowlist })),
  );
  return keyGrants(plan, plan.grants, speakingOf(speaking), catalogue);
}

/** The same data for every order of the grants, since each list and key is sorted. */
function keyGrants(
  plan: Plan,
  unsorted: readonly PlanGrant[],
  allowlists: KeyedData['allowlists'],
  catalogue: Catalogue,
): KeyedData {
  const grants = [...unsorted].sort((a, b) => (a.id < b.id ? -1 : 1));
  const sources = classifyEndpoints(grants, 'sources');
  const destinations = classifyEndpoints(grants, 'destinations');
  const ports = classifyPorts(grants);
  const tables = createTableInterner();
  const services = createInterner<ByText<ByText<string>>>();
  const allow: Record<string, Record<string, string>> = {};
  const pairs = groupByPair(grants, sources.byGrant, destinations.byGrant);
  for (const [pair, members] of [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [source = '', destination = ''] = pair.split(' ');
    allow[source] ??= {};
    const byDestination = allow[source];
    if (byDestination !== undefined)
      byDestination[destination] = services.nameOf(serviceOf(members, grants, ports.byGrant, tables));
  }
  return {
    source: sources.byZone,
    destination: destinations.byZone,
    allow,
    services: services.values(),
    ports: ports.ports,
    tables: tables.values(),
    free: Object.fromEntries(plan.zones.filter((zone) => zone.internal === 'free').map((zone) => [zone.id, true])),
    allowlists,
    usual: Object.keys(allowlists).length === 0 ? {} : usualPortsOf(catalogue),
    operations: Object.keys(allowlists).length === 0 ? {} : operationsOf(catalogue),
  };
}

/** Indices of grants by source class and destination class. */
function groupByPair(
  grants: readonly PlanGrant[],
  sources: readonly (readonly string[])[],
  destinations: readonly (readonly string[])[],
): ReadonlyMap<string, readonly number[]> {
  const pairs = new Map<string, number[]>();
  grants.forEach((_, index) => {
    for (const source of sources[index] ?? []) {
      for (const destination of destinations[index] ?? []) {
        const key = `${source} ${destination}`;
        const known = pairs.get(key);
        if (known === undefined) pairs.set(key, [index]);
        else known.push(index);
      }
    }
  });
  return pairs;
}

/** Protocol and port class to the name of a table, for the grants of one pair of classes. */
function serviceOf(
  members: readonly number[],
  grants: readonly PlanGrant[],
  ports: readonly (readonly string[])[],
  tables: TableInterner,
): ByText<ByText<string>> {
  const byPort = new Map<string, PlanGrant[]>();
  for (const index of members) {
    const grant = grants[index];
    if (grant === undefined) continue;
    for (const port of ports[index] ?? []) {
      const key = `${grant.protocol} ${port}`;
      byPort.set(key, [...(byPort.get(key) ?? []), grant]);
    }
  }
  const service: Record<string, Record<string, string>> = {};
  for (const key of [...byPort.keys()].sort()) {
    const [protocol = '', port = ''] = key.split(' ');
    service[protocol] ??= {};
    const byClass = service[protocol];
    if (byClass !== undefined) byClass[port] = tables.nameOf(byPort.get(key) ?? []);
  }
  return service;
}

interface TableInterner {
  readonly nameOf: (grants: readonly PlanGrant[]) => string;
  readonly values: () => ByText<ClassTable>;
}

/** Names tables by the shapes of their grants, so that each distinct table is built once. */
function createTableInterner(): TableInterner {
  const shapes: Interner<GrantShape> = createInterner();
  const shapeOfGrant = new Map<PlanGrant, string>();
  const names = new Map<string, string>();
  const tables: Interner<ClassTable> = createInterner();
  const shapeName = (grant: PlanGrant): string => {
    const known = shapeOfGrant.get(grant);
    if (known !== undefined) return known;
    const { operations, objects, windows } = grant;
    const name = shapes.nameOf({ operations, objects, windows });
    shapeOfGrant.set(grant, name);
    return name;
  };
  return {
    nameOf: (grants) => {
      const key = [...new Set(grants.map(shapeName))].sort().join(' ');
      const known = names.get(key) ?? tables.nameOf(classTable(grants));
      names.set(key, known);
      return known;
    },
    values: tables.values,
  };
}

/** An allowlist between two zones. */
interface Speaking {
  readonly from: string;
  readonly to: string;
  readonly allowlist: string;
}

function speakingOf(all: readonly Speaking[]): KeyedData['allowlists'] {
  const result: Record<string, Record<string, readonly string[]>> = {};
  for (const { from, to, allowlist } of all) {
    const byTo = result[from] ?? {};
    byTo[to] = [...new Set([...(byTo[to] ?? []), allowlist])].sort();
    result[from] = byTo;
  }
  return result;
}

function usualPortsOf(catalogue: Catalogue): KeyedData['usual'] {
  const result: Record<string, Record<string, readonly IntegerRange[]>> = {};
  for (const protocol of catalogue.protocols.values()) {
    const byTransport = Map.groupBy(usualServices(protocol), (service) => service.transport);
    if (byTransport.size === 0) continue;
    result[protocol.id] = Object.fromEntries(
      [...byTransport].map(([transport, services]) => [transport, services.flatMap((each) => each.ports)]),
    );
  }
  return result;
}

function operationsOf(catalogue: Catalogue): ByText<readonly KeyedOperation[]> {
  const result: Record<string, readonly KeyedOperation[]> = {};
  for (const protocol of catalogue.protocols.values()) {
    if (protocol.operations.length === 0) continue;
    result[protocol.id] = protocol.operations.map(({ class: name, code, name: operation }) => ({
      class: name,
      code,
      name: operation,
    }));
  }
  return result;
}
