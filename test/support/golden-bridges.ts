/** The bridges whose exports are kept as golden files; the kernel tests load the same ones. */
import type { PlanGrant, PlanObject, PlanOperation } from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { bridge } from './arbitrary-bridge.ts';
import { buildAsset, buildGrant, buildOnce, buildPlan, buildWeekly, buildZone, spanAt } from './plan-builder.ts';

const classes = (...names: readonly PlanOperation['class'][]): readonly PlanOperation[] =>
  names.map((name) => ({ class: name, name: null }));
const unit = (from: number, to: number = from): PlanObject => ({ unit: { from, to }, table: null, range: null });

/** By the name of the golden file. */
export const goldenBridges: Readonly<Record<string, BoundaryCase>> = {
  cell: cell(),
  shared: shared(),
  nothing: { ...cell(), plan: { ...cell().plan, grants: [] } },
  hostile: hostile(),
};

/** PROFINET, GOOSE, EtherCAT and frames of a maker, in one zone behind each port and in a VLAN. */
function cell(): BoundaryCase {
  const boundary = bridge({ eth0: ['control'], eth1: ['drives'], eth2: ['axes'] }, 'br-cell');
  const scope = 'line';
  const rt = { protocol: 'profinet-rt' };
  const dcp = { protocol: 'profinet-dcp' };
  const plan = buildPlan({
    scopes: [{ id: 'line', vlans: [40, 41] }],
    zones: [buildZone('axes', [], { scope }), buildZone('control', [], { scope }), buildZone('drives', [], { scope })],
    assets: [
      buildAsset('drive', 'drives', [], { mac: ['00:0e:8c:00:00:11'] }),
      buildAsset('ews', 'control', [], { mac: ['00:1b:1b:00:00:20'] }),
      buildAsset('io', 'drives', [], { mac: ['00:0e:8c:00:00:12', '00:0e:8c:00:00:13'] }),
      buildAsset('plc', 'control', [], { mac: ['00:0e:8c:00:00:01'] }),
      buildAsset('relay', 'control', [], { mac: ['00:30:a7:00:00:41'] }),
      buildAsset('unaddressed', 'drives', ['10.0.0.1']),
    ],
    windows: [
      buildWeekly('sundays', 'UTC', ['sun'], '06:00', '10:00'),
      buildOnce('until:2027-03-31', 'UTC', null, '2027-03-31T24:00'),
    ],
    grants: [
      buildGrant('find-inside', ['control/plc'], ['control/~multicast'], ['ethernet/34962'], {
        ...dcp,
        operations: classes('discovery'),
        at: spanAt(1),
      }),
      buildGrant('motion-inside', ['control/plc'], ['control/~broadcast'], ['ethernet/34980'], {
        protocol: 'ethercat',
        at: spanAt(2),
      }),
      buildGrant('trip-inside', ['control/relay'], ['control/~multicast'], ['ethernet/35000'], {
        protocol: 'goose',
        objects: [unit(1, 3)],
        at: spanAt(3),
      }),
      buildGrant('find', ['control/plc'], ['drives/drive', 'drives/~multicast'], ['ethernet/34962'], {
        ...dcp,
        operations: classes('discovery', 'read'),
        at: spanAt(4),
      }),
      buildGrant('outputs', ['control/plc'], ['drives/drive', 'drives/io', 'drives/unaddressed'], ['ethernet/34962'], {
        ...rt,
        operations: classes('read', 'write'),
        at: spanAt(5),
      }),
      buildGrant('inputs', ['drives/drive'], ['control/plc'], ['ethernet/34962'], { ...rt, at: spanAt(6) }),
      buildGrant('names', ['control/ews'], ['drives/drive'], ['ethernet/34962'], {
        ...dcp,
        operations: classes('control'),
        windows: ['sundays'],
        at: spanAt(7),
      }),
      buildGrant('trip', ['control/relay'], ['drives/~multicast'], ['ethernet/35000'], {
        protocol: 'goose',
        objects: [unit(2), unit(9)],
        windows: ['until:2027-03-31'],
        at: spanAt(8),
      }),
      buildGrant('motion', ['control/plc'], ['axes/~broadcast'], ['ethernet/34980', 'udp/34980'], {
        protocol: 'ethercat',
        at: spanAt(9),
      }),
      buildGrant('maker', ['drives/io'], ['control/ews'], ['ethernet/36864-36880', 'ethernet/34997', 'ethernet/66'], {
        at: spanAt(10),
      }),
      buildGrant('poll', ['control/ews'], ['drives/drive'], ['tcp/502'], { at: spanAt(11) }),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Zones that share a port, a safety zone, two scopes, a gateway in both, and addresses that mean nobody. */
function shared(): BoundaryCase {
  const boundary = bridge({ eth0: ['control'], eth1: ['cell', 'sis', 'twin'], eth2: ['annex'] }, 'br-shared');
  const [line, other] = [{ scope: 'line' }, { scope: 'other' }];
  const plan = buildPlan({
    scopes: [
      { id: 'line', vlans: [10, 30] },
      { id: 'other', vlans: [20, 30] },
    ],
    zones: [
      buildZone('annex', [], other),
      buildZone('cell', [], line),
      buildZone('control', [], { ...line, internal: 'free', members: 'any' }),
      buildZone('sis', [], { ...line, safety: true }),
      buildZone('twin', [], other),
    ],
    assets: [
      buildAsset('gateway', 'cell,control', [], { mac: ['00:80:f4:00:00:09'] }),
      buildAsset('group', 'cell', [], { mac: ['01:0c:cd:01:00:01'] }),
      buildAsset('hmi', 'control', [], { mac: ['00:80:f4:00:00:01'] }),
      buildAsset('local', 'control', [], { mac: ['02:00:00:00:00:07'] }),
      buildAsset('plc', 'cell', [], { mac: ['00:80:f4:00:00:02'] }),
      buildAsset('robot', 'twin', [], { mac: ['00:80:f4:00:00:03'] }),
      buildAsset('server', 'annex', [], { mac: ['00:80:f4:00:00:04'] }),
      buildAsset('trip', 'sis', [], { mac: ['00:80:f4:00:00:05'] }),
    ],
    grants: [
      buildGrant('ask', ['control/*', 'control/hmi'], ['cell/plc', 'cell/~broadcast'], ['ethernet/34997'], {
        at: spanAt(1),
      }),
      buildGrant('gateway', ['control/gateway', 'control/hmi'], ['cell/group', 'cell/plc'], ['ethernet/34998'], {
        at: spanAt(2),
      }),
      buildGrant('publish', ['control/hmi'], ['cell/~multicast'], ['ethernet/35000'], {
        protocol: 'goose',
        at: spanAt(3),
      }),
      buildGrant('publish-sis', ['control/hmi'], ['sis/~multicast'], ['ethernet/35000'], {
        protocol: 'goose',
        at: spanAt(4),
      }),
      buildGrant('into-sis', ['control/hmi'], ['sis/trip'], ['ethernet/34962'], {
        protocol: 'profinet-dcp',
        operations: classes('control'),
        at: spanAt(5),
      }),
      buildGrant('out-of-sis', ['sis/trip'], ['control/hmi'], ['ethernet/36864'], { at: spanAt(6) }),
      buildGrant('report-of-sis', ['sis/trip'], ['control/hmi'], ['ethernet/35000'], {
        protocol: 'goose',
        at: spanAt(7),
      }),
      buildGrant('across', ['control/hmi'], ['annex/server'], ['ethernet/36864'], { at: spanAt(8) }),
      buildGrant('twin', ['twin/robot'], ['annex/server'], ['ethernet/36864'], { at: spanAt(9) }),
      buildGrant('motion', ['control/hmi', 'control/local'], ['cell/~broadcast'], ['ethernet/34980'], {
        protocol: 'ethercat',
        at: spanAt(10),
      }),
      buildGrant('everything', ['cell/plc'], ['control/hmi'], ['ethernet/0-65535'], {
        protocol: 'ethernet',
        at: spanAt(11),
      }),
      buildGrant('arp', ['control/hmi'], ['cell/~broadcast'], ['ethernet/2054'], { protocol: 'arp', at: spanAt(12) }),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Ids that try to end a comment, a string or a line, a name that no interface has, and ids that are too long. */
function hostile(): BoundaryCase {
  const nasty = 'a"; } add rule bridge zonewright forward accept\n\u2028\\ # {';
  const boundary = bridge({ eth0: [nasty], eth1: ['cell'], 'eth2"; accept': ['odd'] }, nasty);
  const from = (id: string): Partial<PlanGrant> => ({ id, from: nasty, sources: [`${nasty}/${nasty}`] });
  const plan = buildPlan({
    plant: `plant ${'ü'.repeat(200)}`,
    scopes: [{ id: nasty, vlans: [7] }],
    zones: [
      buildZone('cell', [], { scope: nasty }),
      buildZone('odd', [], { scope: nasty }),
      buildZone(nasty, [], { scope: nasty }),
    ],
    assets: [
      buildAsset(nasty, nasty, [], { mac: ['00:80:f4:00:00:01'] }),
      buildAsset('odd', 'odd', [], { mac: ['00:80:f4:00:00:03'] }),
      buildAsset('plc', 'cell', [], { mac: ['00:80:f4:00:00:02'] }),
    ],
    windows: [buildOnce(nasty, 'UTC', '2026-01-01T00:00', null)],
    grants: [
      { ...buildGrant('x', [], ['cell/plc'], ['ethernet/36864']), ...from(nasty), windows: [nasty] },
      {
        ...buildGrant('y', [], ['cell/plc'], ['ethernet/36865'], { at: spanAt(7, `${'ordner/'.repeat(30)}${nasty}`) }),
        ...from('y'),
      },
      { ...buildGrant('z', [], ['cell/plc'], ['ethernet/36866']), ...from('é'.repeat(100)) },
      { ...buildGrant('odd', [], ['odd/odd'], ['ethernet/36866']), ...from('odd') },
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}
