/** What becomes of a grant that the configuration cannot say in full. */
import { expect, test } from 'vitest';
import type { ExportRequest, ExportResult } from '../../src/exporters/dialect.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { PlanAsset, PlanGrant, PlanZone } from '../../src/model/plan.ts';
import { requestOf } from '../support/export-request.ts';
import {
  buildAsset,
  buildBoundary,
  buildGrant,
  buildOnce,
  buildPlan,
  buildWeekly,
  buildZone,
} from '../support/plan-builder.ts';

interface Site {
  readonly zones?: readonly PlanZone[];
  readonly assets?: readonly PlanAsset[];
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
}

const reads = { protocol: 'modbus', operations: [{ class: 'read', name: null }] } as const;
const everything = ['read', 'write', 'program', 'unknown'].map((name) => ({ class: name as 'read', name: null }));

function exportOf(grants: readonly PlanGrant[], site: Site = {}, more: Partial<ExportRequest> = {}): ExportResult {
  const boundary = buildBoundary(site.interfaces ?? { eth0: ['office'], eth1: ['cell', 'sis'] });
  const plan = buildPlan({
    zones: site.zones ?? [
      buildZone('cell', ['10.2.0.0/24']),
      buildZone('office', ['10.1.0.0/24']),
      buildZone('sis', ['10.3.0.0/24'], { safety: true }),
    ],
    assets: site.assets ?? [
      buildAsset('pc', 'office', ['10.1.0.1']),
      buildAsset('plc', 'cell', ['10.2.0.1']),
      buildAsset('trip', 'sis', ['10.3.0.1']),
      buildAsset('valve', 'cell', [], { mac: ['00:11:22:33:44:55'] }),
    ],
    windows: [
      buildWeekly('sunday', 'Europe/Berlin', ['sun'], '06:00', '10:00'),
      buildOnce('done', 'UTC', null, '2020-01-01T00:00'),
    ],
    grants,
    boundaries: [boundary],
  });
  return exportBoundary(requestOf({ plan, boundary }, more));
}

function summary({ residual, diagnostics }: ExportResult): unknown {
  const entries = (list: typeof residual.exact) =>
    list.map((entry) => [entry.grant, ...entry.losses.map((loss) => `${loss.kind}: ${loss.detail}`)].join(' | '));
  return {
    exact: entries(residual.exact),
    wider: entries(residual.wider),
    refused: entries(residual.refused),
    codes: diagnostics.map((diagnostic) => diagnostic.code),
  };
}

test('a grant of some operations is wider, with the classes that pass', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['cell/plc'], ['tcp/502'], reads)]);
  expect(summary(result)).toEqual({
    exact: [],
    wider: ['conduit/g | operations: write, program and unknown pass beside read'],
    refused: [],
    codes: ['export/wider'],
  });
  expect(result.residual.wider[0]?.losses[0]?.passes).toEqual(['write', 'program', 'unknown']);
  expect(result.residual.wider[0]?.watched).toBe(
    '`zonewright audit` finds it in a capture or a log that shows operations',
  );
});

test('grants that allow everything together are exact', () => {
  const rest = { protocol: 'modbus', operations: everything.slice(1) };
  const result = exportOf([
    buildGrant('reads', ['office/pc'], ['cell/plc'], ['tcp/502'], reads),
    buildGrant('rest', ['office/pc'], ['cell/plc'], ['tcp/502'], rest),
  ]);
  expect(summary(result)).toEqual({ exact: ['conduit/reads', 'conduit/rest'], wider: [], refused: [], codes: [] });
});

test('a grant of some operations into a safety zone is refused and opens nothing', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['sis/trip'], ['tcp/502'], reads)]);
  expect(summary(result)).toEqual({
    exact: [],
    wider: [],
    refused: ['conduit/g | operations: write, program and unknown pass beside read'],
    codes: ['export/refused'],
  });
  expect(result.files[0]?.text).not.toContain('. 502');
});

test('a zone of kind safety counts as one whatever its flag says', () => {
  const zones = [buildZone('office', ['10.1.0.0/24']), buildZone('sis', ['10.3.0.0/24'], { kind: 'safety' })];
  const result = exportOf([buildGrant('g', ['office/pc'], ['sis/trip'], ['tcp/502'], reads)], { zones });
  expect(result.residual.refused).toHaveLength(1);
});

test('a whole service into a safety zone is exact', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['sis/trip'], ['tcp/443'], { protocol: 'https' })]);
  expect(summary(result)).toEqual({ exact: ['conduit/g'], wider: [], refused: [], codes: [] });
});

test('a refusal takes along the grants that were exact only together with it', () => {
  const rest = { protocol: 'modbus', operations: everything.slice(1), windows: ['sunday'] };
  const result = exportOf([
    buildGrant('reads', ['office/pc'], ['sis/trip'], ['tcp/502'], { ...reads, windows: ['sunday'] }),
    buildGrant('rest', ['office/pc'], ['sis/trip'], ['tcp/502'], rest),
  ]);
  expect(result.residual.refused.map((entry) => entry.grant)).toEqual(['conduit/reads', 'conduit/rest']);
});

