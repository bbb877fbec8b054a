/**
 * Who the two addresses of a conversation belong to, in plain words and by looking through the whole plan: an asset,
 * else the zone with the narrowest network, else nobody. An oracle only, written without a look at `src/evaluator`.
 */
import { parseIpAddress, parseIpNetwork } from '../../src/algebra/ip-address.ts';
import {
  assetEndpoint,
  type Endpoint,
  groupEndpoint,
  undeclaredEndpoint,
  unknownEndpoint,
} from '../../src/model/endpoint.ts';
import type { Plan, PlanZone } from '../../src/model/plan.ts';

export interface Ends {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

/** The part of a plan that addresses are looked up in. */
type Inhabitants = Pick<Plan, 'zones' | 'assets'>;

/** The two ends; addresses are in canonical text. */
export function referenceEnds(plan: Inhabitants, scope: string, source: string, destination: string): Ends {
  const zones = plan.zones.filter((zone) => zone.scope === scope);
  const senders = whoIs(plan, zones, source);
  const cast = castOf(zones, destination);
  if (cast !== null) {
    const home = zones.find((zone) => zone.id === senders[0]?.attributes.zone);
    return {
      source: senders[0] ?? unknownEndpoint,
      destination: home === undefined ? unknownEndpoint : groupEndpoint(home, cast),
    };
  }
  // A station that is known by its MAC address is met in the zone of the other station.
  const receivers = whoIs(plan, zones, destination);
  for (const sender of senders) {
    const receiver = receivers.find((each) => each.attributes.zone === sender.attributes.zone);
    if (receiver !== undefined) return { source: sender, destination: receiver };
  }
  return { source: senders[0] ?? unknownEndpoint, destination: receivers[0] ?? unknownEndpoint };
}

/** One endpoint, or for a MAC address one in each zone of its asset. */
function whoIs(plan: Inhabitants, zones: readonly PlanZone[], address: string): readonly Endpoint[] {
  for (const asset of plan.assets) {
    const own = zones.filter((zone) => asset.zones.includes(zone.id));
    const [first] = own;
    if (first === undefined) continue;
    if (asset.ip.includes(address)) return [assetEndpoint(narrowest(own, address) ?? first, asset)];
    if (asset.mac.some((mac) => mac === address || linkLocalOf(mac) === address))
      return own.map((zone) => assetEndpoint(zone, asset));
  }
  const zone = narrowest(zones, address);
  return [zone === null ? unknownEndpoint : undeclaredEndpoint(zone)];
}

/** The zone with the narrowest network that holds the address. */
function narrowest(zones: readonly PlanZone[], address: string): PlanZone | null {
  let best: { readonly zone: PlanZone; readonly prefix: number } | null = null;
  for (const zone of zones) {
    for (const text of zone.networks) {
      const prefix = Number(text.split('/')[1]);
      if (holds(text, address) && (best === null || prefix > best.prefix)) best = { zone, prefix };
    }
  }
  return best?.zone ?? null;
}

function holds(network: string, text: string): boolean {
  const range = parseIpNetwork(network);
  const address = parseIpAddress(text);
  if (range === null || address === null || range.family !== address.family) return false;
  return range.from <= address.value && address.value <= range.to;
}

/** Limited and directed broadcast, IPv4 224/4, IPv6 ff00::/8, and MAC addresses with the group bit. */
function castOf(zones: readonly PlanZone[], address: string): 'broadcast' | 'multicast' | null {
  if (address === '255.255.255.255' || address === 'ff:ff:ff:ff:ff:ff') return 'broadcast';
  if (zones.some((zone) => zone.networks.some((network) => isLastOf(network, address)))) return 'broadcast';
  if (holds('224.0.0.0/4', address) || holds('ff00::/8', address)) return 'multicast';
  const isMac = /^..(:..){5}$/.test(address);
  return isMac && Number.parseInt(address.slice(0, 2), 16) % 2 === 1 ? 'multicast' : null;
}

/** Networks of one or two addresses, and the whole of IPv4, have no broadcast address. */
function isLastOf(network: string, address: string): boolean {
  const prefix = Number(network.split('/')[1]);
  const range = parseIpNetwork(network);
  return (
    range?.family === 4 &&
    prefix >= 1 &&
    prefix <= 30 &&
    parseIpAddress(address)?.value === range.to &&
    !address.includes(':')
  );
}

/** The IPv6 address that a station makes from its MAC address (RFC 4291, appendix A), in canonical text. */
export function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((part) => Number.parseInt(part, 16));
  const groups = [(a ^ 2) * 256 + b, c * 256 + 0xff, 0xfe * 256 + d, e * 256 + f];
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`;
}
