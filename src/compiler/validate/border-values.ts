/** Values at which the grants between two zones change: on both sides of every border of services, operations and objects. */
import type { Catalogue, Protocol, Transport } from '../../model/catalogue.ts';
import { operationsByCode } from '../../model/catalogue-lookup.ts';
import { connectOperation, type ObjectRange, type Operation } from '../../model/conversation.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { usualServices } from '../usual-services.ts';

/** A protocol on a port. */
export interface BorderService {
  readonly protocol: string | null;
  readonly transport: Transport;
  readonly port: number;
}

/** Protocols that no grant names stand for all of them, and one that nobody recognises. */
export function borderServices(
  grants: readonly PlanGrant[],
  catalogue: Catalogue,
  others: 'every protocol' | 'one other',
): readonly BorderService[] {
  const named = new Set(grants.map((grant) => grant.protocol));
  const rest = [...catalogue.protocols.values()].filter((each) => each.members.length === 0 && !named.has(each.id));
  const other = others === 'every protocol' ? rest : rest.filter((each) => each.layer === 'ot').slice(0, 1);
  const borders = grants.flatMap((grant) => grant.services.flatMap((service) => portsAround(service)));
  const generic = grants.some((grant) => grant.services.some((service) => service.transport === grant.protocol));
  const found = new Map<string, BorderService>();
  const add = (service: BorderService): void => {
    found.set(`${service.protocol} ${service.transport} ${service.port}`, service);
  };
  for (const id of named) {
    for (const grant of grants.filter((each) => each.protocol === id)) {
      for (const service of grant.services) {
        for (const { transport, port } of portsAround(service)) add({ protocol: id, transport, port });
      }
    }
    for (const service of firstPorts(catalogue.protocols.get(id))) add({ protocol: id, ...service });
  }
  for (const protocol of other) {
    for (const service of firstPorts(protocol)) add({ protocol: protocol.id, ...service });
    const own = generic ? borders.filter((border) => speaksOn(protocol, border.transport)) : [];
    for (const border of own) add({ protocol: protocol.id, ...border });
  }
  for (const border of generic ? borders : borders.slice(0, 1)) add({ protocol: null, ...border });
  if (borders.length === 0) add({ protocol: null, transport: 'tcp', port: 1 });
  return [...found.values()];
}

/** Whether a service is a usual one of its protocol. */
export function isUsual({ protocol, transport, port }: BorderService, catalogue: Catalogue): boolean {
  return usualServices(catalogue.protocols.get(protocol ?? '')).some(
    (each) => each.transport === transport && each.ports.some(({ from, to }) => from <= port && port <= to),
  );
}

/**
 * Operations of the catalogue, codes that grants name, and one that nobody knows; `seen` leaves that out for protocols of
 * which nothing but their use is seen, about which Rego means nothing.
 */
export function borderOperations(
  protocol: string | null,
  grants: readonly PlanGrant[],
  catalogue: Catalogue,
  which: 'any' | 'seen',
): readonly Operation[] {
  const known = catalogue.protocols.get(protocol ?? '')?.operations ?? [];
  const patterns = new Set(catalogue.protocols.get(protocol ?? '')?.codePatterns.map((each) => each.code));
  const codes = grants
    .flatMap((grant) => grant.operations ?? [])
    .flatMap((each) => (each.name?.startsWith('code:') ? [each.name.slice('code:'.length)] : []))
    .filter((code) => operationsByCode(catalogue, protocol ?? '', code).length === 0);
  return [
    ...(known.length === 0 ? [connectOperation] : []),
    ...known
      .filter((entry) => !patterns.has(entry.code))
      .map((entry): Operation => ({ class: entry.class, code: entry.code, name: entry.name })),
    ...[...new Set([...codes, ...(known.length === 0 && which === 'seen' ? [] : ['zz'])])].map(
      (code): Operation => ({ class: 'unknown', code, name: null }),
    ),
  ];
}

/** Objects of an operation around every limit of the grants, single ones and requests that reach over a border. */
export function borderObjects(
  protocol: Protocol | undefined,
  grants: readonly PlanGrant[],
): readonly (ObjectRange | null)[] {
  const addressing = protocol?.object ?? null;
  if (addressing === null) return [null];
  const limits = grants.flatMap((grant) => grant.objects ?? []);
  const units =
    addressing.unit === null
      ? [null]
      : [
          null,
          ...around(
            limits.map((each) => each.unit),
            addressing.unit,
          ),
        ];
  const tables = addressing.tables.length === 0 ? [null] : [null, ...addressing.tables];
  const ranges = limits.flatMap((each) => (each.range === null ? [] : [each.range]));
  const spans = addressing.range === null ? [] : spansAround(ranges, addressing.range);
  const none = { first: null, count: null };
  return units.flatMap((unit) =>
    tables.flatMap((table) => [none, ...spans].map((span): ObjectRange => ({ unit, table, ...span }))),
  );
}

/** A protocol on a transport that it does not have is never seen. */
export function speaksOn(protocol: Protocol, transport: Transport): boolean {
  return protocol.services.some((service) => service.transport === transport);
}

function firstPorts(protocol: Protocol | undefined): readonly Omit<BorderService, 'protocol'>[] {
  return (protocol?.services ?? []).flatMap(({ transport, ports }) =>
    ports.slice(0, 1).map(({ from }) => ({ transport, port: from })),
  );
}

function portsAround({
  transport,
  ports: { from, to },
}: PlanGrant['services'][number]): readonly Omit<BorderService, 'protocol'>[] {
  const last = transport === 'icmp' || transport === 'icmpv6' ? 0 : transport === 'ip' ? 255 : 65_535;
  return [...new Set([from - 1, from, to, to + 1])]
    .filter((port) => port >= 0 && port <= last)
    .map((port) => ({ transport, port }));
}

function around(
  ranges: readonly (IntegerRange | null)[],
  { min, max }: { readonly min: number; readonly max: number },
): readonly number[] {
  const values = ranges.flatMap((range) =>
    range === null ? [] : [range.from - 1, range.from, range.to, range.to + 1],
  );
  return [...new Set([min, ...values])].filter((value) => min <= value && value <= max).sort((a, b) => a - b);
}

/** Single objects at each border, each range whole, and pairs of neighbours across each border. */
function spansAround(
  ranges: readonly IntegerRange[],
  bounds: { readonly min: number; readonly max: number },
): readonly { readonly first: number; readonly count: number }[] {
  const singles = around(ranges, bounds).map((first) => ({ first, count: 1 }));
  const longer = ranges.flatMap(({ from, to }) => [
    ...(to - from < longest ? [{ first: from, count: to - from + 1 }] : [{ first: from, count: 2 }]),
    { first: from - 1, count: 2 },
    { first: to, count: 2 },
  ]);
  const all = [...singles, ...longer].filter(
    ({ first, count }) => bounds.min <= first && first + count - 1 <= bounds.max,
  );
  return [...new Map(all.map((each) => [`${each.first} ${each.count}`, each])).values()];
}

/** Objects of one request that are asked for one by one. */
const longest = 125;
