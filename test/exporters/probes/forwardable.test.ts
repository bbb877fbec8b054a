/** Addresses that no router passes on are left out of what is tried. */
import { expect, test } from 'vitest';
import { formatRange } from '../../../src/algebra/address-set.ts';
import { parseIpAddress, parseIpNetwork } from '../../../src/algebra/ip-address.ts';
import { forwardableParts, isForwardable } from '../../../src/exporters/probes/forwardable.ts';

test.each([
  ['10.0.0.1', true],
  ['0.0.0.1', false],
  ['127.255.255.255', false],
  ['128.0.0.0', true],
  ['223.255.255.255', true],
  ['224.0.0.1', false],
  ['240.0.0.1', true],
  ['255.255.255.255', false],
  ['::1', false],
  ['::1.2.3.4', true],
  ['::ffff:1.2.3.4', false],
  ['0:0:1::', true],
  ['fd00::1', true],
  ['fe80::1', false],
  ['fec0::1', true],
  ['ff02::1', false],
])('%s: %s', (text, expected) => {
  const address = parseIpAddress(text);
  expect(address !== null && isForwardable(address.family, address.value)).toBe(expected);
});

test.each([
  ['0.0.0.0/0', ['1.0.0.0-126.255.255.255', '128.0.0.0-223.255.255.255', '240.0.0.0-255.255.255.254']],
  ['10.0.0.0/8', ['10.0.0.0/8']],
  ['127.0.0.0/8', []],
  ['fe00::/7', ['fe00::/9', 'fec0::/10']],
])('what is left of %s', (text, expected) => {
  const network = parseIpNetwork(text);
  expect(network === null ? null : forwardableParts(network).map(formatRange)).toEqual(expected);
});

test('an address outside of its family is none', () => {
  expect([isForwardable(4, -1n), isForwardable(4, 1n << 32n), isForwardable(6, 1n << 128n)]).toEqual([
    false,
    false,
    false,
  ]);
});
