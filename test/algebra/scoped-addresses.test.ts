/** Address sets against addresses written out, and which addresses an endpoint has, against the evaluator's resolution. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddressRange, formatIpAddress } from '../../src/algebra/ip-address.ts';
import {
  type AddressSet,
  addressSet,
  endpointAddresses,
  hasAddress,
  intersectAddresses,
  isEmptyAddresses,
  oneAddress,
  subtractAddresses,
  uniteAddresses,
} from '../../src/algebra/scoped-addresses.ts';
import { createResolver } from '../../src/evaluator/resolve.ts';
import { buildAsset, buildPlan, buildZone } from '../support/plan-builder.ts';

const all = [
  ...Array.from({ length: 12 }, (_, value) => formatIpAddress({ family: 4, value: BigInt(value) })),
  ...Array.from({ length: 12 }, (_, value) => formatIpAddress({ family: 6, value: BigInt(value) })),
  '02:00:00:00:00:01',
  '02:00:00:00:00:02',
];
const range: fc.Arbitrary<AddressRange> = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.nat(11), fc.nat(11))
  .map(([family, a, b]) => ({ family, from: BigInt(Math.min(a, b)), to: BigInt(Math.max(a, b)) }));
const set: fc.Arbitrary<AddressSet> = fc
  .tuple(fc.array(range, { maxLength: 5 }), fc.subarray(all.slice(-2)))
  .map(([ranges, macs]) => addressSet('site', ranges, macs));

const members = (addresses: AddressSet): readonly string[] => all.filter((each) => hasAddress(addresses, each));

describe('address sets', () => {
  test('agree with addresses written out', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [left, right] = [members(a), members(b)];
        expect(members(uniteAddresses(a, b))).toEqual(
          all.filter((each) => left.includes(each) || right.includes(each)),
        );
        expect(members(intersectAddresses(a, b))).toEqual(left.filter((each) => right.includes(each)));
        expect(members(subtractAddresses(a, b))).toEqual(left.filter((each) => !right.includes(each)));
      }),
    );
  });

  test('have one value for equal sets, and one of their addresses', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(uniteAddresses(subtractAddresses(a, b), intersectAddresses(a, b))).toEqual(a);
        expect(isEmptyAddresses(a)).toBe(members(a).length === 0);
        const one = oneAddress(a);
        expect(one === null ? members(a) : [hasAddress(a, one)]).toEqual(one === null ? [] : [true]);
      }),
    );
  });

  test('of different scopes never meet', () => {
    expect(() => uniteAddresses(addressSet('a', []), addressSet('b', []))).toThrow('different scopes');
  });
});

test('the addresses of an endpoint resolve to it', () => {
  const plan = buildPlan({
    zones: [
      buildZone('office', ['10.0.0.0/16', 'fd00::/64'], { members: 'any' }),
      buildZone('cell', ['10.0.1.0/24']),
      buildZone('other', ['10.0.0.0/16'], { scope: 'line-b', members: 'any' }),
    ],
    assets: [
      buildAsset('pc', 'office', ['10.0.0.7', 'fd00::7']),
      buildAsset('plc', 'cell', ['10.0.1.1'], { mac: ['02:00:00:00:00:01'] }),
      buildAsset('far', 'cell', ['10.9.9.9']),
    ],
  });
  const resolve = createResolver(plan);
  const addresses = endpointAddresses(plan);
  for (const [endpoint, own] of addresses) {
    const one = oneAddress(own);
    if (one === null) throw new Error(endpoint);
    expect(resolve(own.scope, one, '10.0.1.1').source.id).toBe(endpoint);
  }
  expect([...addresses.keys()].sort()).toEqual(['cell/?', 'cell/far', 'cell/plc', 'office/*', 'office/pc', 'other/*']);
  expect(addresses.get('cell/plc')?.macs).toEqual(['02:00:00:00:00:01']);
  for (const text of ['10.0.1.1', '10.0.1.77', '10.0.0.7', '10.0.255.255']) {
    expect(hasAddress(addresses.get('office/*') ?? addressSet('site', []), text)).toBe(false);
  }
});
