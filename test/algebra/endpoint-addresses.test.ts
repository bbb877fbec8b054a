/** Addresses as sets of endpoints, against the evaluator that resolves one address at a time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpointRanges, macEndpoints } from '../../src/algebra/endpoint-addresses.ts';
import { familyBits, formatIpAddress, parseIpAddress } from '../../src/algebra/ip-address.ts';
import { createResolver } from '../../src/evaluator/resolve.ts';
import { boundaryCase } from '../support/arbitrary-boundary.ts';
import { expectShare } from '../support/expect-share.ts';
import { buildAsset, buildPlan, buildZone } from '../support/plan-builder.ts';

test('is what the evaluator resolves, at both ends of every interval and beside them', () => {
  let groups = 0;
  fc.assert(
    fc.property(boundaryCase, ({ plan }) => {
      const resolve = createResolver(plan);
      const ranges = endpointRanges(plan, 'site');
      for (const { family, from, to } of ranges) {
        for (const value of [from - 1n, from, to, to + 1n]) {
          if (value < 0n || value >= 1n << BigInt(familyBits[family])) continue;
          const text = formatIpAddress({ family, value });
          const found = ranges.filter((each) => each.family === family && each.from <= value && value <= each.to);
          const { source, destination } = resolve('site', text, text);
          expect([text, found.map((each) => each.endpoint)]).toEqual([text, source.id === '?' ? [] : [source.id]]);
          if (found[0] === undefined) continue;
          expect([text, found[0].group]).toEqual([text, destination.attributes.cast !== 'unicast']);
          if (found[0].group) groups++;
        }
      }
    }),
    { numRuns: 60 },
  );
  expectShare(20, groups);
});

test('is sorted and disjoint', () => {
  fc.assert(
    fc.property(boundaryCase, ({ plan }) => {
      const ranges = endpointRanges(plan, 'site');
      for (const [index, range] of ranges.entries()) {
        const next = ranges[index + 1];
        expect(range.from <= range.to).toBe(true);
        if (next?.family === range.family) expect(range.to < next.from).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('tells why an address belongs to an endpoint', () => {
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.1.0.0/24']), buildZone('far', ['10.1.0.0/24'], { scope: 'other' })],
    assets: [buildAsset('plc', 'cell', ['10.1.0.1', '172.16.0.1'])],
  });
  const claims = endpointRanges(plan, 'site').map(({ from, endpoint, ownership, group }) => [
    formatIpAddress({ family: 4, value: from }),
    endpoint,
    ownership,
    group,
  ]);
  expect(claims).toEqual([
    ['10.1.0.0', 'cell/?', 'network', false],
    ['10.1.0.1', 'cell/plc', 'asset-in-its-network', false],
    ['10.1.0.2', 'cell/?', 'network', false],
    ['10.1.0.255', 'cell/?', 'network', true],
    ['172.16.0.1', 'cell/plc', 'asset-elsewhere', false],
  ]);
  expect(endpointRanges(plan, 'other').every((range) => range.endpoint === 'far/?')).toBe(true);
  expect(parseIpAddress('10.1.0.255')?.value).toBe(endpointRanges(plan, 'other').at(-1)?.from);
});

test('a station in several zones is an endpoint in each of its scope', () => {
  const plan = buildPlan({
    zones: [buildZone('cell', []), buildZone('far', [], { scope: 'other' }), buildZone('line', [])],
    assets: [buildAsset('gateway', 'line,far,cell', [], { mac: ['00:11:22:33:44:55'] })],
  });
  expect([...macEndpoints(plan, 'site')]).toEqual([['00:11:22:33:44:55', ['line/gateway', 'cell/gateway']]]);
  expect([...macEndpoints(plan, 'other')]).toEqual([['00:11:22:33:44:55', ['far/gateway']]]);
});