test('a weekly window in a zone with daylight saving is wider in time, and refused into a safety zone', () => {
  const windows = { protocol: 'https', windows: ['sunday'] };
  const result = exportOf([
    buildGrant('cell', ['office/pc'], ['cell/plc'], ['tcp/443'], windows),
    buildGrant('sis', ['office/pc'], ['sis/trip'], ['tcp/443'], windows),
  ]);
  expect(result.residual.wider.map((entry) => entry.losses.map((loss) => loss.kind))).toEqual([['time']]);
  expect(result.residual.refused.map((entry) => entry.grant)).toEqual(['conduit/sis']);
});

test('a window of the past is exact, and its chain opens nothing', () => {
  const result = exportOf([
    buildGrant('g', ['office/pc'], ['cell/plc'], ['tcp/443'], { protocol: 'https', windows: ['done'] }),
  ]);
  expect(result.residual.exact).toHaveLength(1);
  expect(result.files[0]?.text).toContain('meta time < 1577836800 goto open_1');
});

test('a window that the plan does not have refuses the grant', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['cell/plc'], ['tcp/443'], { windows: ['session'] })]);
  expect(summary(result)).toMatchObject({
    exact: [],
    refused: ['conduit/g | windows: window session is not in the plan, so nobody can say when it is active'],
    codes: ['export/cannot-say'],
  });
});

test('an endpoint that has only a MAC address is refused, the others of the grant are opened', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['cell/plc', 'cell/valve'], ['tcp/443'])]);
  expect(summary(result)).toEqual({
    exact: ['conduit/g'],
    wider: [],
    refused: ['conduit/g | members: destination cell/valve: it has a MAC address only'],
    codes: ['export/cannot-say'],
  });
});

test('a layer-2 service is refused, the others of the grant are opened', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['cell/plc'], ['ethernet/34962', 'udp/34964'])]);
  expect(summary(result)).toMatchObject({
    exact: ['conduit/g'],
    refused: ['conduit/g | services: ethernet 0x8892, which no router passes on'],
  });
});

test('ICMP messages of unknown types and protocol numbers of other transports are refused', () => {
  const result = exportOf([
    buildGrant('ndp', ['office/pc'], ['cell/plc'], ['icmpv6'], { protocol: 'ndp' }),
    buildGrant('tcp', ['office/pc'], ['cell/plc'], ['ip/6'], { protocol: 'ip' }),
    buildGrant('write', ['office/pc'], ['cell/plc'], ['icmp'], { operations: [{ class: 'write', name: null }] }),
  ]);
  expect(summary(result)).toMatchObject({
    exact: [],
    refused: [
      'conduit/ndp | services: the icmpv6 messages of this protocol, whose types are not known',
      'conduit/tcp | services: ip 6, which is judged as a transport of its own',
      'conduit/write | services: icmp messages for the granted operations, of which there are none',
    ],
  });
});

test('an address that means two endpoints in different scopes is refused', () => {
  const zones = [
    buildZone('line-1', ['192.168.0.0/24'], { scope: 'one' }),
    buildZone('line-2', ['192.168.0.0/25'], { scope: 'two', members: 'any' }),
    buildZone('office', ['10.1.0.0/24']),
  ];
  const assets = [
    buildAsset('pc', 'office', ['10.1.0.1']),
    buildAsset('plc-1', 'line-1', ['192.168.0.1', '192.168.0.200']),
  ];
  const interfaces = { eth0: ['office'], eth1: ['line-1'], eth2: ['line-2'] };
  const result = exportOf(
    [
      buildGrant('one', ['office/pc'], ['line-1/plc-1'], ['tcp/443']),
      buildGrant('two', ['office/pc'], ['line-2/*'], ['tcp/443']),
    ],
    { zones, assets, interfaces },
  );
  expect(result.residual.refused.map((entry) => entry.losses[0]?.kind)).toContain('addresses');
  expect(result.files[0]?.text).not.toMatch(/192\.168\.0\.1\b/);
  expect(result.files[0]?.text).toContain('192.168.0.200 : goto to_');
});

test('an interface name that the configuration cannot hold refuses the grants behind it', () => {
  const result = exportOf([buildGrant('g', ['office/pc'], ['cell/plc'], ['tcp/443'])], {
    interfaces: { 'eth0" accept': ['office'], eth1: ['cell'] },
  });
  expect(result.residual.refused.map((entry) => entry.losses.map((loss) => loss.kind))).toEqual([['interfaces']]);
  expect(result.files[0]?.text).not.toContain('eth0" accept');
});

test('grants that do not cross are counted, and guards are listed', () => {
  const guard = {
    name: 'plant.allow.custom',
    allowlist: 'custom',
    pairs: [{ from: 'office', to: 'cell' }],
    at: { file: 'policies/custom.rego', line: 3, column: 1, endLine: 9, endColumn: 2 },
    reason: 'uses time',
  };
  const { residual } = exportOf([buildGrant('g', ['cell/plc'], ['sis/trip'], ['tcp/443'])], {}, { guards: [guard] });
  expect([residual.elsewhere, residual.guards]).toEqual([1, [guard]]);
});

test('a dialect that nobody wrote is a finding and no file', () => {
  const boundary = { ...buildBoundary({}), dialect: 'nftable' };
  const result = exportBoundary(requestOf({ plan: buildPlan({}), boundary }));
  expect(result.files).toEqual([]);
  expect(result.diagnostics.map(({ code, args }) => [code, args])).toEqual([
    ['boundary/no-dialect', { boundary: 'fw-1', dialect: 'nftable', suggestion: 'nftables' }],
  ]);
});
