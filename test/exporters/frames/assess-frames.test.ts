/** What becomes of grants at a bridge: answers, groups, safety zones, and ends that have no address of their own. */
import { expect, test } from 'vitest';
import type { Loss, Residual } from '../../../src/exporters/dialect.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import type { PlanGrant, PlanOperation, PlanZone } from '../../../src/model/plan.ts';
import { bridge } from '../../support/arbitrary-bridge.ts';
import { requestOf } from '../../support/export-request.ts';
import { goldenBridges } from '../../support/golden-bridges.ts';
import { buildAsset, buildGrant, buildPlan, buildZone } from '../../support/plan-builder.ts';
import { shippedCatalogue as catalogue } from '../../support/shipped-catalogue.ts';

const discovery: readonly PlanOperation[] = [{ class: 'discovery', name: null }];
const rt = (id: string, from: string, to: string, more: Partial<PlanGrant> = {}): PlanGrant =>
  buildGrant(id, [from], [to], ['ethernet/34962'], { protocol: 'profinet-rt', ...more });
const goose = (id: string, from: string, to: string): PlanGrant =>
  buildGrant(id, [from], [to], ['ethernet/35000'], { protocol: 'goose' });
const dcp = (id: string, from: string, to: string): PlanGrant =>
  buildGrant(id, [from], [to], ['ethernet/34962'], { protocol: 'profinet-dcp', operations: discovery });

/** Two zones with a controller and a station, and what is exported for some grants. */
function residualOf(grants: readonly PlanGrant[], zones: Readonly<Record<string, Partial<PlanZone>>> = {}): Residual {
  const boundary = bridge({ eth0: ['control'], eth1: ['cell'] });
  const plan = buildPlan({
    zones: ['cell', 'control'].map((id) => buildZone(id, [], zones[id] ?? {})),
    assets: [
      buildAsset('plc', 'control', [], { mac: ['00:0e:8c:00:00:01'] }),
      buildAsset('drive', 'cell', [], { mac: ['00:0e:8c:00:00:11'] }),
    ],
    grants,
    boundaries: [boundary],
  });
  return exportBoundary(requestOf({ plan, boundary }, { catalogue })).residual;
}

function kindsOf(entries: Residual['wider'], grant: string): readonly Loss['kind'][] {
  return entries
    .filter((entry) => entry.grant === `conduit/${grant}`)
    .flatMap(({ losses }) => losses.map((loss) => loss.kind));
}

test('an answer that looks like a request is declared, until the other direction is granted too', () => {
  const out = rt('out', 'control/plc', 'cell/drive');
  const back = rt('back', 'cell/drive', 'control/plc');
  expect(kindsOf(residualOf([out]).wider, 'out')).toEqual(['replies']);
  expect(residualOf([out, back]).exact.map((entry) => entry.grant)).toEqual(['conduit/back', 'conduit/out']);
  expect(kindsOf(residualOf([out, { ...back, windows: ['never'] }]).wider, 'out')).toEqual(['replies']);
});

test('frames that are never answered, and answers that only answer, widen nothing', () => {
  const grants = [goose('trip', 'control/plc', 'cell/drive'), dcp('find', 'control/plc', 'cell/drive')];
  expect(residualOf(grants).exact.map((entry) => entry.grant)).toEqual(['conduit/find', 'conduit/trip']);
});

test('answers are refused where anybody could begin into a safety zone with them', () => {
  const out = rt('out', 'control/plc', 'cell/drive');
  const safeSender = residualOf([out], { control: { safety: true } });
  expect(kindsOf(safeSender.refused, 'out')).toEqual(['replies']);
  expect(safeSender.wider).toEqual([]);
  expect(kindsOf(residualOf([out], { cell: { kind: 'safety' } }).wider, 'out')).toEqual(['replies']);
  const both = residualOf([out, rt('back', 'cell/drive', 'control/plc')], { control: { safety: true } });
  expect(both.exact).toHaveLength(2);
});

test('operations that frames cannot tell apart are refused into a safety zone', () => {
  const set = {
    ...dcp('set', 'control/plc', 'cell/drive'),
    operations: [{ class: 'control', name: 'signal' }] as const,
  };
  expect(kindsOf(residualOf([set]).wider, 'set')).toEqual(['operations']);
  expect(kindsOf(residualOf([set], { cell: { safety: true } }).refused, 'set')).toEqual(['operations']);
});

test('a group frame enters a zone only where its own zone allows it as well', () => {
  const into = dcp('into', 'control/plc', 'cell/~multicast');
  const inside = dcp('inside', 'control/plc', 'control/~multicast');
  expect(kindsOf(residualOf([into]).refused, 'into')).toEqual(['members']);
  expect(residualOf([into, inside]).exact.map((entry) => entry.grant)).toEqual(['conduit/into']);
  expect(residualOf([into], { control: { internal: 'free' } }).exact).toHaveLength(1);
  expect(residualOf([into, { ...inside, protocol: 'profinet-rt' }]).exact).toEqual([]);
  expect(residualOf([into, { ...inside, operations: [{ class: 'control', name: null }] }]).exact).toEqual([]);
  const partly = residualOf([{ ...into, operations: null }, inside]);
  expect(kindsOf(partly.refused, 'into')).toEqual(['members']);
  expect(partly.exact.map((entry) => entry.grant)).toEqual(['conduit/into']);
});

test('a grant within one zone does not cross, though group frames into other zones depend on it', () => {
  expect(residualOf([dcp('inside', 'control/plc', 'control/~multicast')]).elsewhere).toBe(1);
});

test('says of each part that is left out why, and what to do next', () => {
  const each = goldenBridges['shared'];
  if (each === undefined) throw new Error('no such bridge');
  const { residual, diagnostics } = exportBoundary(requestOf(each, { catalogue }));
  const words = residual.refused.flatMap(({ losses }) => losses.map((loss) => `${loss.kind}: ${loss.detail}`));
  for (const part of [
    'addresses: control is in scope line and annex in other',
    'services: ethernet 0x0806, which speaks for IP addresses',
    'members: source control/*: nobody knows the MAC addresses',
    'services: ethernet 0x0000-0x05ff, which is in frames with an LLC header',
    'addresses: 00:80:f4:00:00:09 means cell/gateway and control/gateway',
    'addresses: 01:0c:cd:01:00:01 is the address of no single station',
  ])
    expect(words).toContainEqual(expect.stringContaining(part));
  const cell = goldenBridges['cell'];
  if (cell === undefined) throw new Error('no such bridge');
  const poll = exportBoundary(requestOf(cell, { catalogue })).residual.refused.find(
    ({ grant }) => grant === 'conduit/poll',
  );
  expect(poll?.losses[0]?.detail).toContain('put a router with the dialect nftables between the zones');
  expect(diagnostics.every((each) => each.code.startsWith('export/'))).toBe(true);
});
