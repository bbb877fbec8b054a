/** Random bridges between zones of layer 2, with the grants that real protocols there have, and frames at their borders. */
import fc from 'fast-check';
import { listEndpoints } from '../../src/model/endpoint.ts';
import type {
  Plan,
  PlanAsset,
  PlanBoundary,
  PlanGrant,
  PlanOperation,
  PlanService,
  PlanWindow,
  PlanZone,
} from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import {
  buildAsset,
  buildBoundary,
  buildOnce,
  buildPlan,
  buildSession,
  buildWeekly,
  buildZone,
  spanAt,
} from './plan-builder.ts';

const windows: readonly PlanWindow[] = [
  buildWeekly('utc-mornings', 'UTC', ['mon', 'tue', 'wed'], '06:00', '10:00'),
  buildWeekly('berlin-nights', 'Europe/Berlin', ['sat', 'sun'], '22:00', '03:30'),
  buildOnce('since:2026-07-01', 'America/New_York', '2026-07-01T00:00', null),
  buildOnce('until:2027-03-31', 'Europe/Berlin', null, '2027-03-31T24:00'),
  buildSession('acme-support'),
];
/** One of them is not in the plan. */
const windowIds = [...windows.map((window) => window.id), 'nowhere'];

const zoneIds = ['control', 'cell-a', 'cell-b', 'bay', 'sis'] as const;
/** Of makers, a local one, the same made local, one of a group, and none. */
const macs = [
  '00:80:f4:00:00:01',
  '00:80:f4:00:00:02',
  '02:80:f4:00:00:02',
  '00:0e:8c:00:00:11',
  '00:0e:8c:00:00:12',
  '0c:00:00:00:00:01',
  '01:0c:cd:01:00:01',
  'fe:ff:ff:ff:ff:ff',
];

/** How a protocol is granted: usual services, words for operations, and objects. */
interface Shape {
  readonly protocol: string;
  readonly services: readonly PlanService[];
  readonly operations: readonly (readonly PlanOperation[])[];
  readonly units: boolean;
}

const frame = (from: number, to: number = from): PlanService => ({ transport: 'ethernet', ports: { from, to } });
const classes = (...names: readonly PlanOperation['class'][]): readonly PlanOperation[] =>
  names.map((name) => ({ class: name, name: null }));

const shapes: readonly Shape[] = [
  {
    protocol: 'profinet-rt',
    services: [frame(0x8892)],
    operations: [
      classes('read', 'write'),
      classes('report', 'diagnostic'),
      classes('unknown'),
      [{ class: 'report', name: 'alarm_high' }],
      [{ class: 'unknown', name: 'code:0x0100' }],
    ],
    units: false,
  },
  {
    protocol: 'profinet-dcp',
    services: [frame(0x8892)],
    operations: [
      classes('discovery'),
      classes('read', 'discovery'),
      classes('control'),
      [{ class: 'control', name: 'signal' }],
      [{ class: 'unknown', name: 'code:9' }],
      classes('unknown'),
    ],
    units: false,
  },
  { protocol: 'goose', services: [frame(0x88b8)], operations: [classes('report')], units: true },
  { protocol: 'sampled-values', services: [frame(0x88ba)], operations: [], units: true },
  { protocol: 'gse-management', services: [frame(0x88b9)], operations: [classes('discovery')], units: true },
  { protocol: 'ethercat', services: [frame(0x88a4)], operations: [classes('read', 'write')], units: false },
  {
    protocol: 'ethernet',
    services: [frame(0x8892), frame(0x9000, 0x9010), frame(0x0800, 0x8892), frame(0, 0xffff), frame(0x88b8)],
    operations: [],
    units: false,
  },
  { protocol: 'arp', services: [frame(0x0806)], operations: [], units: false },
  { protocol: 'stp', services: [frame(0x0042)], operations: [], units: false },
  {
    protocol: 'modbus',
    services: [{ transport: 'tcp', ports: { from: 502, to: 502 } }],
    operations: [classes('read')],
    units: false,
  },
];

