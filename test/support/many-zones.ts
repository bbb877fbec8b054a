/** A plant of many zones at one boundary: dual stack, some zones of any members, grants of every kind between zones far apart. */
import type { PlanAsset, PlanGrant, PlanZone } from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import {
  buildAsset,
  buildBoundary,
  buildGrant,
  buildOnce,
  buildPlan,
  buildWeekly,
  buildZone,
  spanAt,
} from './plan-builder.ts';

const assetsPerZone = 3;
const services = [
  'tcp/502',
  'tcp/44818',
  'udp/2222',
  'tcp/4840',
  'udp/47808-47823',
  'tcp/20000-20010',
  'icmp',
  'icmpv6',
  'ip/47',
  'tcp/102',
];

/** So many zones behind so many interfaces, with so many grants. */
export function manyZones(zones: number, interfaces: number, grants: number): BoundaryCase {
  const all = Array.from({ length: zones }, (_, index) => zoneAt(index));
  const boundary = buildBoundary(
    Object.fromEntries(
      Array.from({ length: interfaces }, (_, port) => [
        `lan.${port}`,
        all.flatMap((zone, index) => (index % interfaces === port ? [zone.id] : [])),
      ]),
    ),
    'fw-many',
  );
  const plan = buildPlan({
    zones: all,
    assets: all.flatMap((_, index) => assetsOf(index)),
    windows: [
      buildWeekly('nights', 'Asia/Kolkata', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '20:00', '08:00'),
      buildOnce('until:2099-12-31', 'UTC', null, '2099-12-31T24:00'),
    ],
    grants: Array.from({ length: grants }, (_, index) => grantAt(index, zones)),
    boundaries: [boundary],
  });
  return { plan, boundary };
}

function idOf(zone: number): string {
  return `z${String(zone).padStart(4, '0')}`;
}

/** Every seventh zone has whoever is in its networks for a member, every third has IPv6. */
function zoneAt(index: number): PlanZone {
  const networks = [
    `10.${index >> 8}.${index & 255}.0/24`,
    ...(index % 3 === 0 ? [`fd00:${index.toString(16)}::/64`] : []),
  ];
  return buildZone(idOf(index), networks, { members: index % 7 === 0 ? 'any' : 'declared' });
}

function assetsOf(zone: number): readonly PlanAsset[] {
  return Array.from({ length: assetsPerZone }, (_, index) =>
    buildAsset(`a${zone}-${index}`, idOf(zone), [
      `10.${zone >> 8}.${zone & 255}.${10 + 2 * index}`,
      ...(zone % 3 === 0 && index !== 1 ? [`fd00:${zone.toString(16)}::${10 + 2 * index}`] : []),
    ]),
  );
}

/** Grants of whole zones, of single assets and of several; every tenth at some times only. */
function grantAt(index: number, zones: number): PlanGrant {
  const from = (index * 7) % zones;
  const to = (from + 1 + ((index * 13) % (zones - 1))) % zones;
  const ends = (zone: number, turn: number): readonly string[] => {
    const own = Array.from({ length: assetsPerZone }, (_, asset) => `${idOf(zone)}/a${zone}-${asset}`);
    if (turn % 4 === 0) return zone % 7 === 0 ? [...own, `${idOf(zone)}/*`] : own;
    return own.slice(0, turn % 4);
  };
  return buildGrant(
    `g${index}`,
    ends(from, index),
    ends(to, index + 1),
    [services[index % services.length] ?? 'tcp/1'],
    {
      windows: index % 10 === 0 ? ['nights'] : index % 10 === 5 ? ['until:2099-12-31'] : [],
      at: spanAt(1 + index, 'conduits/many.yaml'),
    },
  );
}
