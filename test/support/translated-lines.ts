/**
 * A router in front of two machine lines and a cell inside of one of them: 1:1 NAT of both families, of a part of a network and of
 * one inside of another, port forwards, and devices without an address outside.
 */
import type { Plan, PlanNat, PlanPortForward } from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone, spanAt } from './plan-builder.ts';

function nat(id: string, outside: PlanNat['outside'], inside: PlanNat['inside']): PlanNat {
  return { id, outside, inside, at: spanAt(41) };
}

function forward(id: string, outside: number, asset: string, scope: string, ip: string, port: number): PlanPortForward {
  const seen = { scope: 'north', ip: '10.20.0.2', port: outside };
  return { id, transport: 'tcp', outside: seen, inside: { scope, ip, port }, asset, at: spanAt(42) };
}

const zones: Plan['zones'] = [
  buildZone('cell', ['172.16.0.0/24'], { scope: 'cell' }),
  buildZone('dmz', ['10.19.0.0/24', 'fd19::/64'], { scope: 'north' }),
  buildZone('line-1', ['192.168.0.0/24', 'fd99:1::/64'], { scope: 'line-1' }),
  buildZone('line-2', ['192.168.2.0/24'], { scope: 'line-2', members: 'any' }),
  buildZone('scada', ['10.20.0.0/24', 'fd20::/64'], { scope: 'north' }),
];

const assets: Plan['assets'] = [
  buildAsset('drive', 'cell', ['172.16.0.5']),
  buildAsset('ews-1', 'scada', ['10.20.0.20', 'fd20::20']),
  buildAsset('historian', 'dmz', ['10.19.0.9', 'fd19::9']),
  buildAsset('hmi-1', 'line-1', ['192.168.0.21', 'fd99:1::21']),
  buildAsset('plc-1', 'line-1', ['192.168.0.11', 'fd99:1::11']),
  buildAsset('plc-9', 'line-2', ['192.168.2.9']),
  buildAsset('robot', 'line-2', ['192.168.2.130']),
  buildAsset('router', 'scada,line-1,line-2,cell', ['10.20.0.2', '192.168.0.1', '192.168.2.1', '172.16.0.1']),
  buildAsset('scada-1', 'scada', ['10.20.0.10', 'fd20::10']),
];

const grants: Plan['grants'] = [
  buildGrant('poll', ['scada/scada-1'], ['line-1/plc-1'], ['tcp/502'], { at: spanAt(1) }),
  buildGrant('pings', ['scada/scada-1'], ['line-1/hmi-1', 'line-1/plc-1'], ['icmp'], { at: spanAt(2) }),
  buildGrant('screens', ['scada/ews-1'], ['line-1/hmi-1'], ['tcp/443'], { at: spanAt(3) }),
  buildGrant('alarms', ['line-1/plc-1', 'line-1/hmi-1'], ['scada/scada-1'], ['udp/514'], { at: spanAt(4) }),
  buildGrant('across', ['line-2/robot'], ['line-1/plc-1'], ['tcp/502'], { at: spanAt(5) }),
  buildGrant('up', ['cell/drive'], ['line-1/plc-1'], ['tcp/44818'], { at: spanAt(6) }),
  buildGrant('down', ['line-1/plc-1'], ['cell/drive'], ['udp/2222'], { at: spanAt(7) }),
  buildGrant('through', ['scada/scada-1'], ['cell/drive'], ['tcp/502'], { at: spanAt(8) }),
  buildGrant('out', ['cell/drive'], ['dmz/historian'], ['tcp/4840'], { at: spanAt(9) }),
  buildGrant('shell', ['scada/ews-1'], ['line-2/plc-9'], ['tcp/22'], { at: spanAt(10) }),
  buildGrant('lost-port', ['scada/scada-1'], ['line-2/plc-9'], ['tcp/22', 'tcp/502'], { at: spanAt(11) }),
  buildGrant('lost-source', ['line-2/plc-9', 'line-2/robot'], ['scada/scada-1'], ['udp/514'], { at: spanAt(12) }),
  buildGrant('lost-part', ['dmz/historian'], ['line-2/*'], ['tcp/80-90'], { at: spanAt(13) }),
  buildGrant('plain', ['dmz/historian'], ['scada/scada-1'], ['tcp/1433'], { at: spanAt(14) }),
];

/** Ids of everything that the boundary translates. */
export const allTranslations: readonly string[] = [
  'line-1',
  'line-1-v6',
  'line-2',
  'cell',
  'line-1-cell',
  'hmi-web',
  'plc-9-shell',
];

/** The boundary; what it leaves out changes nothing else. */
export function translatedLines(without: readonly string[] = []): BoundaryCase {
  const boundary = buildBoundary(
    { eth0: ['scada'], eth1: ['line-1'], eth2: ['line-2'], eth3: ['cell'], eth4: ['dmz'] },
    'fw-line',
    {
      nat: [
        nat('line-1', { scope: 'north', network: '10.20.1.0/24' }, { scope: 'line-1', network: '192.168.0.0/24' }),
        nat('line-1-v6', { scope: 'north', network: 'fd20:1::/64' }, { scope: 'line-1', network: 'fd99:1::/64' }),
        nat('line-2', { scope: 'north', network: '10.20.2.0/25' }, { scope: 'line-2', network: '192.168.2.128/25' }),
        nat('cell', { scope: 'line-1', network: '192.168.9.0/24' }, { scope: 'cell', network: '172.16.0.0/24' }),
        nat('line-1-cell', { scope: 'north', network: '10.20.9.0/24' }, { scope: 'line-1', network: '192.168.9.0/24' }),
      ].filter(({ id }) => !without.includes(id)),
      portForwards: [
        forward('hmi-web', 8443, 'hmi-1', 'line-1', '192.168.0.21', 443),
        forward('plc-9-shell', 2222, 'plc-9', 'line-2', '192.168.2.9', 22),
      ].filter(({ id }) => !without.includes(id)),
    },
  );
  const own = grants.filter(({ id }) => !without.includes(id));
  return { plan: buildPlan({ zones, assets, grants: own, boundaries: [boundary] }), boundary };
}
