/** Who owns an address where scopes, nested networks and zones that lie elsewhere meet. */
import { expect, test } from 'vitest';
import { formatRange } from '../../src/algebra/address-set.ts';
import { planAddresses } from '../../src/exporters/address-plan.ts';
import type { PlanAsset, PlanZone } from '../../src/model/plan.ts';
import { buildAsset, buildPlan, buildZone } from '../support/plan-builder.ts';

function owners(
  zones: readonly PlanZone[],
  behind: readonly string[],
  assets: readonly PlanAsset[] = [],
): readonly string[] {
  const { owned, ambiguous } = planAddresses(buildPlan({ zones, assets }), new Set(behind));
  return [
    ...owned.map((range) => `${formatRange(range)} ${range.endpoint}${range.group ? ' group' : ''}`),
    ...ambiguous.map((range) => `${formatRange(range)} ${range.endpoints.join(' or ')}`),
  ];
}

test('a zone that lies elsewhere keeps its addresses out of the wider network behind the boundary', () => {
  const zones = [buildZone('site', ['10.0.0.0/30'], { members: 'any' }), buildZone('far', ['10.0.0.2/31'])];
  expect(owners(zones, ['site'])).toEqual(['10.0.0.0/31 site/*']);
});

test('a zone of another scope that lies elsewhere means nothing here', () => {
  const zones = [buildZone('site', ['10.0.0.0/31']), buildZone('line', ['10.0.0.0/31'], { scope: 'line' })];
  expect(owners(zones, ['site'])).toEqual(['10.0.0.0/31 site/?']);
});

test('addresses of two scopes behind one boundary are ambiguous where they overlap', () => {
  const zones = [
    buildZone('line-1', ['10.0.0.0/31', '10.0.0.4/31'], { scope: 'one' }),
    buildZone('line-2', ['10.0.0.0/31'], { scope: 'two', members: 'any' }),
  ];
  expect(owners(zones, ['line-1', 'line-2'])).toEqual(['10.0.0.4/31 line-1/?', '10.0.0.0/31 line-1/? or line-2/*']);
});

test('an external zone of another scope is what is left over', () => {
  const zones = [
    buildZone('site', ['255.255.255.252/31'], { members: 'any' }),
    buildZone('world', ['255.255.255.248/29'], { scope: 'world', kind: 'external', members: 'any' }),
  ];
  expect(owners(zones, ['site', 'world'])).toEqual([
    '255.255.255.248/30 world/*',
    '255.255.255.252/31 site/*',
    '255.255.255.254 world/*',
    '255.255.255.255 world/* group',
  ]);
});

test('an address of an asset belongs to its zone in whose networks it lies', () => {
  const zones = [buildZone('a', ['10.0.0.0/31']), buildZone('b', ['10.0.1.0/31'], { scope: 'other' })];
  const gateway = buildAsset('gateway', 'a,b', ['10.0.0.1', '10.0.1.1', '172.16.0.1']);
  expect(owners(zones, ['a', 'b'], [gateway])).toEqual([
    '10.0.0.0 a/?',
    '10.0.0.1 a/gateway',
    '10.0.1.0 b/?',
    '10.0.1.1 b/gateway',
    '172.16.0.1 a/gateway or b/gateway',
  ]);
});

test('the last address of a network, multicast and broadcast are groups', () => {
  expect(owners([buildZone('a', ['10.0.0.0/30', '10.0.1.0/31', '224.0.0.0/31', 'ff02::/127'])], ['a'])).toEqual([
    '10.0.0.0-10.0.0.2 a/?',
    '10.0.0.3 a/? group',
    '10.0.1.0/31 a/?',
    '224.0.0.0/31 a/? group',
    'ff02::/127 a/? group',
  ]);
});

test('an address of an asset of nested zones belongs to the inner one, as the evaluator says', () => {
  const zones = [buildZone('wide', ['10.0.0.0/29']), buildZone('cell', ['10.0.0.4/31'])];
  const gateway = buildAsset('gateway', 'wide,cell', ['10.0.0.1', '10.0.0.5']);
  expect(owners(zones, ['cell'], [gateway])).toEqual(['10.0.0.4 cell/?', '10.0.0.5 cell/gateway']);
});
