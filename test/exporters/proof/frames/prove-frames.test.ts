/** Law 4 for bridges: the frames that are read back are those that were granted and declared. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Loss, Residual } from '../../../../src/exporters/dialect.ts';
import { nftablesBridge } from '../../../../src/exporters/nftables-bridge/nftables-bridge.ts';
import { readBackBridgeText } from '../../../../src/exporters/nftables-bridge/read-back.ts';
import { proveFrames } from '../../../../src/exporters/proof/frames/prove-frames.ts';
import type { ProofResult } from '../../../../src/exporters/proof/prove.ts';
import { exportBoundary } from '../../../../src/exporters/registry.ts';
import type { BoundaryCase } from '../../../support/arbitrary-boundary.ts';
import { bridge, bridgeCase } from '../../../support/arbitrary-bridge.ts';
import { expectShare } from '../../../support/expect-share.ts';
import { exportText, requestOf } from '../../../support/export-request.ts';
import { goldenBridges } from '../../../support/golden-bridges.ts';
import { buildAsset, buildGrant, buildPlan, buildZone } from '../../../support/plan-builder.ts';
import { proveChanged } from '../../../support/prove-case.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';

test('reads back what was granted from random bridges', () => {
  const seen = { grants: 0, wider: 0, groups: 0 };
  fc.assert(
    fc.property(bridgeCase, (each) => {
      const request = requestOf(each, { catalogue: shippedCatalogue });
      const proof = proveChanged(request);
      expect(proof).toMatchObject({ kind: 'equal' });
      if (proof.kind === 'equal') seen.grants += proof.checked;
      const { exact, wider } = exportBoundary(request).residual;
      seen.wider += wider.length;
      const opened = new Set([...exact, ...wider].map((entry) => entry.grant));
      seen.groups += each.plan.grants.filter(
        (grant) => opened.has(grant.id) && grant.destinations.every((end) => end.includes('/~')),
      ).length;
    }),
    { numRuns: 300 },
  );
  expectShare(100, seen.grants, 'grants');
  expectShare(40, seen.wider, 'wider grants');
  expectShare(10, seen.groups, 'grants to groups');
});

test.each(Object.entries(goldenBridges))('reads back the bridge `%s`', (_, each) => {
  expect(proveChanged(requestOf(each, { catalogue: shippedCatalogue }))).toMatchObject({ kind: 'equal' });
});

test.each<readonly [string, Loss['kind'], 'wider' | 'refused', string]>([
  ['cell', 'replies', 'wider', 'lets those who answer begin as well, and no loss says so'],
  ['cell', 'operations', 'wider', 'opens more operations or objects than are granted, and no loss says so'],
  ['cell', 'members', 'refused', 'has group frames that do not pass, and no refusal says so'],
  ['cell', 'services', 'refused', 'has services that are not opened, and no refusal says so'],
  ['shared', 'addresses', 'refused', 'has addresses that mean two endpoints, and no refusal says so'],
])('in `%s`, %s that the report is silent about are a difference', (name, kind, part, what) => {
  const proof = proveReport(name, (residual) => ({
    ...residual,
    [part]: residual[part].map((entry) => ({ ...entry, losses: entry.losses.filter((loss) => loss.kind !== kind) })),
  }));
  expect(whatOf(proof)).toBe(what);
});

test('zones that group frames reach beside the granted one must be said', () => {
  const silent = (residual: Residual): Residual => ({
    ...residual,
    wider: residual.wider.map((entry) => ({ ...entry, losses: [] })),
  });
  const each = reaching();
  const { residual } = exportBoundary(requestOf(each, { catalogue: shippedCatalogue }));
  expect(residual.wider.flatMap(({ losses }) => losses.map((loss) => loss.kind))).toEqual(['members']);
  expect(whatOf(proveWith(each, silent(residual)))).toBe('lets group frames into another zone, and no loss says so');
});

test.each<readonly [string, (residual: Residual) => Residual]>([
  ['is neither opened nor refused', (residual) => ({ ...residual, wider: residual.wider.slice(1) })],
  ['grants are said not to cross', (residual) => ({ ...residual, elsewhere: residual.elsewhere + 1 })],
  [
    'does not cross the boundary',
    (residual) => ({ ...residual, exact: [...residual.exact, { ...residual.exact[0], grant: 'none' } as never] }),
  ],
])('a report in which a grant %s is a difference', (what, change) => {
  expect(whatOf(proveReport('cell', change))).toContain(what);
});

test('a witness names the frame, and the grant that should let it through', () => {
  const each = goldenBridges['cell'];
  if (each === undefined) throw new Error('no such bridge');
  const request = requestOf(each, { catalogue: shippedCatalogue });
  const less = proveChanged(request, (text) => text.replace(/,\n.*0x88b8 \. .*\n/, '\n'));
  expect(less).toEqual({
    kind: 'different',
    difference: {
      what: 'is granted and does not pass',
      packet: expect.objectContaining({ entry: 'eth0', exit: 'eth1', etherType: 0x88b8, vlan: 0 }) as unknown,
      witness:
        '00:30:a7:00:00:41 behind eth0 -> 01:00:00:00:00:00 by eth1, ethernet 0x88b8 in VLAN 0 with 00020000, at 1970-01-01T00:00:00Z',
      grant: 'conduit/trip',
    },
  });
  const more = proveChanged(request, (text) =>
    text.replace('vlan id 0 goto destination', 'vlan id 0-9 goto destination'),
  );
  expect(more.kind === 'different' ? more.difference.witness : '').toContain(' in VLAN 1 with ');
});

/** Two zones behind one port, of which a publisher is granted one. */
function reaching(): BoundaryCase {
  const boundary = bridge({ eth0: ['bay'], eth1: ['cell', 'store'] });
  const plan = buildPlan({
    zones: [buildZone('bay', [], { internal: 'free' }), buildZone('cell', []), buildZone('store', [])],
    assets: [buildAsset('relay', 'bay', [], { mac: ['00:30:a7:00:00:41'] })],
    grants: [buildGrant('publish', ['bay/relay'], ['cell/~multicast'], ['ethernet/35000'], { protocol: 'goose' })],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

function proveReport(name: string, change: (residual: Residual) => Residual): ProofResult {
  const each = goldenBridges[name];
  if (each === undefined) throw new Error(`no bridge ${name}`);
  return proveWith(each, change(exportBoundary(requestOf(each, { catalogue: shippedCatalogue })).residual));
}

function proveWith(each: BoundaryCase, residual: Residual): ProofResult {
  const request = requestOf(each, { catalogue: shippedCatalogue });
  const read = readBackBridgeText(exportText(exportBoundary(request)));
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  return proveFrames(request, nftablesBridge.capabilities, residual, read.value);
}

function whatOf(proof: ProofResult): string {
  return proof.kind === 'different' ? proof.difference.what : proof.kind;
}
