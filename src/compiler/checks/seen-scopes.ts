/** The scopes in which a zone is seen: its own, and those outside of it in which a boundary gives its devices an address. */
import { type AddressRange, parseIpAddress, parseIpNetwork } from '../../algebra/ip-address.ts';
import { natPairs } from '../../algebra/translation.ts';
import type { Plan, PlanBoundary, PlanZone } from '../../model/plan.ts';

export interface SeenScopes {
  /** Scopes in which it can begin conversations: 1:1 NAT works both ways. */
  readonly asSource: readonly string[];
  /** Scopes in which it can be asked: by 1:1 NAT and by port forwards. */
  readonly asDestination: readonly string[];
}

/** Addresses of one scope that have others in a scope outside of it. */
interface Way {
  readonly inside: { readonly scope: string; readonly range: AddressRange };
  readonly outside: { readonly scope: string; readonly range: AddressRange };
}

/** Where each zone is seen, sorted. */
export function seenScopes(plan: Pick<Plan, 'zones' | 'assets' | 'boundaries'>): ReadonlyMap<string, SeenScopes> {
  const both = natPairs(plan).map(
    ({ nat, outside, inside }): Way => ({
      outside: { scope: nat.outside.scope, range: outside },
      inside: { scope: nat.inside.scope, range: inside },
    }),
  );
  const all = [...both, ...plan.boundaries.flatMap(forwardWays)];
  const addresses = new Map<string, AddressRange[]>(
    plan.zones.map((zone) => [zone.id, zone.networks.flatMap((text) => parseIpNetwork(text) ?? [])]),
  );
  for (const { zones, ip } of plan.assets) for (const zone of zones) addresses.get(zone)?.push(...ip.flatMap(single));
  return new Map(
    plan.zones.map((zone) => {
      const own = addresses.get(zone.id) ?? [];
      return [zone.id, { asSource: scopesOf(zone, own, both), asDestination: scopesOf(zone, own, all) }];
    }),
  );
}

function scopesOf({ scope }: PlanZone, own: readonly AddressRange[], ways: readonly Way[]): readonly string[] {
  const seen = new Set<string>();
  const visit = (here: string, ranges: readonly AddressRange[], path: readonly string[]): void => {
    seen.add(here);
    for (const { inside, outside } of ways) {
      if (inside.scope !== here || path.includes(outside.scope)) continue;
      const visible = ranges.flatMap((range) => translated(range, inside.range, outside.range));
      if (visible.length > 0) visit(outside.scope, visible, [...path, outside.scope]);
    }
  };
  visit(scope, own, [scope]);
  return [...seen].sort();
}

/** The part of a range that is translated, as it is seen outside. */
function translated(range: AddressRange, inside: AddressRange, outside: AddressRange): readonly AddressRange[] {
  if (range.family !== inside.family) return [];
  const from = largest(range.from, inside.from);
  const to = smallest(range.to, inside.to);
  const shift = outside.from - inside.from;
  return from > to ? [] : [{ family: range.family, from: from + shift, to: to + shift }];
}

function forwardWays({ portForwards }: PlanBoundary): readonly Way[] {
  return portForwards.flatMap(({ outside, inside }) => {
    const [to] = single(outside.ip);
    const [from] = single(inside.ip);
    if (to === undefined || from === undefined) return [];
    return [{ outside: { scope: outside.scope, range: to }, inside: { scope: inside.scope, range: from } }];
  });
}

function single(text: string): readonly AddressRange[] {
  const address = parseIpAddress(text);
  return address === null ? [] : [{ family: address.family, from: address.value, to: address.value }];
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
