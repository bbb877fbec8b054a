/** Random boundaries over nested networks of both families, and packets at the borders of everything. */
import fc from 'fast-check';
import { formatIpAddress, formatIpNetwork, parseIpAddress, parseIpNetwork } from '../../src/algebra/ip-address.ts';
import { createResolver } from '../../src/evaluator/resolve.ts';
import { listEndpoints } from '../../src/model/endpoint.ts';
import type { Plan, PlanAsset, PlanBoundary, PlanGrant, PlanWindow, PlanZone } from '../../src/model/plan.ts';
import {
  buildAsset,
  buildBoundary,
  buildGrant,
  buildOnce,
  buildPlan,
  buildSession,
  buildWeekly,
  buildZone,
  spanAt,
} from './plan-builder.ts';

/** A boundary with the grants of its plan. */
export interface BoundaryCase {
  readonly plan: Plan;
  readonly boundary: PlanBoundary;
}

/** A first packet of a conversation. */
export interface Probe {
  readonly iif: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly port: number;
  readonly icmpType: number;
  readonly time: number;
  /** Vendor sessions that are open. */
  readonly sessions: readonly string[];
}

const sessionIds = ['acme-support', 'tuning'];

/** Windows that can be said exactly: no weekly window in a zone that changes its clocks. */
const exactWindows: readonly PlanWindow[] = [
  buildWeekly('utc-mornings', 'UTC', ['mon', 'tue', 'wed'], '06:00', '10:00'),
  buildWeekly('kolkata-nights', 'Asia/Kolkata', ['sat', 'sun'], '22:00', '03:30'),
  buildOnce('berlin-autumn', 'Europe/Berlin', '2026-10-25T01:00', '2026-10-25T02:30'),
  buildOnce('since:2026-07-01', 'America/New_York', '2026-07-01T00:00', null),
  buildOnce('until:2027-03-31', 'Europe/Berlin', null, '2027-03-31T24:00'),
  ...sessionIds.map(buildSession),
];

const networks = [
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.1.0/24',
  '10.1.1.128/25',
  '10.1.1.192/30',
  '10.2.0.0/16',
  '10.2.3.0/24',
  '10.2.3.4/32',
  '192.168.0.0/24',
  '0.0.0.0/0',
  '255.255.255.0/24',
  'fd01::/16',
  'fd01:1::/32',
  'fd01:1:2::/48',
  'fd01:1:2:3::/64',
  'fd02::/64',
  '::/0',
];
const hosts = [
  '10.1.1.5',
  '10.1.1.193',
  '10.2.3.4',
  '10.2.9.9',
  '10.1.1.255',
  '172.16.0.1',
  'fd01:1:2:3::5',
  'fd02::1',
  'fd09::1',
];
const zoneIds = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
const assetIds = ['plc', 'hmi', 'historian', 'robot', 'gateway'];
const services = [
  'tcp/502',
  'tcp/502',
  'udp/502',
  'tcp/500-510',
  'tcp/505-65535',
  'udp/0-65535',
  'tcp/443',
  'ip/47',
  'ip/0-255',
  'icmp',
  'icmpv6',
] as const;

