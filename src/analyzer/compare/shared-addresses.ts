/** Who has an address in each of two plans: the pieces on which neither answer changes. */

import { formatRange } from '../../algebra/address-set.ts';
import { endpointRanges, macEndpoints } from '../../algebra/endpoint-addresses.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';
import type { EndpointId, Plan } from '../../model/plan.ts';
import type { ScopeMatch } from './match-zones.ts';

/** One address or an interval of them, or a MAC address. */
export interface SharedAddress {
  /** Null when no grant can reach it. */
  readonly base: EndpointId | null;
  readonly head: EndpointId | null;
  /** As `10.20.1.11`, `10.20.1.0-10.20.1.10`, `00:1b:1b:00:00:01`. */
  readonly text: string;
}

/** Group addresses are left out: they stand for everybody in the zone of the sender. */
export function sharedAddresses(base: Plan, head: Plan, scopes: ScopeMatch): readonly SharedAddress[] {
  const ofBase = [...new Set(base.zones.map((zone) => zone.scope))];
  const known = new Set(scopes.values());
  const pairs: (readonly [string | null, string | null])[] = [
    ...ofBase.map((scope) => [scope, scopes.get(scope) ?? null] as const),
    ...[...new Set(head.zones.map((zone) => zone.scope))]
      .filter((scope) => !known.has(scope))
      .map((scope) => [null, scope] as const),
  ];
  return pairs.flatMap(([one, other]) => [
    ...overlay(one === null ? [] : ownersIn(base, one), other === null ? [] : ownersIn(head, other)),
    ...sharedMacs(
      one === null ? new Map() : macEndpoints(base, one),
      other === null ? new Map() : macEndpoints(head, other),
    ),
  ]);
}

interface Owned extends AddressRange {
  readonly endpoint: EndpointId;
}

function ownersIn(plan: Plan, scope: string): readonly Owned[] {
  return endpointRanges(plan, scope).filter(({ endpoint, group }) => !group && !endpoint.endsWith('/?'));
}

/** Both lists are sorted by family and start, and disjoint. */
function overlay(base: readonly Owned[], head: readonly Owned[]): readonly SharedAddress[] {
  return ([4, 6] as const).flatMap((family) => {
    const sides = [base, head].map((list) => list.filter((each) => each.family === family));
    const cuts = [...new Set(sides.flat().flatMap(({ from, to }) => [from, to + 1n]))].sort((a, b) =>
      a < b ? -1 : a > b ? 1 : 0,
    );
    const next = [0, 0];
    return cuts.flatMap((from, index): readonly SharedAddress[] => {
      const end = cuts[index + 1];
      if (end === undefined) return [];
      const [one = null, other = null] = sides.map((list, side) => {
        while ((list[next[side] ?? 0]?.to ?? from) < from) next[side] = (next[side] ?? 0) + 1;
        const range = list[next[side] ?? 0];
        return range !== undefined && range.from <= from ? range.endpoint : null;
      });
      if (one === null && other === null) return [];
      return [{ base: one, head: other, text: formatRange({ family, from, to: end - 1n }) }];
    });
  });
}

/** An asset in several zones is an endpoint in each, so that its MAC address is several. */
function sharedMacs(
  base: ReadonlyMap<string, readonly EndpointId[]>,
  head: ReadonlyMap<string, readonly EndpointId[]>,
): readonly SharedAddress[] {
  return [...new Set([...base.keys(), ...head.keys()])].sort().flatMap((mac): readonly SharedAddress[] => {
    const [ones, others] = [base.get(mac) ?? [], head.get(mac) ?? []];
    const length = Math.max(ones.length, others.length);
    return Array.from({ length }, (_, index) => ({
      base: ones[index] ?? null,
      head: others[index] ?? null,
      text: mac,
    }));
  });
}
