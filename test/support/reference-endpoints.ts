/**
 * Who the two addresses of a conversation belong to, in plain words and by looking through the whole plan: where each is
 * at home an asset, else the zone with the narrowest network, else nobody. An oracle only, written without a look at `src/evaluator`.
 */
import { parseIpAddress, parseIpNetwork } from '../../src/algebra/ip-address.ts';
import {
  assetEndpoint,
  type Endpoint,
  groupEndpoint,
  undeclaredEndpoint,
  unknownEndpoint,
} from '../../src/model/endpoint.ts';
import type { PlanZone } from '../../src/model/plan.ts';
import { type AskedPort, type Geography, type Home, linkLocalOf, referenceHome } from './reference-translation.ts';

export interface Ends {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The server port behind port forwards. */
  readonly port: number;
}

/** Who asked whom for which port; addresses are in canonical text. */
interface Observed extends AskedPort {
  readonly scope: string;
  readonly source: string;
  readonly destination: string;
}

/** The two ends, each where it is at home. */
export function referenceEnds(plan: Geography, observed: Observed): Ends {
  const from = referenceHome(plan, observed.scope, observed.source, null);
  const to = referenceHome(plan, observed.scope, observed.destination, observed);
  const zonesOf = (home: Home | null): readonly PlanZone[] =>
    plan.zones.filter((zone) => zone.scope === (home?.scope ?? observed.scope));
  const senders = from === null ? [unknownEndpoint] : whoIs(plan, zonesOf(from), from.address);
  const destination = to?.address ?? observed.destination;
  const cast = castOf(zonesOf(to), destination);
  const port = to?.port ?? observed.port;
  if (cast !== null) {
    const home = plan.zones.find((zone) => zone.id === senders[0]?.attributes.zone);
    return {
      source: senders[0] ?? unknownEndpoint,
      destination: home === undefined ? unknownEndpoint : groupEndpoint(home, cast),
      port,
    };
  }
  // A station that is known by its MAC address is met in the zone of the other station.
  const receivers = to === null ? [unknownEndpoint] : whoIs(plan, zonesOf(to), destination);
  for (const sender of senders) {
    const receiver = receivers.find((each) => each.attributes.zone === sender.attributes.zone);
    if (receiver !== undefined) return { source: sender, destination: receiver, port };
  }
  return { source: senders[0] ?? unknownEndpoint, destination: receivers[0] ?? unknownEndpoint, port };
}

/** One endpoint, or for a MAC address one in each zone of its asset. */
function whoIs(plan: Geography, zones: readonly PlanZone[], address: string): readonly Endpoint[] {
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
export function narrowest(zones: readonly PlanZone[], address: string): PlanZone | null {
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