const zones: fc.Arbitrary<readonly PlanZone[]> = fc
  .tuple(
    fc.shuffledSubarray(zoneIds, { minLength: 3 }),
    fc.array(fc.nat(4), { minLength: networks.length, maxLength: networks.length }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    fc.subarray(networks, { minLength: 9 }),
  )
  .map(([ids, owners, open, used]) =>
    ids
      .map((id, index) =>
        buildZone(
          id,
          used.filter((network) => (owners[networks.indexOf(network)] ?? 0) % ids.length === index),
          { members: open[index] === true ? 'any' : 'declared' },
        ),
      )
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );

const assets = (all: readonly PlanZone[]): fc.Arbitrary<readonly PlanAsset[]> =>
  fc
    .tuple(
      fc.array(fc.nat(all.length - 1), { minLength: 5, maxLength: 5 }),
      fc.shuffledSubarray(hosts, { minLength: 6 }),
      fc.array(fc.nat(4), { minLength: hosts.length, maxLength: hosts.length }),
    )
    .map(([homes, used, owners]) =>
      assetIds.map((id, index) =>
        buildAsset(
          id,
          all[homes[index] ?? 0]?.id ?? '',
          used.filter((host) => owners[hosts.indexOf(host)] === index),
        ),
      ),
    );

const grants = (
  all: readonly PlanZone[],
  known: readonly PlanAsset[],
  windows: readonly PlanWindow[],
): fc.Arbitrary<readonly PlanGrant[]> => {
  const endpoints = listEndpoints(all, known);
  const of = (zone: string, side: 'source' | 'destination'): readonly string[] =>
    (endpoints.get(zone) ?? [])
      .filter((each) => side === 'destination' || each.attributes.cast === 'unicast')
      .map((each) => each.id);
  const zone = fc.constantFrom(...all.map((each) => each.id));
  const grant = fc.tuple(zone, zone).chain(([from, to]) =>
    fc.record({
      from: fc.constant(from),
      to: fc.constant(to),
      sources: fc.subarray([...of(from, 'source')], { minLength: Math.min(1, of(from, 'source').length) }),
      destinations: fc.subarray([...of(to, 'destination')], { minLength: 1 }),
      service: fc.constantFrom(...services),
      windows: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        fc.subarray(
          windows.map((window) => window.id),
          { maxLength: 2 },
        ),
        ...windows
          .filter(({ span }) => span.kind === 'session')
          .map(({ id }) => ({ weight: 1, arbitrary: fc.constant([id]) })),
      ),
    }),
  );
  return fc.array(grant, { minLength: 4, maxLength: 14 }).map((list) =>
    list
      .filter((each) => each.sources.length > 0 && each.destinations.length > 0)
      .map(({ from, to, sources, destinations, service, windows }, index) =>
        buildGrant(`g${index}`, sources, destinations, [service], {
          from,
          to,
          windows,
          at: spanAt(index + 1, 'conduits/c.yaml'),
        }),
      ),
  );
};

/** Cases whose windows can all be said exactly. */
export const boundaryCase: fc.Arbitrary<BoundaryCase> = casesWith(exactWindows);

/** Cases with weekly windows in zones that change their clocks. */
export const wideningCase: fc.Arbitrary<BoundaryCase> = casesWith([
  buildWeekly('berlin-mornings', 'Europe/Berlin', ['mon', 'wed', 'sat'], '06:00', '10:00'),
  buildWeekly('york-nights', 'America/New_York', ['sat', 'sun'], '22:00', '03:30'),
]);

const modbusOperations: readonly PlanGrant['operations'][] = [
  null,
  [{ class: 'read', name: null }],
  [{ class: 'read', name: 'read_coils' }],
  [{ class: 'write', name: null }],
  [
    { class: 'program', name: null },
    { class: 'read', name: 'read_holding' },
    { class: 'unknown', name: 'code:24' },
  ],
  [{ class: 'unknown', name: null }],
  [
    { class: 'unknown', name: 'code:16' },
    { class: 'read', name: 'read_coils' },
  ],
];

/** Cases whose grants of ports are grants of Modbus, of which some look into packets for functions. */
export const functionCase: fc.Arbitrary<BoundaryCase> = fc
  .tuple(
    boundaryCase,
    fc.array(fc.tuple(fc.constantFrom(...modbusOperations), fc.nat(7)), { minLength: 14, maxLength: 14 }),
  )
  .map(([{ plan, boundary }, choices]) => {
    const changed = plan.grants.map((grant, index): PlanGrant => {
      const [operations = null, choice = 0] = choices[index] ?? [];
      if (!grant.services.some(({ transport }) => transport === 'tcp') || choice === 0) return grant;
      return { ...grant, protocol: 'modbus', operations, ...(choice === 1 ? {} : { enforce: 'functions' }) };
    });
    return { plan: { ...plan, grants: changed }, boundary };
  });

