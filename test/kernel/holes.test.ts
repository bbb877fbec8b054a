/** Zones with holes and with single hosts of others inside, in both families: what a firewall manager gets wrong first. */
import { expect } from 'vitest';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { packet, pass } from '../support/boundary-traffic.ts';
import { exportCase } from '../support/export-request.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../support/plan-builder.ts';
import { routesOf } from '../support/routes.ts';

/**
 * `plant` is 10.1.0.0/16 without the network of `guest`, which lies elsewhere, and without a host that belongs to `lab`;
 * `lab` has a host outside of its own network as well. The same in IPv6.
 */
function holes(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['plant'], eth2: ['lab'] });
  const plan = buildPlan({
    zones: [
      buildZone('guest', ['10.1.5.0/24', 'fd01:0:5::/48']),
      buildZone('lab', ['10.9.0.0/24', 'fd09::/64'], { members: 'any' }),
      buildZone('office', ['10.0.0.0/24', 'fd00::/64'], { members: 'any' }),
      buildZone('plant', ['10.1.0.0/16', 'fd01::/32'], { members: 'any' }),
    ],
    assets: [
      buildAsset('borrowed', 'lab', ['10.1.7.7', 'fd01:0:7::7']),
      buildAsset('visitor', 'lab', ['172.16.0.9', 'fdff::9']),
    ],
    grants: [
      buildGrant('plant', ['office/*'], ['plant/*'], ['tcp/502'], { protocol: 'tcp' }),
      buildGrant('lab', ['office/*'], ['lab/*'], ['tcp/80'], { protocol: 'tcp' }),
      buildGrant('hosts', ['office/*'], ['lab/borrowed', 'lab/visitor'], ['tcp/22'], { protocol: 'tcp' }),
      buildGrant('back', ['lab/borrowed'], ['office/*'], ['tcp/443'], { protocol: 'tcp' }),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

const families = [
  {
    from: '10.0.0.1',
    plant: ['10.1.0.0', '10.1.255.254'],
    guest: ['10.1.5.0', '10.1.5.255'],
    beside: ['10.1.4.255', '10.1.6.0'],
  },
  {
    from: 'fd00::1',
    plant: ['fd01::1', 'fd01:0:ffff:ffff:ffff:ffff:ffff:ffff'],
    guest: ['fd01:0:5::', 'fd01:0:5:ffff:ffff:ffff:ffff:ffff'],
    beside: ['fd01:0:4:ffff:ffff:ffff:ffff:ffff', 'fd01:0:6::'],
  },
];
const borrowed = [
  {
    host: '10.1.7.7',
    beside: ['10.1.7.6', '10.1.7.8'],
    visitor: '172.16.0.9',
    stranger: '172.16.0.8',
    lab: '10.9.0.5',
  },
  {
    host: 'fd01:0:7::7',
    beside: ['fd01:0:7::6', 'fd01:0:7::8'],
    visitor: 'fdff::9',
    stranger: 'fdff::8',
    lab: 'fd09::5',
  },
];

for (const [index, family] of ['IPv4', 'IPv6'].entries()) {
  const { from = '', plant = [], guest = [], beside = [] } = families[index] ?? {};
  const one = borrowed[index];

  packetTest(`a network of another zone is a hole in ${family}, up to its borders`, () =>
    atHoles(async (router) => {
      for (const address of [...plant, ...beside])
        expect([address, await pass(router, 'eth0', packet(from, address, 502))]).toEqual([address, 'eth1']);
      for (const address of guest)
        expect([address, await pass(router, 'eth0', packet(from, address, 502))]).toEqual([address, null]);
    }),
  );

  packetTest(`a host of another zone is an exception in ${family}, and its neighbours are not`, () =>
    atHoles(async (router) => {
      if (one === undefined) throw new Error('no such family');
      const { host, visitor, stranger, lab } = one;
      expect(await pass(router, 'eth0', packet(from, host, 502))).toBeNull();
      expect(await pass(router, 'eth0', packet(from, host, 22))).toBe('eth2');
      for (const neighbour of one.beside) {
        expect(await pass(router, 'eth0', packet(from, neighbour, 502))).toBe('eth1');
        expect(await pass(router, 'eth0', packet(from, neighbour, 22))).toBeNull();
      }
      expect(await pass(router, 'eth0', packet(from, visitor, 22))).toBe('eth2');
      expect(await pass(router, 'eth0', packet(from, stranger, 22))).toBeNull();
      expect(await pass(router, 'eth0', packet(from, lab, 80))).toBe('eth2');
      expect(await pass(router, 'eth0', packet(from, lab, 22))).toBeNull();
      expect(await pass(router, 'eth2', packet(host, from, 443))).toBe('eth0');
      expect(await pass(router, 'eth1', packet(host, from, 443))).toBeNull();
      expect(await pass(router, 'eth2', packet(one.beside[0] ?? '', from, 443))).toBeNull();
    }),
  );
}

async function atHoles(run: (router: Router) => Promise<void>): Promise<void> {
  const each = holes();
  const router = await openRouter(routesOf(each));
  try {
    await router.run(['nft', '-f', '-'], exportCase(each));
    await run(router);
  } finally {
    router.close();
  }
}
