import { expect, test } from 'vitest';
import { formatPorts } from '../../src/algebra/port-set.ts';
import { nftables } from '../../src/exporters/nftables/nftables.ts';
import { wireServices } from '../../src/exporters/wire-services.ts';
import type { PlanOperation } from '../../src/model/plan.ts';
import { buildGrant } from '../support/plan-builder.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

function wires(
  services: readonly string[],
  operations: readonly PlanOperation[] | null = null,
  protocol?: string,
): unknown {
  const grant = buildGrant('g', ['a/x'], ['b/y'], services, {
    operations,
    ...(protocol === undefined ? {} : { protocol }),
  });
  const found = wireServices(grant, smallCatalogue(), nftables.capabilities);
  return [
    ...found.services.map(({ transport, ports }) => `${transport} ${formatPorts(ports)}`),
    ...found.losses.map((loss) => loss.detail),
  ];
}

test('keeps ports as they are', () => {
  expect(wires(['tcp/502', 'udp/1-9'])).toEqual(['tcp 502', 'udp 1-9']);
});

test('leaves protocol numbers out that are judged as a transport of their own', () => {
  expect(wires(['ip/0-255'])).toEqual(['ip 0', 'ip 2-5', 'ip 7-16', 'ip 18-57', 'ip 59-255']);
  expect(wires(['ip/47'])).toEqual(['ip 47']);
  expect(wires(['ip/58'])).toEqual(['ip 58, which is judged as a transport of its own']);
});

test.each<readonly [string, readonly PlanOperation[] | null, readonly string[]]>([
  ['every operation', null, ['icmp 0-255']],
  ['one operation', [{ class: 'diagnostic', name: 'echo_request' }], ['icmp 8']],
  ['a class', [{ class: 'diagnostic', name: null }], ['icmp 0', 'icmp 8']],
  ['a code that the catalogue does not know', [{ class: 'unknown', name: 'code:13' }], ['icmp 13']],
  ['all codes that it does not know', [{ class: 'unknown', name: null }], ['icmp 1-4', 'icmp 6-7', 'icmp 9-255']],
])('turns %s of ICMP into message types', (_, operations, types) => {
  expect(wires(['icmp'], operations)).toEqual(types);
});

test('does not take the types of one ICMP for those of the other', () => {
  expect(wires(['icmpv6'], null, 'icmp')).toEqual(['the icmpv6 messages of this protocol, whose types are not known']);
});

test('refuses a code of ICMP that is no type', () => {
  expect(wires(['icmp'], [{ class: 'unknown', name: 'code:3/1' }])).toEqual([
    'the icmp messages of this protocol, whose types are not known',
  ]);
});
