/** Who has which address within one scope: assets by address, zones by the longest prefix. */
import { narrowestHolder } from '../algebra/address-set.ts';
import {
  directedBroadcast,
  familyBits,
  formatIpAddress,
  type IpNetwork,
  parseIpAddress,
  parseIpNetwork,
} from '../algebra/ip-address.ts';
import { assetEndpoint, type Endpoint, undeclaredEndpoint } from '../model/endpoint.ts';
import type { Plan, PlanAsset, PlanZone } from '../model/plan.ts';

/** Networks of one scope by prefix length, the longest first. */
type NetworkTable = readonly {
  readonly family: 4 | 6;
  readonly prefix: number;
  readonly shift: bigint;
  readonly zones: ReadonlyMap<bigint, PlanZone>;
}[];

export interface ScopeTable {
  /** By address; a MAC address of an asset in several zones stands for an endpoint in each. */
  readonly assets: ReadonlyMap<string, readonly Endpoint[]>;
  readonly networks: NetworkTable;
  readonly broadcasts: ReadonlySet<string>;
}

/** The table of one scope. */
export function scopeTable(plan: Plan, scope: string): ScopeTable {
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
  };
}

/** The endpoints of the asset that has an address, in canonical text; none when it is no asset's. */
export function assetsAt(table: ScopeTable, address: string): readonly Endpoint[] {
  return table.assets.get(address) ?? table.assets.get(macBehind(address)) ?? [];
}

/** The undeclared endpoint of the innermost network that has an address, with the length of its prefix. */
export function zoneAt(
  { networks }: ScopeTable,
  address: string,
): { readonly endpoint: Endpoint; readonly prefix: number } | null {
  const parsed = parseIpAddress(address);
  if (parsed === null) return null;
  for (const { family, prefix, shift, zones } of networks) {
    const zone = family === parsed.family ? zones.get(parsed.value >> shift) : undefined;
    if (zone !== undefined) return { endpoint: undeclaredEndpoint(zone), prefix };
  }
  return null;
}

/** Whether an address means a group; directed broadcasts count for the networks of the scope. */
export function castOf(text: string, broadcasts: ReadonlySet<string>): 'broadcast' | 'multicast' | null {
  if (text === 'ff:ff:ff:ff:ff:ff' || text === '255.255.255.255' || broadcasts.has(text)) return 'broadcast';
  const address = parseIpAddress(text);
  if (address === null) return /^[0-9a-f][13579bdf](:|$)/.test(text) ? 'multicast' : null;
  const top = Number(address.value >> BigInt(familyBits[address.family] - 8));
  const multicast = address.family === 4 ? top >= 224 && top <= 239 : top === 255;
  return multicast ? 'multicast' : null;
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