const zones: fc.Arbitrary<readonly PlanZone[]> = fc
  .tuple(
    fc.shuffledSubarray([...zoneIds], { minLength: 2 }),
    fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 5 })), { minLength: 5, maxLength: 5 }),
  )
  .map(([ids, traits]) =>
    ids
      .map((id, index) => {
        const [open = false, free = false, scope = 0] = traits[index] ?? [];
        return buildZone(id, [], {
          scope: scope === 0 ? 'line-b' : 'line-a',
          members: open ? 'any' : 'declared',
          internal: free ? 'free' : 'granted',
          safety: id === 'sis',
        });
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );

/** Stations with an address each, and some that share one, have two or none. */
const assets = (all: readonly PlanZone[]): fc.Arbitrary<readonly PlanAsset[]> => {
  const homes = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...all).map((zone) => [zone.id]) },
    fc.shuffledSubarray(
      all.map((zone) => zone.id),
      { minLength: 1, maxLength: 2 },
    ),
  );
  const others = fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.shuffledSubarray(macs, { maxLength: 2 }));
  return fc
    .tuple(
      fc.shuffledSubarray(macs, { minLength: macs.length }),
      fc.array(fc.record({ homes, others }), { minLength: 4, maxLength: 7 }),
    )
    .map(([own, list]) =>
      list.map((each, index) =>
        buildAsset(`station-${index}`, [...each.homes].sort().join(','), [], {
          mac: each.others === null ? own.slice(index, index + 1) : each.others,
        }),
      ),
    );
};

const grants = (all: readonly PlanZone[], known: readonly PlanAsset[]): fc.Arbitrary<readonly PlanGrant[]> => {
  const endpoints = listEndpoints(all, known);
  const of = (zone: string, side: 'source' | 'destination'): readonly string[] =>
    (endpoints.get(zone) ?? [])
      .filter((each) => side === 'destination' || each.attributes.cast === 'unicast')
      .map((each) => each.id);
  const zone = fc.constantFrom(...all.map((each) => each.id));
  const pair = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(zone, zone) },
    zone.map((each) => [each, each] as const),
  );
  const grant = pair.chain(([from, to]) =>
    fc.constantFrom(...shapes).chain((shape) =>
      fc.record({
        from: fc.constant(from),
        to: fc.constant(to),
        sources: fc.subarray([...of(from, 'source')], { minLength: Math.min(1, of(from, 'source').length) }),
        destinations: fc.subarray([...of(to, 'destination')], { minLength: 1 }),
        protocol: fc.constant(shape.protocol),
        services: fc.subarray([...shape.services], { minLength: 1, maxLength: Math.min(2, shape.services.length) }),
        operations: fc.constantFrom(null, null, ...shape.operations),
        objects: shape.units
          ? fc.constantFrom(
              null,
              [{ unit: { from: 1, to: 3 }, table: null, range: null }],
              [{ unit: { from: 3, to: 3 }, table: null, range: null }],
            )
          : fc.constant(null),
        windows: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray(windowIds, { maxLength: 2 })),
      }),
    ),
  );
  return fc.array(grant, { minLength: 6, maxLength: 18 }).map((list) =>
    list
      .filter((each) => each.sources.length > 0 && each.destinations.length > 0)
      .map(
        ({ sources, destinations, ...rest }, index): PlanGrant => ({
          ...rest,
          id: `conduit/g${index}`,
          conduit: 'conduit',
          sources: [...sources].sort(),
          destinations: [...destinations].sort(),
          owner: null,
          reason: null,
          ticket: null,
          expires: null,
          at: spanAt(index + 1, 'conduits/c.yaml'),
          fields: {},
        }),
      ),
  );
};

/** Bridges with up to three ports; zones may share one, lie behind several, or lie elsewhere. */
export const bridgeCase: fc.Arbitrary<BoundaryCase> = zones.chain((all) =>
  assets(all).chain((known) =>
    fc
      .tuple(
        grants(all, known),
        fc.array(fc.constantFrom<readonly number[]>([0], [0], [1], [1], [1], [2], [0, 1], []), {
          minLength: 5,
          maxLength: 5,
        }),
        fc.constantFrom<readonly number[]>([], [110], [110, 111]),
        fc.constantFrom<readonly number[]>([], [120], [110]),
      )
      .map(([list, places, vlansA, vlansB]) => {
        const behind = (place: number): string[] =>
          all.filter((_, index) => (places[index] ?? []).includes(place)).map((each) => each.id);
        const boundary = bridge({ eth0: behind(0), eth1: behind(1), eth2: behind(2) });
        const plan: Plan = buildPlan({
          scopes: [
            { id: 'line-a', vlans: vlansA },
            { id: 'line-b', vlans: vlansB },
          ],
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

/** A boundary that is a bridge. */
export function bridge(interfaces: Readonly<Record<string, readonly string[]>>, id: string = 'br-1'): PlanBoundary {
  return { ...buildBoundary(interfaces, id), dialect: 'nftables-bridge' };
}