/** Cases whose zones are in two scopes that use the same networks, some of them external. */
export const scopedCase: fc.Arbitrary<BoundaryCase> = fc
  .tuple(boundaryCase, fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 5, maxLength: 5 }))
  .map(([{ plan, boundary }, places]) => {
    const zones = plan.zones.map((zone, index): PlanZone => {
      const [other = false, external = false] = places[index] ?? [];
      return { ...zone, scope: other ? 'other' : zone.scope, kind: external ? 'external' : zone.kind };
    });
    // Every second zone lies in the networks of the one before it as well, which are of the other scope or its own.
    const shared = zones.map((zone, index) => {
      const before = zones[index - 1];
      const more = index % 2 === 1 && before !== undefined && before.scope !== zone.scope ? before.networks : [];
      return { ...zone, networks: [...new Set([...zone.networks, ...more])] };
    });
    return { plan: { ...plan, zones: shared }, boundary };
  });

/** Cases in one scope, with zones behind up to three interfaces, behind none, and grants between all of them. */
function casesWith(windows: readonly PlanWindow[]): fc.Arbitrary<BoundaryCase> {
  return zones.chain((all) =>
    assets(all).chain((known) =>
      fc
        .tuple(grants(all, known, windows), fc.array(fc.constantFrom(0, 0, 1, 1, 2, 3), { minLength: 5, maxLength: 5 }))
        .map(([list, places]) => {
          const behind = (place: number): string[] =>
            all.filter((_, index) => places[index] === place).map((each) => each.id);
          const boundary = buildBoundary({ eth0: behind(0), eth1: behind(1), eth2: behind(2) });
          const plan = buildPlan({
            zones: all,
            assets: known,
            windows,
            grants: list,
            boundaries: [boundary],
          });
          return { plan, boundary };
        }),
    ),
  );
}

/** Addresses at and beside every border of a plan. */
function borderAddresses(plan: Plan): readonly string[] {
  const texts = new Set<string>(['8.8.8.8', '224.0.0.5', '255.255.255.255', 'ff02::1', '2001:db8::1']);
  for (const text of plan.zones.flatMap((zone) => zone.networks)) {
    const network = parseIpNetwork(text);
    if (network === null) continue;
    const last = (1n << (network.family === 4 ? 32n : 128n)) - 1n;
    for (const value of [
      network.from - 1n,
      network.from,
      network.from + 1n,
      network.to - 1n,
      network.to,
      network.to + 1n,
    ])
      if (value > 0n && value <= last) texts.add(formatIpAddress({ family: network.family, value }));
    if (formatIpNetwork(network) !== text) throw new Error(`${text} is not canonical`);
  }
  for (const text of plan.assets.flatMap((asset) => asset.ip)) {
    const address = parseIpAddress(text);
    if (address === null) continue;
    for (const value of [address.value - 1n, address.value, address.value + 1n])
      texts.add(formatIpAddress({ family: address.family, value }));
  }
  return [...texts];
}

/** Moments at and beside the borders of the windows above, in summer and in winter, and others. */
const times: readonly number[] = [
  ...['2026-10-24T23:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:30:00Z'],
  ...['2026-07-01T04:00:00Z', '2027-03-31T22:00:00Z', '2026-08-03T06:00:00Z', '2026-08-05T10:00:00Z'],
  ...['2026-08-03T04:00:00Z', '2026-08-03T08:00:00Z', '2026-12-02T05:00:00Z', '2026-12-02T09:00:00Z'],
  ...['2026-08-09T02:00:00Z', '2026-08-09T07:30:00Z', '2026-12-06T03:00:00Z', '2026-12-06T08:30:00Z'],
  ...['2026-08-03T08:30:00Z', '2026-12-02T04:30:00Z', '2026-08-09T07:45:00Z', '2026-12-06T02:30:00Z'],
  ...['2026-08-08T16:30:00Z', '2026-08-08T22:00:00Z', '2026-08-09T22:00:00Z', '2026-08-06T12:00:00Z'],
].flatMap((text) => [Date.parse(text) / 1000 - 1, Date.parse(text) / 1000]);

