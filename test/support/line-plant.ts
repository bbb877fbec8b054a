/** A small plant at one boundary, dual stack, that examples and kernel tests share. */
import type { PlanGrant, PlanWindow } from '../../src/model/plan.ts';
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

const poll = { protocol: 'modbus', operations: [{ class: 'read', name: null }] } as const;

/** Grants of the plant by name. */
export const lineGrants: Readonly<Record<string, PlanGrant>> = {
  poll: buildGrant('poll', ['scada/scada-1'], ['cell/plc', 'cell/plc-4'], ['tcp/502'], { ...poll, at: line(12) }),
  whole: buildGrant('whole', ['scada/scada-1'], ['cell/plc'], ['tcp/4840'], { protocol: 'opc-ua', at: line(15) }),
  time: buildGrant('time', ['cell/plc', 'cell/plc-4'], ['scada/scada-1'], ['udp/123'], { at: line(18) }),
  ping: buildGrant('ping', ['scada/scada-1'], ['cell/plc', 'cell/plc-4'], ['icmp'], {
    operations: [{ class: 'diagnostic', name: 'echo_request' }],
    at: line(21),
  }),
  data: buildGrant('data', ['scada/scada-1'], ['cell/plc'], ['udp/20000-20010'], { at: line(24) }),
  download: buildGrant('download', ['scada/ews'], ['cell/plc'], ['tcp/502'], {
    protocol: 'modbus',
    operations: [{ class: 'program', name: null }],
    windows: ['maintenance', 'until:2027-03-31'],
    at: line(27),
  }),
  web: buildGrant('web', ['scada/ews'], ['internet/*'], ['tcp/443'], { protocol: 'https', at: line(30) }),
  tunnel: buildGrant('tunnel', ['scada/scada-1'], ['cell/plc'], ['ip/47'], { at: line(33) }),
};

/** Windows of the plant. */
export const lineWindows: readonly PlanWindow[] = [
  buildWeekly('maintenance', 'Europe/Berlin', ['sun'], '06:00', '10:00'),
  buildOnce('until:2027-03-31', 'Europe/Berlin', null, '2027-03-31T24:00'),
];

/** The plant with some of its grants; `plc-4` has IPv4 only. */
export function linePlant(
  grants: readonly PlanGrant[] = Object.values(lineGrants),
  windows: readonly PlanWindow[] = lineWindows,
): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['scada'], eth1: ['cell'], eth2: ['internet'] }, 'fw-line');
  const plan = buildPlan({
    plant: 'line',
    zones: [
      buildZone('cell', ['10.20.1.0/24', 'fd20:1::/64'], { kind: 'cell', level: 1 }),
      buildZone('internet', ['0.0.0.0/0', '::/0'], { kind: 'external', level: 5, members: 'any' }),
      buildZone('scada', ['10.20.0.0/24', 'fd20::/64']),
    ],
    assets: [
      buildAsset('ews', 'scada', ['10.20.0.20', 'fd20::20']),
      buildAsset('plc', 'cell', ['10.20.1.11', 'fd20:1::11']),
      buildAsset('plc-4', 'cell', ['10.20.1.12']),
      buildAsset('scada-1', 'scada', ['10.20.0.10', 'fd20::10']),
    ],
    windows,
    grants,
    boundaries: [boundary],
  });
  return { plan, boundary };
}

function line(number: number): PlanGrant['at'] {
  return spanAt(number, 'conduits/line.yaml');
}
