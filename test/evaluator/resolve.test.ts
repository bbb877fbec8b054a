/** Which endpoint an address stands for. */
import { expect, test } from 'vitest';
import { createResolver } from '../../src/evaluator/resolve.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildAsset, buildPlan, buildZone } from '../support/plan-builder.ts';

function ends(plan: Plan, scope: string | null, source: string, destination: string): string {
  const pair = createResolver(plan)(scope, source, destination);
  return `${pair.source.id} > ${pair.destination.id}`;
}

const site = buildPlan({
  zones: [
    buildZone('wide', ['10.0.0.0/16', '2001:db8::/32'], { members: 'any' }),
    buildZone('cell', ['10.0.5.0/24', '2001:db8:5::/64']),
  ],
  assets: [
    buildAsset('gateway', 'wide,cell', ['10.0.5.1', '10.0.0.1', '172.16.0.1']),
    buildAsset('plc', 'cell', ['10.0.5.9'], { mac: ['00:1b:1b:12:34:56'] }),
  ],
});

test.each([
  ['10.0.5.9', '10.0.0.7', 'cell/plc > wide/*', 'a declared asset, and any address of an open zone'],
  ['10.0.5.77', '2001:db8:5::4', 'cell/? > cell/?', 'undeclared addresses, by the longest prefix'],
  ['10.0.0.1', '10.0.5.1', 'wide/gateway > cell/gateway', 'each address of a gateway, in the zone that it is in'],
  ['172.16.0.1', '10.0.5.9', 'wide/gateway > cell/plc', 'an address outside of all networks, in the first zone'],
  ['192.0.2.1', '10.0.5.9', '? > cell/plc', 'an address of no zone'],
  ['fe80::21b:1bff:fe12:3456', '10.0.5.9', 'cell/plc > cell/plc', 'a link-local address made of a MAC address'],
  ['10.0.5.9', '10.0.5.255', 'cell/plc > cell/~broadcast', 'the directed broadcast of a network'],
  ['10.0.5.9', '255.255.255.255', 'cell/plc > cell/~broadcast', 'the limited broadcast'],
  ['10.0.5.9', '239.1.2.3', 'cell/plc > cell/~multicast', 'an IPv4 group'],
  ['10.0.5.9', 'ff02::1', 'cell/plc > cell/~multicast', 'an IPv6 group'],
  ['00:1b:1b:12:34:56', '01:0e:cf:00:00:00', 'cell/plc > cell/~multicast', 'an Ethernet group'],
])('%s to %s is %s: %s', (source, destination, expected) => {
  expect(ends(site, 'site', source, destination)).toBe(expected);
});

const lines = buildPlan({
  zones: [
    buildZone('line-1', ['10.0.0.0/24'], { scope: 'one' }),
    buildZone('line-2', ['10.0.0.0/24'], { scope: 'two' }),
    buildZone('office', ['10.9.0.0/24'], { scope: 'two' }),
  ],
});

test('without a scope, the only one that knows both ends is meant', () => {
  expect(ends(lines, null, '10.0.0.1', '10.9.0.1')).toBe('line-2/? > office/?');
});

test('without a scope, addresses of two scopes stand for nobody', () => {
  expect(ends(lines, null, '10.0.0.1', '10.0.0.2')).toBe('? > ?');
});

test('a scope that the plant does not have knows nobody', () => {
  expect(ends(lines, 'three', '10.0.0.1', '10.9.0.1')).toBe('? > ?');
});
