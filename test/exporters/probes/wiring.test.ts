/** The lab's router leads every address that means one endpoint to an interface of its zone, and all others elsewhere. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIpNetwork } from '../../../src/algebra/ip-address.ts';
import { wireBoundary } from '../../../src/exporters/probes/wiring.ts';
import { boundaryAddresses } from '../../../src/exporters/proof/boundary-addresses.ts';
import type { PlanBoundary } from '../../../src/model/plan.ts';
import { boundaryCase } from '../../support/arbitrary-boundary.ts';
import { linePlant } from '../../support/line-plant.ts';
import { buildBoundary } from '../../support/plan-builder.ts';

const anyName = (): boolean => true;

function wire(boundary: PlanBoundary, plan = linePlant().plan, isName: (name: string) => boolean = anyName) {
  const addresses = boundaryAddresses(plan, new Set(boundary.interfaces.flatMap(({ zones }) => zones)));
  return { addresses, wiring: wireBoundary(boundary, addresses, isName) };
}

test('the longest prefix leads where the addresses belong', () => {
  fc.assert(
    fc.property(boundaryCase, ({ plan, boundary }) => {
      const { addresses, wiring } = wire(boundary, plan);
      const networks = wiring.routes.map((route) => {
        const network = parseIpNetwork(route.network);
        if (network === null) throw new Error(`no network: ${route.network}`);
        return { ...network, interface: route.interface };
      });
      for (const range of [...addresses.of.values()].flat())
        for (const value of [range.from, range.to]) {
          const holders = networks.filter((net) => net.family === range.family && net.from <= value && value <= net.to);
          const longest = holders.reduce((a, b) => (b.prefix >= a.prefix ? b : a));
          const behind = boundary.interfaces
            .filter(({ zones }) => zones.includes(range.zone.id))
            .map(({ name }) => name);
          expect(behind).toContain(wiring.interfaces[longest.interface]);
          expect(wiring.routeOf({ family: range.family, value })).toBe(longest.interface);
        }
    }),
    { numRuns: 100 },
  );
});

test('what is behind no interface lies elsewhere, under a name that is free', () => {
  const boundary = buildBoundary({ elsewhere: ['scada'], eth1: ['cell'] });
  const { wiring } = wire(boundary);
  expect(wiring.interfaces).toEqual(['elsewhere', 'eth1', 'elsewhere2']);
  expect(wiring.routeOf({ family: 4, value: 0x0808_0808n })).toBe(2);
  expect(wiring.routeOf({ family: 6, value: 1n })).toBe(2);
});

test('zones behind several interfaces use all of them', () => {
  const boundary = buildBoundary({ eth0: ['cell', 'scada'], eth1: ['cell'], eth2: ['internet'] });
  const { wiring } = wire(boundary);
  expect(new Set(wiring.routes.map((route) => route.interface))).toEqual(new Set([0, 1, 2, 3]));
});

test('an interface whose name cannot be said is left out', () => {
  const { wiring } = wire(
    buildBoundary({ 'no good': ['scada'], eth1: ['cell'] }),
    undefined,
    (name) => !name.includes(' '),
  );
  expect(wiring.interfaces).toEqual(['eth1', 'elsewhere']);
  expect(wiring.routeOf({ family: 4, value: 0x0a14_000an })).toBe(1);
});

test('there is a detour to every interface, or to seven of many', () => {
  const of = (count: number) =>
    wire(buildBoundary(Object.fromEntries(Array.from({ length: count }, (_, index) => [`eth${index}`, []])))).wiring
      .detours;
  expect(of(3).map((detour) => detour.interface)).toEqual([0, 1, 2, 3]);
  expect(of(40)).toHaveLength(7);
  expect(new Set(of(40).map((detour) => detour.service)).size).toBe(7);
  expect(of(40).every((detour) => (detour.service & ~0x1c) === 0 && detour.service > 0)).toBe(true);
});
