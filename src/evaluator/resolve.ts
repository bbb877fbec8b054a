/** Resolves addresses to endpoints: an asset, else a zone, else nobody. Done once per distinct address. */
import { narrowestHolder } from '../algebra/address-set.ts';
import {
  canonicalAddress,
  directedBroadcast,
  familyBits,
  formatIpAddress,
  type IpNetwork,
  parseIpAddress,
  parseIpNetwork,
} from '../algebra/ip-address.ts';
import { assetEndpoint, type Endpoint, groupEndpoint, undeclaredEndpoint, unknownEndpoint } from '../model/endpoint.ts';
import type { Plan, PlanAsset, PlanZone } from '../model/plan.ts';

export interface ResolvedPair {
  readonly scope: string | null;
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

/** The two ends of a conversation; a null scope is found out when only one scope knows both addresses. */
export type Resolver = (scope: string | null, source: string, destination: string) => ResolvedPair;

/** Networks of one scope by prefix length, the longest first. */
type NetworkTable = readonly {
  readonly family: 4 | 6;
  readonly shift: bigint;
  readonly zones: ReadonlyMap<bigint, PlanZone>;
}[];

interface ScopeTable {
  /** By address; a MAC address of an asset in several zones stands for an endpoint in each. */
  readonly assets: ReadonlyMap<string, readonly Endpoint[]>;
  readonly networks: NetworkTable;
  readonly broadcasts: ReadonlySet<string>;
  readonly seen: Map<string, readonly Endpoint[]>;
}

export function createResolver(plan: Plan): Resolver {
  const scopes = new Map<string, ScopeTable>();
  for (const scope of new Set(plan.zones.map((zone) => zone.scope))) scopes.set(scope, scopeTable(plan, scope));
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  const pair = (scope: string, source: string, destination: string): ResolvedPair => {
    const table = scopes.get(scope);
    if (table === undefined) return { scope, source: unknownEndpoint, destination: unknownEndpoint };
    const senders = lookUp(table, source);
    const cast = castOf(destination, table);
    if (cast === null) return { scope, ...sameSegment(senders, lookUp(table, destination)) };
    const [from = unknownEndpoint] = senders;
    const zone = zones.get(from.attributes.zone ?? '');
    return { scope, source: from, destination: zone === undefined ? unknownEndpoint : groupEndpoint(zone, cast) };
  };
  return (scope, source, destination) => {
    if (scope !== null) return pair(scope, source, destination);
    const known = [...scopes.keys()].map((each) => pair(each, source, destination)).filter(isPlaced);
    const [only] = known;
    if (only !== undefined && known.length === 1) return only;
    if (scopes.size === 1) return pair([...scopes.keys()][0] ?? '', source, destination);
    return { scope: null, source: unknownEndpoint, destination: unknownEndpoint };
  };
}

function isPlaced(pair: ResolvedPair): boolean {
  return pair.source.attributes.zone !== null && pair.destination.attributes.zone !== null;
}

/** Per scope: whoever makes addresses up must not fill the memory. */
const rememberedAddresses = 200_000;

function lookUp(table: ScopeTable, text: string): readonly Endpoint[] {
  const known = table.seen.get(text);
  if (known !== undefined) return known;
  const address = canonicalAddress(text) ?? text;
  if (table.seen.size >= rememberedAddresses) table.seen.clear();
  const found = table.assets.get(address) ?? table.assets.get(macBehind(address)) ?? [zoneOf(table.networks, address)];
  table.seen.set(text, found);
  return found;
}

/** Stations that talk by MAC address are on one segment, so a firewall is met in the zone of the other station. */
function sameSegment(
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): { source: Endpoint; destination: Endpoint } {
  for (const source of sources) {
    const destination = destinations.find((each) => each.attributes.zone === source.attributes.zone);
    if (destination !== undefined) return { source, destination };
  }
  return { source: sources[0] ?? unknownEndpoint, destination: destinations[0] ?? unknownEndpoint };
}

/** The MAC address in a link-local IPv6 address that was made from one (RFC 4291, appendix A); else the text itself. */
function macBehind(text: string): string {
  if (!text.startsWith('fe80:')) return text;
  const value = parseIpAddress(text)?.value ?? 0n;
  if (((value >> 24n) & 0xffffn) !== 0xfffen) return text;
  const high = ((value >> 40n) & 0xffffffn) ^ 0x020000n;
  const mac = ((high << 24n) | (value & 0xffffffn)).toString(16).padStart(12, '0');
  return mac.replace(/(..)(?=.)/g, '$1:');
}

function zoneOf(networks: NetworkTable, text: string): Endpoint {
  const address = parseIpAddress(text);
  if (address === null) return unknownEndpoint;
  for (const { family, shift, zones } of networks) {
    const zone = family === address.family ? zones.get(address.value >> shift) : undefined;
    if (zone !== undefined) return undeclaredEndpoint(zone);
  }
  return unknownEndpoint;
}

/** Whether an address means a group; directed broadcasts count for the networks of the scope. */
function castOf(text: string, table: ScopeTable): 'broadcast' | 'multicast' | null {
  if (text === 'ff:ff:ff:ff:ff:ff' || text === '255.255.255.255' || table.broadcasts.has(text)) return 'broadcast';
  const address = parseIpAddress(text);
  if (address === null) return /^[0-9a-f][13579bdf](:|$)/.test(text) ? 'multicast' : null;
  const top = Number(address.value >> BigInt(familyBits[address.family] - 8));
  const multicast = address.family === 4 ? top >= 224 && top <= 239 : top === 255;
  return multicast ? 'multicast' : null;
}

function scopeTable(plan: Plan, scope: string): ScopeTable {
  const zones = plan.zones.filter((zone) => zone.scope === scope);
  const networks = zones.flatMap((zone) =>
    zone.networks.flatMap((text) => {
      const network = parseIpNetwork(text);
      return network === null ? [] : [{ zone, network }];
    }),
  );
  return {
    assets: assetTable(plan.assets, zones, networks),
    networks: networkTable(networks),
    broadcasts: new Set(networks.flatMap(({ network }) => broadcastText(network))),
    seen: new Map(),
  };
}

type ZoneNetwork = { readonly zone: PlanZone; readonly network: IpNetwork };

function assetTable(
  assets: readonly PlanAsset[],
  zones: readonly PlanZone[],
  networks: readonly ZoneNetwork[],
): ReadonlyMap<string, readonly Endpoint[]> {
  const networksByZone = Map.groupBy(networks, ({ zone }) => zone.id);
  const byId = new Map(
    zones.map((zone) => [
      zone.id,
      { zone, networks: networksByZone.get(zone.id)?.map(({ network }) => network) ?? [] },
    ]),
  );
  const table = new Map<string, readonly Endpoint[]>();
  for (const asset of assets) {
    const own = asset.zones.flatMap((id) => byId.get(id) ?? []);
    const [first] = own;
    if (first === undefined) continue;
    for (const text of asset.ip) {
      const address = parseIpAddress(text);
      if (address === null) continue;
      const range = { family: address.family, from: address.value, to: address.value };
      const { zone } = narrowestHolder(own, range) ?? first;
      table.set(text, [assetEndpoint(zone, asset)]);
    }
    const everywhere = own.map(({ zone }) => assetEndpoint(zone, asset));
    for (const mac of asset.mac) table.set(mac, everywhere);
  }
  return table;
}

function networkTable(networks: readonly ZoneNetwork[]): NetworkTable {
  const groups = Map.groupBy(networks, ({ network }) => `${network.family} ${network.prefix}`);
  return [...groups.values()]
    .map((group) => {
      const { family = 4, prefix = 0 } = group[0]?.network ?? {};
      const shift = BigInt(familyBits[family] - prefix);
      return { family, prefix, shift, zones: new Map(group.map(({ zone, network }) => [network.from >> shift, zone])) };
    })
    .sort((a, b) => b.prefix - a.prefix);
}

function broadcastText(network: IpNetwork): readonly string[] {
  const address = directedBroadcast(network);
  return address === null ? [] : [formatIpAddress(address)];
}