/** Packets for a case: half of them meant for a grant, with one thing changed or nothing. */
export function probes(each: BoundaryCase): fc.Arbitrary<Probe> {
  const { plan } = each;
  const addresses = borderAddresses(plan);
  const four = addresses.filter((text) => !text.includes(':'));
  const six = addresses.filter((text) => text.includes(':'));
  const pair = fc.oneof(
    fc.tuple(fc.constantFrom(...four), fc.constantFrom(...four)),
    fc.tuple(fc.constantFrom(...six), fc.constantFrom(...six)),
  );
  const stray: fc.Arbitrary<Probe> = fc
    .record({
      pair,
      iif: fc.constantFrom('eth0', 'eth1', 'eth2', 'eth3'),
      protocol: fc.constantFrom(6, 6, 6, 17, 17, 1, 58, 47, 50, 0),
      port: fc.constantFrom(502, 502, 502, 443, 499, 500, 504, 505, 510, 511, 0, 65_535),
      icmpType: fc.constantFrom(0, 8, 128, 129, 13, 255),
      time: fc.constantFrom(...times),
      sessions: fc.subarray(sessionIds),
    })
    .map(({ pair: [source, destination], ...rest }) => ({ ...rest, source, destination }));
  const aims = aimsOf(each, addresses);
  if (aims.length === 0) return stray;
  const field = fc.constantFrom(
    'none',
    'none',
    'iif',
    'source',
    'destination',
    'port',
    'icmpType',
    'time',
    'sessions',
    'protocol',
  );
  const aimed = fc.tuple(fc.constantFrom(...aims), stray, field).map(([aim, other, changed]): Probe => {
    const { sources, destinations, service, iif } = aim;
    const family = (text: string): boolean => text.includes(':') === other.source.includes(':');
    const mine = sources.filter(family);
    const yours = destinations.filter(family);
    const pick = (list: readonly string[], fallback: string): string => list[other.port % list.length] ?? fallback;
    const numbers = {
      tcp: 6,
      udp: 17,
      icmp: 1,
      icmpv6: 58,
      ip: service.ports.from === 0 ? 50 : service.ports.from,
      ethernet: 0,
    };
    const probe: Probe = {
      iif,
      source: pick(mine, other.source),
      destination: pick(yours, other.destination),
      protocol: numbers[service.transport],
      port: other.port % 2 === 0 ? service.ports.from : service.ports.to,
      icmpType: other.icmpType,
      time: other.time,
      sessions: other.sessions,
    };
    return changed === 'none' ? probe : { ...probe, [changed]: other[changed] };
  });
  return fc.oneof(stray, aimed);
}

/** Grants with the border addresses of their endpoints. */
function aimsOf({ plan, boundary }: BoundaryCase, addresses: readonly string[]) {
  const resolve = createResolver(plan);
  const byEndpoint = Map.groupBy(addresses, (text) => resolve('site', text, text).source.id);
  const of = (endpoints: readonly string[]): string[] =>
    endpoints.flatMap((endpoint) => byEndpoint.get(endpoint) ?? []);
  const interfaceOf = (zone: string): string | undefined =>
    boundary.interfaces.find(({ zones: behind }) => behind.includes(zone))?.name;
  return plan.grants.flatMap((grant) => {
    const iif = interfaceOf(grant.from);
    const [service] = grant.services;
    if (iif === undefined || service === undefined || interfaceOf(grant.to) === iif) return [];
    return [{ sources: of(grant.sources), destinations: of(grant.destinations), service, iif }];
  });
}
