/**
 * Sets of addresses of one scope: IPv4 and IPv6 as sorted disjoint closed intervals, neighbours joined, and MAC addresses one
 * by one. Equal sets have equal values. An address means nothing without its scope, so sets of different scopes never meet.
 */

import type { EndpointId, Plan } from '../model/plan.ts';
import { endpointRanges, macEndpoints } from './endpoint-addresses.ts';
import { type AddressRange, canonicalAddress, formatIpAddress, parseIpAddress } from './ip-address.ts';

export interface AddressSet {
  readonly scope: string;
  readonly ranges: readonly AddressRange[];
  /** Lower case, separated by colons, sorted. */
  readonly macs: readonly string[];
}

/** The set of some intervals and MAC addresses, given in any order. */
export function addressSet(scope: string, ranges: readonly AddressRange[], macs: readonly string[] = []): AddressSet {
  const joined: AddressRange[] = [];
  for (const { family, from, to } of ranges.filter((each) => each.from <= each.to).toSorted(compareRanges)) {
    const last = joined.at(-1);
    if (last !== undefined && last.family === family && from <= last.to + 1n)
      joined[joined.length - 1] = { family, from: last.from, to: largest(to, last.to) };
    else joined.push({ family, from, to });
  }
  return { scope, ranges: joined, macs: [...new Set(macs)].sort() };
}

export function uniteAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return addressSet(sameScope(a, b), [...a.ranges, ...b.ranges], [...a.macs, ...b.macs]);
}

export function intersectAddresses(a: AddressSet, b: AddressSet): AddressSet {
  const ranges = a.ranges.flatMap((one) =>
    b.ranges
      .filter((other) => other.family === one.family)
      .map(({ family, from, to }) => ({ family, from: largest(one.from, from), to: smallest(one.to, to) })),
  );
  return addressSet(
    sameScope(a, b),
    ranges,
    a.macs.filter((mac) => b.macs.includes(mac)),
  );
}

/** What is in `a` and not in `b`. */
export function subtractAddresses(a: AddressSet, b: AddressSet): AddressSet {
  let ranges: readonly AddressRange[] = a.ranges;
  for (const hole of b.ranges) {
    ranges = ranges.flatMap((range) =>
      range.family !== hole.family
        ? [range]
        : [
            { ...range, to: smallest(range.to, hole.from - 1n) },
            { ...range, from: largest(range.from, hole.to + 1n) },
          ].filter(({ from, to }) => from <= to),
    );
  }
  return addressSet(
    sameScope(a, b),
    ranges,
    a.macs.filter((mac) => !b.macs.includes(mac)),
  );
}

export function isEmptyAddresses({ ranges, macs }: AddressSet): boolean {
  return ranges.length === 0 && macs.length === 0;
}

/** Whether an address of any kind, as text, is in the set. */
export function hasAddress({ ranges, macs }: AddressSet, text: string): boolean {
  const address = parseIpAddress(text);
  if (address === null) return macs.includes(canonicalAddress(text) ?? text);
  return ranges.some(
    ({ family, from, to }) => family === address.family && from <= address.value && address.value <= to,
  );
}

/** One address of the set as text, IPv4 first; null for the empty set. */
export function oneAddress({ ranges, macs }: AddressSet): string | null {
  const [range] = ranges;
  if (range === undefined) return macs[0] ?? null;
  // The first address of a network names the network (RFC 950), and looks like a mistake in an example.
  const value = range.to - range.from > 1n ? range.from + 1n : range.from;
  return formatIpAddress({ family: range.family, value });
}

/** The addresses of each endpoint in the scope of its zone; those of group endpoints are left out. */
export function endpointAddresses(plan: Plan): ReadonlyMap<EndpointId, AddressSet> {
  const result = new Map<EndpointId, AddressSet>();
  for (const scope of new Set(plan.zones.map((zone) => zone.scope))) {
    const unicast = endpointRanges(plan, scope).filter((range) => !range.group);
    const byEndpoint = Map.groupBy(unicast, (range) => range.endpoint);
    for (const [endpoint, ranges] of byEndpoint) {
      const plain = ranges.map(({ family, from, to }) => ({ family, from, to }));
      result.set(endpoint, addressSet(scope, plain));
    }
    for (const [mac, endpoints] of macEndpoints(plan, scope)) {
      for (const endpoint of endpoints) {
        const known = result.get(endpoint) ?? addressSet(scope, []);
        result.set(endpoint, uniteAddresses(known, addressSet(scope, [], [mac])));
      }
    }
  }
  return result;
}

function sameScope(a: AddressSet, b: AddressSet): string {
  if (a.scope !== b.scope) throw new Error('addresses of different scopes cannot be compared');
  return a.scope;
}

function compareRanges(a: AddressRange, b: AddressRange): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
