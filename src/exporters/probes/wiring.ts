/**
 * How the lab's router is wired for a boundary: every address that means one endpoint lies behind an interface of its zone,
 * everything else behind one interface more. Detours lead packets out by an interface that the routes do not name.
 */

import { findRange, sortRanges } from '../../algebra/find-range.ts';
import { type AddressRange, formatIpNetwork, type IpAddress, networksOf } from '../../algebra/ip-address.ts';
import type { PlanBoundary } from '../../model/plan.ts';
import type { BoundaryAddresses } from '../proof/boundary-addresses.ts';
import type { LabWiring } from './port.ts';

export interface Wiring extends LabWiring {
  /** The interface that stands for everything that is not behind the boundary. */
  readonly elsewhere: number;
  /** The interface that the routes name for an address. */
  readonly routeOf: (address: IpAddress) => number;
}

/** Three bits of the type of service can choose a routing table (ip-rule(8)). */
const services: readonly number[] = [1, 2, 3, 4, 5, 6, 7].map((number) => number << 2);

/** Wires the interfaces whose names the dialect can say. */
export function wireBoundary(
  boundary: PlanBoundary,
  addresses: BoundaryAddresses,
  isInterfaceName: (name: string) => boolean,
): Wiring {
  const names = [...new Set(boundary.interfaces.map(({ name }) => name))].filter(isInterfaceName);
  const interfaces = [...names, freeName(names)];
  const elsewhere = names.length;
  const ofZone = new Map<string, number[]>();
  for (const { name, zones } of boundary.interfaces)
    for (const zone of new Set(zones)) {
      const numbers = ofZone.get(zone) ?? [];
      ofZone.set(zone, numbers);
      if (names.includes(name) && !numbers.includes(names.indexOf(name))) numbers.push(names.indexOf(name));
    }
  const routed = joinRoutes(addresses, ofZone);
  return {
    interfaces,
    elsewhere,
    routes: [
      { network: '0.0.0.0/0', interface: elsewhere },
      { network: '::/0', interface: elsewhere },
      ...routed.flatMap((range) =>
        networksOf(range).map((network) => ({ network: formatIpNetwork(network), interface: range.interface })),
      ),
    ],
    detours: spread(interfaces.length, services.length).map((number, index) => ({
      service: services[index] ?? 0,
      interface: number,
    })),
    routeOf: (address) => findRange(routed, address)?.interface ?? elsewhere,
  };
}

interface Routed extends AddressRange {
  readonly interface: number;
}

/** Ranges of one interface, sorted and joined; those of a zone behind several interfaces take turns. */
function joinRoutes({ of }: BoundaryAddresses, ofZone: ReadonlyMap<string, readonly number[]>): readonly Routed[] {
  const result: Routed[] = [];
  for (const [index, { family, from, to, zone }] of sortRanges([...of.values()].flat()).entries()) {
    const numbers = ofZone.get(zone.id) ?? [];
    const number = numbers[index % Math.max(1, numbers.length)];
    if (number === undefined) continue;
    const last = result.at(-1);
    const touches = last?.interface === number && last.family === family && last.to + 1n === from;
    if (touches) result[result.length - 1] = { ...last, to };
    else result.push({ family, from, to, interface: number });
  }
  return result;
}

/** A name that no interface has. */
export function freeName(names: readonly string[]): string {
  let name = 'elsewhere';
  for (let number = 2; names.includes(name); number++) name = `elsewhere${number}`;
  return name;
}

/** So many numbers below `count`, evenly spread; all of them where they fit. */
function spread(count: number, most: number): readonly number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, index) => Math.floor((index * count) / taken));
}
