/** The boundaries whose exports are kept as golden files; the kernel tests load the same ones. */
import type { PlanGrant, PlanOperation } from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { linePlant } from './line-plant.ts';
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
import { translatedLines } from './translated-lines.ts';

/** By the name of the golden file. */
export const goldenBoundaries: Readonly<Record<string, BoundaryCase>> = {
  line: linePlant(),
  nothing: linePlant([], []),
  windows: windows(),
  sessions: sessions(),
  overlaps: overlaps(),
  hostile: hostile(),
  functions: functions(),
  writes: writes(),
  translation: translatedLines(),
};

/** Windows alone, together and as unions, in zones with and without daylight saving. */
function windows(): BoundaryCase {
  const boundary = buildBoundary({ 'lan.10': ['office'], 'lan.20': ['cell'] }, 'fw-windows');
  const during = (name: string, port: string, ids: readonly string[]): PlanGrant =>
    buildGrant(name, ['office/pc'], ['cell/plc'], [port], { windows: ids });
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24']), buildZone('office', ['10.1.0.0/24'])],
    assets: [buildAsset('pc', 'office', ['10.1.0.1']), buildAsset('plc', 'cell', ['10.2.0.1'])],
    windows: [
      buildWeekly('nights', 'America/New_York', ['fri', 'sat'], '22:00', '04:00'),
      buildWeekly('shifts', 'Asia/Kolkata', ['mon', 'tue', 'wed', 'thu', 'fri'], '06:00', '14:00'),
      buildOnce('since:2026-10-25', 'Europe/Berlin', '2026-10-25T00:00', null),
      buildOnce('until:2027-03-31', 'Europe/Berlin', null, '2027-03-31T24:00'),
      buildOnce('until:9999-12-31', 'UTC', null, '9999-12-31T24:00'),
      buildOnce('autumn', 'Europe/Berlin', '2026-10-25T02:15', '2026-10-25T02:45'),
    ],
    grants: [
      during('nights', 'tcp/1', ['nights']),
      during('shifts', 'tcp/2', ['shifts']),
      during('both', 'tcp/3', ['nights', 'shifts']),
      during('either-1', 'tcp/4', ['nights', 'until:2027-03-31']),
      during('either-2', 'tcp/4', ['shifts']),
      during('span', 'tcp/5', ['since:2026-10-25', 'until:2027-03-31']),
      during('far', 'tcp/6', ['until:9999-12-31']),
      during('autumn', 'tcp/7', ['autumn']),
      during('same', 'udp/5', ['since:2026-10-25', 'until:2027-03-31']),
      during('always', 'tcp/8', []),
      during('sometimes', 'tcp/8', ['shifts']),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Vendor sessions alone, together, with dates and with a weekly window, and as one of several ways to be open. */
function sessions(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['dmz'], eth1: ['cell'] }, 'fw-dmz');
  const during = (name: string, port: string, ids: readonly string[]): PlanGrant =>
    buildGrant(name, ['dmz/jump'], ['cell/plc'], [port], { windows: ids });
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24', 'fd02::/64']), buildZone('dmz', ['10.1.0.0/24', 'fd01::/64'])],
    assets: [buildAsset('jump', 'dmz', ['10.1.0.1', 'fd01::1']), buildAsset('plc', 'cell', ['10.2.0.1', 'fd02::1'])],
    windows: [
      buildSession('acme-support'),
      buildSession('tuning'),
      buildWeekly('shifts', 'Asia/Kolkata', ['mon', 'tue', 'wed', 'thu', 'fri'], '06:00', '14:00'),
      buildOnce('until:2027-03-31', 'Europe/Berlin', null, '2027-03-31T24:00'),
    ],
    grants: [
      during('remote', 'tcp/3389', ['acme-support']),
      during('same', 'udp/3389', ['acme-support']),
      during('other', 'tcp/22', ['tuning']),
      during('both', 'tcp/23', ['acme-support', 'tuning']),
      during('dated', 'tcp/502', ['acme-support', 'until:2027-03-31']),
      during('shift', 'tcp/503', ['acme-support', 'shifts']),
      during('either-1', 'tcp/504', ['acme-support', 'shifts']),
      during('either-2', 'tcp/504', ['tuning']),
      during('either-3', 'tcp/504', ['tuning', 'until:2027-03-31']),
      during('always', 'tcp/80', []),
      during('sometimes', 'tcp/80', ['tuning']),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Nested networks of several zones, one of them elsewhere, and grants whose ports and endpoints overlap. */
function overlaps(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['site'], eth1: ['cell', 'sis'], eth2: ['world'] }, 'fw-overlaps');
  const plan = buildPlan({
    zones: [
      buildZone('cell', ['10.1.1.0/24', 'fd01:1::/48'], { members: 'any' }),
      buildZone('far', ['10.1.1.64/26']),
      buildZone('sis', ['10.1.1.128/28'], { safety: true }),
      buildZone('site', ['10.1.0.0/16', 'fd01::/32'], { members: 'any' }),
      buildZone('world', ['0.0.0.0/0', '::/0'], { kind: 'external', members: 'any' }),
    ],
    assets: [
      buildAsset('gateway', 'site,cell', ['10.1.0.1', '10.1.1.1', '172.16.0.1']),
      buildAsset('plc-a', 'cell', ['10.1.1.10', 'fd01:1::10']),
      buildAsset('plc-b', 'cell', ['10.1.1.11']),
      buildAsset('trip', 'sis', ['10.1.1.130']),
    ],
    grants: [
      buildGrant('wide', ['site/*', 'site/gateway'], ['cell/*', 'cell/plc-a', 'cell/plc-b'], ['tcp/100-200'], {
        at: spanAt(1),
      }),
      buildGrant('one', ['site/gateway'], ['cell/plc-a'], ['tcp/150'], { at: spanAt(2) }),
      buildGrant('touching', ['site/gateway'], ['cell/plc-a'], ['tcp/201-300'], { at: spanAt(3) }),
      buildGrant('any', ['site/gateway'], ['cell/plc-b'], ['tcp/0-65535', 'udp/0-65535', 'ip/0-255'], {
        at: spanAt(4),
        protocol: 'tcp',
      }),
      buildGrant('out', ['cell/*', 'cell/plc-a'], ['world/*'], ['tcp/443'], { at: spanAt(5) }),
      buildGrant('far', ['site/*'], ['far/plc'], ['tcp/1'], { at: spanAt(6) }),
      buildGrant('trip', ['site/gateway'], ['sis/trip'], ['tcp/502'], {
        protocol: 'modbus',
        operations: [{ class: 'read', name: null }],
        at: spanAt(7),
      }),
      buildGrant('pings', ['site/gateway'], ['cell/plc-a'], ['icmpv6'], { at: spanAt(8) }),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Modbus that writes several registers and coils, with what has a length of its own, at times and always. */
function writes(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['control'], eth1: ['cell'] }, 'fw-writes');
  const modbus = (id: string, codes: readonly number[], windows: readonly string[]): PlanGrant =>
    buildGrant(id, ['control/scada'], ['cell/plc'], ['tcp/502'], {
      protocol: 'modbus',
      operations: codes.map((code) => ({ class: 'unknown', name: `code:${code}` })),
      enforce: 'functions',
      windows,
    });
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.1.2.0/24', 'fd01:2::/64']), buildZone('control', ['10.1.1.0/24', 'fd01:1::/64'])],
    assets: [
      buildAsset('plc', 'cell', ['10.1.2.10', 'fd01:2::10']),
      buildAsset('scada', 'control', ['10.1.1.10', 'fd01:1::10']),
    ],
    windows: [buildSession('tuning')],
    grants: [modbus('recipe', [3, 16, 22], []), modbus('tune', [15, 16, 23], ['tuning'])],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Modbus of which only some functions pass: always, at times, beside a grant of the whole port, and not at all. */
function functions(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['control'], eth1: ['cell', 'sis'] }, 'fw-functions');
  const modbus = (
    id: string,
    to: string,
    operations: readonly PlanOperation[] | null,
    more: Partial<PlanGrant> = {},
  ): PlanGrant =>
    buildGrant(id, ['control/scada'], [to], ['tcp/502'], {
      protocol: 'modbus',
      operations,
      enforce: 'functions',
      at: spanAt(id.length),
      ...more,
    });
  const read = [{ class: 'read', name: null }] as const;
  const write = [{ class: 'write', name: 'write_register' }] as const;
  const plan = buildPlan({
    zones: [
      buildZone('cell', ['10.1.2.0/24', 'fd01:2::/64']),
      buildZone('control', ['10.1.1.0/24', 'fd01:1::/64']),
      buildZone('sis', ['10.1.3.0/24'], { safety: true }),
    ],
    assets: [
      buildAsset('plc-a', 'cell', ['10.1.2.10', 'fd01:2::10']),
      buildAsset('plc-b', 'cell', ['10.1.2.11']),
      buildAsset('plc-c', 'cell', ['10.1.2.12']),
      buildAsset('scada', 'control', ['10.1.1.10', 'fd01:1::10']),
      buildAsset('trip', 'sis', ['10.1.3.10']),
    ],
    windows: [
      buildWeekly('shifts', 'UTC', ['mon', 'tue'], '06:00', '22:00'),
      buildSession('tuning'),
      buildOnce('until:2027-03-31', 'UTC', null, '2027-03-31T00:00'),
    ],
    grants: [
      modbus('poll-a', 'cell/plc-a', read),
      modbus('tune-a', 'cell/plc-a', write, { windows: ['tuning'] }),
      modbus('set-a', 'cell/plc-a', write, { windows: ['shifts', 'until:2027-03-31'] }),
      modbus('poll-b', 'cell/plc-b', read, { windows: ['shifts'] }),
      modbus('poll-c', 'cell/plc-c', read),
      modbus('other-c', 'cell/plc-c', write, {
        objects: [{ unit: null, table: 'holding', range: { from: 0, to: 9 } }],
      }),
      buildGrant('all-c', ['control/scada'], ['cell/plc-c'], ['tcp/500-502'], { protocol: 'tcp', windows: ['tuning'] }),
      modbus('load-b', 'cell/plc-b', [...read, { class: 'program', name: null }], {
        services: [{ transport: 'tcp', ports: { from: 503, to: 510 } }],
      }),
      modbus('load-a', 'cell/plc-a', [{ class: 'program', name: null }]),
      modbus('poll-trip', 'sis/trip', read),
      modbus('by-udp', 'cell/plc-b', read, { services: [{ transport: 'udp', ports: { from: 502, to: 502 } }] }),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Ids that try to end a comment, a string or a line, and that are longer than nft allows. */
function hostile(): BoundaryCase {
  const nasty = 'a"; } add rule inet zonewright forward accept\n\u2028\\ # {';
  const boundary = buildBoundary({ eth0: [nasty], eth1: ['cell'] }, nasty);
  const plan = buildPlan({
    plant: `plant ${'ü'.repeat(200)}`,
    zones: [buildZone('cell', ['10.2.0.0/24']), buildZone(nasty, ['10.1.0.0/24'])],
    assets: [buildAsset(nasty, nasty, ['10.1.0.1']), buildAsset('plc', 'cell', ['10.2.0.1'])],
    windows: [buildOnce(nasty, 'UTC', '2026-01-01T00:00', null)],
    grants: [
      {
        ...buildGrant('x', [], ['cell/plc'], ['tcp/1']),
        id: nasty,
        from: nasty,
        sources: [`${nasty}/${nasty}`],
        windows: [nasty],
      },
      {
        ...buildGrant('y', [], ['cell/plc'], ['tcp/2'], { at: spanAt(7, `${'ordner/'.repeat(30)}${nasty}`) }),
        from: nasty,
        sources: [`${nasty}/${nasty}`],
      },
      { ...buildGrant('é'.repeat(100), [], ['cell/plc'], ['tcp/3']), from: nasty, sources: [`${nasty}/${nasty}`] },
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}
