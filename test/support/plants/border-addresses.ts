/** Addresses at which a plan's answer may change. */
import { formatIpAddress, parseIpAddress, parseIpNetwork } from '../../../src/algebra/ip-address.ts';
import type { EndpointId, Plan, PlanNat } from '../../../src/model/plan.ts';
import { linkLocalOf, seenOutside } from '../reference-translation.ts';

const groups = {
  broadcast: ['255.255.255.255', 'ff:ff:ff:ff:ff:ff'],
  multicast: ['224.0.0.1', 'ff02::1', '01:00:5e:00:00:01', '239.255.255.255'],
};
const strangers = ['203.0.113.7', '2001:db8::7', '02:00:00:00:99:99', '223.255.255.255'];

const known = new WeakMap<Plan, Map<string, readonly string[]>>();

/** Every address at a border of a scope, group addresses and strangers included. */
export function scopeAddresses(plan: Plan, scope: string): readonly string[] {
  const perScope = known.get(plan) ?? new Map<string, readonly string[]>();
  known.set(plan, perScope);
  const found = perScope.get(scope) ?? listAddresses(plan, scope);
  perScope.set(scope, found);
  return found;
}

/** Those of the scope itself, those by which others are seen there, and those of the scopes outside of it. */
function listAddresses(plan: Plan, scope: string): readonly string[] {
  const translated = plan.boundaries.flatMap(({ nat, portForwards }) => [
    ...nat.flatMap((each) => (each.outside.scope === scope ? seenThrough(plan, each) : [])),
    ...portForwards.flatMap(({ outside }) => (outside.scope === scope ? [outside.ip] : [])),
  ]);
  const outer = outerScopes(plan, scope).flatMap((each) => scopeAddresses(plan, each));
  return [...new Set([...ownAddresses(plan, scope), ...translated, ...outer])];
}

/** Borders of the network outside, and the assets that are seen in it. */
function seenThrough(plan: Plan, nat: PlanNat): readonly string[] {
  const inside = plan.assets.flatMap((asset) => asset.ip.flatMap((ip) => seenOutside(nat, ip) ?? []));
  return [...networkBorders(nat.outside.network), ...inside];
}

function outerScopes({ boundaries }: Plan, scope: string): readonly string[] {
  return boundaries.flatMap(({ nat, portForwards }) =>
    [...nat, ...portForwards].flatMap(({ outside, inside }) => (inside.scope === scope ? [outside.scope] : [])),
  );
}

function ownAddresses(plan: Plan, scope: string): readonly string[] {
  const zones = plan.zones.filter((zone) => zone.scope === scope);
  const ids = new Set(zones.map((zone) => zone.id));
  const assets = plan.assets.filter((asset) => asset.zones.some((zone) => ids.has(zone)));
  const networks = zones.flatMap((zone) => zone.networks.flatMap(networkBorders));
  const own = assets.flatMap((asset) => [...asset.ip.flatMap(neighbours), ...asset.mac, ...asset.mac.map(linkLocalOf)]);
  return [...new Set([...networks, ...own, ...groups.broadcast, ...groups.multicast, ...strangers])];
}

/** Addresses that may mean an endpoint; which they mean is for the policy to say. */
export function endpointAddresses(plan: Plan, scope: string, endpoint: EndpointId): readonly string[] {
  const [zone = '', who = ''] = endpoint.split('/');
  if (who === '~broadcast') return groups.broadcast;
  if (who === '~multicast') return groups.multicast;
  const asset = plan.assets.find((each) => each.id === who);
  const home = plan.zones.find((each) => each.id === zone);
  if (home === undefined) return [];
  const macs = asset?.mac.flatMap((mac) => [mac, linkLocalOf(mac)]) ?? [];
  const own = asset === undefined ? home.networks.flatMap(networkBorders) : [...asset.ip, ...macs];
  if (home.scope === scope) return own;
  const outer = outerScopes(plan, scope).includes(home.scope) ? own : [];
  return [...outer, ...appearances(plan, home.scope, own, scope)];
}

/** How addresses of one scope are seen in another that lies outside of it, through one translation or several. */
function appearances(plan: Plan, from: string, addresses: readonly string[], to: string): readonly string[] {
  if (from === to) return addresses;
  return plan.boundaries
    .flatMap((boundary) => boundary.nat)
    .filter((nat) => nat.inside.scope === from)
    .flatMap((nat) => {
      const seen = addresses.flatMap((address) => seenOutside(nat, address) ?? []);
      return seen.length === 0 ? [] : appearances(plan, nat.outside.scope, seen, to);
    });
}

/** First and last address, one inside of each and one outside. */
function networkBorders(text: string): readonly string[] {
  const network = parseIpNetwork(text);
  if (network === null) return [];
  return [network.from + 1n, network.from, network.to, network.to - 1n, network.from - 1n, network.to + 1n].flatMap(
    (value) => textOf(network.family, value),
  );
}

function neighbours(text: string): readonly string[] {
  const address = parseIpAddress(text);
  if (address === null) return [];
  return [address.value, address.value + 1n, address.value - 1n].flatMap((value) => textOf(address.family, value));
}

function textOf(family: 4 | 6, value: bigint): readonly string[] {
  const outside = value < 0n || value >> BigInt(family === 4 ? 32 : 128) > 0n;
  return outside ? [] : [formatIpAddress({ family, value })];
}
