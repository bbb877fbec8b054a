/** Turns a plan's grants into keyed data. */
import type { Catalogue } from '../../model/catalogue.ts';
import type { Plan, PlanGrant } from '../../model/plan.ts';
import { classifyEndpoints } from './endpoint-classes.ts';
import { entryOf } from './entry.ts';
import type { ClassTable, Entry, KeyedData, KeyedOperation, NameTable } from './keyed-data.ts';
import { classifyPorts } from './port-classes.ts';

type Mutable<T> = { [key: string]: T };

/** The same data for every order of the plan's grants, since each list and key is sorted. */
export function keyPlan(plan: Plan, catalogue: Catalogue): KeyedData {
  const grants = plan.grants;
  const sources = classifyEndpoints(grants, 'sources');
  const destinations = classifyEndpoints(grants, 'destinations');
  const ports = classifyPorts(grants);
  const groups: Mutable<Mutable<Mutable<Mutable<PlanGrant[]>>>> = {};
  grants.forEach((grant, index) => {
    for (const source of sources.byGrant[index] ?? []) {
      for (const destination of destinations.byGrant[index] ?? []) {
        for (const port of ports.byGrant[index] ?? [])
          addGrant(groups, [source, destination, grant.protocol, port], grant);
      }
    }
  });
  const tables = new TableCache();
  return {
    source: sources.byZone,
    destination: destinations.byZone,
    ports: ports.ports,
    allow: mapValues(groups, (byDestination) =>
      mapValues(byDestination, (byProtocol) =>
        mapValues(byProtocol, (byPort) => mapValues(byPort, (members) => tables.get(members))),
      ),
    ),
    free: Object.fromEntries(
      plan.zones.filter((zone) => zone.internal === 'free').map((zone) => [zone.id, true as const]),
    ),
    allowlists: allowlistsOf(plan),
    operations: plan.allowlists.length === 0 ? {} : operationsOf(catalogue),
  };
}

/** Class tables by the set of grants they are made of: thousands of keys share a few hundred tables. */
class TableCache {
  readonly #tables = new Map<string, ClassTable>();

  get(grants: readonly PlanGrant[]): ClassTable {
    const key = grants.map((grant) => grant.id).join('\n');
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const table = classTable(grants);
    this.#tables.set(key, table);
    return table;
  }
}

function classTable(grants: readonly PlanGrant[]): ClassTable {
  const everything = grants.filter((grant) => grant.operations === null);
  const classes = new Set(grants.flatMap((grant) => (grant.operations ?? []).map((operation) => operation.class)));
  const table: Mutable<NameTable> = { session: { '*': sessionEntry(grants) } };
  for (const name of [...classes].filter((each) => each !== 'session').sort()) {
    table[name] = nameTable(
      grants.filter((grant) => grant.operations === null || grant.operations.some((each) => each.class === name)),
      name,
    );
  }
  if (everything.length > 0) table['*'] = { '*': entryOf(everything) };
  return table;
}

/** Handshakes and keep-alives come with any grant on the service, whatever its operations and objects. */
function sessionEntry(grants: readonly PlanGrant[]): Entry {
  return entryOf(grants.map((grant) => ({ ...grant, objects: null })));
}

function nameTable(grants: readonly PlanGrant[], className: string): NameTable {
  const holdsFor = (grant: PlanGrant, name: string | null): boolean =>
    grant.operations === null ||
    grant.operations.some((each) => each.class === className && (each.name === null || each.name === name));
  const names = new Set(
    grants.flatMap((grant) =>
      (grant.operations ?? []).flatMap((each) => (each.class === className ? (each.name ?? []) : [])),
    ),
  );
  const table: Mutable<Entry> = {};
  const whole = grants.filter((grant) => holdsFor(grant, null));
  if (whole.length > 0) table['*'] = entryOf(whole);
  for (const name of [...names].sort()) table[name] = entryOf(grants.filter((grant) => holdsFor(grant, name)));
  return table;
}

function allowlistsOf(plan: Plan): Mutable<Mutable<string[]>> {
  const result: Mutable<Mutable<string[]>> = {};
  for (const conduit of plan.conduits) {
    if (conduit.allowlists.length === 0) continue;
    result[conduit.from] ??= {};
    const byTo = result[conduit.from] ?? {};
    byTo[conduit.to] = [...new Set([...(byTo[conduit.to] ?? []), ...conduit.allowlists])].sort();
  }
  return result;
}

function operationsOf(catalogue: Catalogue): Mutable<KeyedOperation[]> {
  const result: Mutable<KeyedOperation[]> = {};
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

function addGrant(
  groups: Mutable<Mutable<Mutable<Mutable<PlanGrant[]>>>>,
  [source, destination, protocol, port]: readonly [string, string, string, string],
  grant: PlanGrant,
): void {
  groups[source] ??= {};
  const byDestination = groups[source] ?? {};
  byDestination[destination] ??= {};
  const byProtocol = byDestination[destination] ?? {};
  byProtocol[protocol] ??= {};
  const byPort = byProtocol[protocol] ?? {};
  byPort[port] ??= [];
  byPort[port]?.push(grant);
}

function mapValues<A, B>(record: Mutable<A>, change: (value: A) => B): Mutable<B> {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, change(record[key] as A)]),
  );
}
