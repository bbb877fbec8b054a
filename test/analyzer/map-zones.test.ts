/** What is on the map of a plan. */
import { expect, test } from 'vitest';
import { mapZones } from '../../src/analyzer/map-zones.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone, spanAt } from '../support/plan-builder.ts';

const catalogue = { protocols: new Map() };

const zones = [
  buildZone('cell', ['10.0.1.0/24'], { level: 1 }),
  buildZone('office', ['10.0.4.0/24'], { level: 4 }),
  buildZone('control', ['10.0.2.0/24']),
];
const conduit = (id: string, from: string, to: string) => ({
  id,
  from,
  to,
  owner: null,
  allowlists: [],
  at: spanAt(5),
});
const read = { protocol: 'modbus', operations: [{ class: 'read', name: null }] } as const;

const plan = buildPlan({
  zones,
  assets: [buildAsset('fw', 'control,cell', ['10.0.2.1'])],
  conduits: [conduit('up', 'cell', 'control'), conduit('down', 'control', 'cell'), conduit('own', 'cell', 'cell')],
  grants: [
    buildGrant('poll', ['control/a'], ['cell/b'], ['tcp/502'], read),
    buildGrant('hop', ['control/a'], ['cell/b'], ['tcp/22'], { protocol: 'ssh' }),
    buildGrant('self', ['cell/a'], ['cell/b'], ['tcp/502'], read),
  ],
  boundaries: [buildBoundary({ eth0: ['control', 'office'], eth1: ['cell'] }, 'fw')],
});

test('has upper zones first, and one link for both directions', () => {
  const map = mapZones(plan, catalogue);
  expect(map.zones.map(({ zone }) => zone.id)).toEqual(['office', 'control', 'cell']);
  expect(map.links).toMatchObject([
    {
      number: 1,
      ends: ['control', 'cell'],
      traffic: [
        { from: 'control', to: 'cell' },
        { from: 'cell', to: 'control', carries: [] },
      ],
      boundaries: ['fw'],
    },
  ]);
});

test('says by protocol what is carried, and what is allowed inside', () => {
  const map = mapZones(plan, catalogue);
  expect(map.links[0]?.traffic[0]?.carries).toEqual([
    { protocol: 'modbus', classes: ['read'] },
    { protocol: 'ssh', classes: null },
  ]);
  const cell = map.zones[2];
  expect(cell).toMatchObject({ assets: 1, inside: { from: 'cell', to: 'cell', carries: [{ protocol: 'modbus' }] } });
  expect(cell?.boundaries).toEqual([{ boundary: 'fw', interfaces: ['eth1'] }]);
});

test('names protocols by their alias where all of them are carried whole, and only then', () => {
  const protocols = new Map([['both', { id: 'both', members: ['dns', 'ntp'] }]]) as never;
  const granted = (...names: readonly string[]) =>
    mapZones(
      {
        ...plan,
        grants: names.map((protocol) => buildGrant(protocol, ['control/a'], ['cell/b'], ['udp/1'], { protocol })),
      },
      { protocols },
    ).links[0]?.traffic[0]?.carries.map((each) => each.protocol);
  expect(granted('dns', 'ntp')).toEqual(['both']);
  expect(granted('dns')).toEqual(['dns']);
});

test('shows Rego that only the compiled policy can judge', () => {
  const guard = {
    name: 'plant.allow.x',
    allowlist: 'x',
    pairs: [{ from: 'control', to: 'cell' }],
    at: spanAt(9),
    reason: 'r',
  };
  const map = mapZones({ ...plan, lowered: { grants: [], guards: [guard] } }, catalogue);
  expect(map.links[0]?.traffic[0]?.guards).toEqual(['plant.allow.x']);
});
