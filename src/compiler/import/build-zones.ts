/** Zones and assets of a plant from those of sources: named, and with no address or network that two of them claim. */
import { parseIpAddress } from '../../algebra/ip-address.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { counted } from '../../diagnostics/words.ts';
import type { Asset, Written, Zone } from '../../model/plant.ts';
import { networkIndexOf } from '../checks/network-index.ts';
import { checkParents } from './check-parents.ts';
import type { ForeignAsset, ForeignZone } from './foreign-plant.ts';
import { nameThings } from './name-things.ts';
import type { Notes } from './notes.ts';

/** What the ids of a source lead to. */
export interface Ends {
  readonly zones: readonly Zone[];
  readonly assets: readonly Asset[];
  /** By the id in the source; null when two things have it. */
  readonly zoneOf: ReadonlyMap<string, Zone | null>;
  readonly assetOf: ReadonlyMap<string, Asset | null>;
}

export function buildZones(sources: readonly ForeignZone[], scope: string, notes: Notes): Ends {
  checkParents(sources, notes);
  const taken = new Set<string>();
  const zoneIds = nameThings(
    'zone',
    sources.map(({ id }) => ({ id, within: null })),
    taken,
    notes,
  );
  const members = sources.flatMap((zone, index) =>
    zone.assets.map((asset) => ({ asset, zone: { value: zoneIds[index] ?? '', at: zone.id.at } })),
  );
  const assetIds = nameThings(
    'asset',
    members.map(({ asset, zone }) => ({ id: asset.id, within: zone.value })),
    taken,
    notes,
  );
  const all = members.map(({ asset, zone }, index) => buildAsset(asset, zone, assetIds[index] ?? ''));
  const assets = withOwnAddresses(all, notes);
  const zones = withOwnNetworks(
    sources.map((zone, index) => buildZone(zone, zoneIds[index] ?? '', scope)),
    assets,
    notes,
  );
  return {
    zones,
    assets,
    zoneOf: byForeignId(
      sources.map(({ id }) => id.value),
      zones,
    ),
    assetOf: byForeignId(
      members.map(({ asset }) => asset.id.value),
      assets,
    ),
  };
}

function byForeignId<T>(ids: readonly string[], things: readonly T[]): ReadonlyMap<string, T | null> {
  const known = new Map<string, T | null>();
  for (const [index, thing] of things.entries()) {
    const id = ids[index] ?? '';
    if (id !== '') known.set(id, known.has(id) ? null : thing);
  }
  return known;
}

function buildZone(zone: ForeignZone, id: string, scope: string): Zone {
  return {
    id,
    at: zone.id.at,
    scope,
    level: zone.level,
    kind: zone.kind,
    networks: zone.networks,
    owner: null,
    securityLevel: zone.securityLevel,
    safety: zone.kind === 'safety',
    // What no source names belongs to no zone, whatever its kind.
    members: 'declared',
    internal: 'granted',
    labels: sorted(zone.labels),
    description: describe(zone.title, zone.description, zone.id.value, id),
    records: { physicalBoundary: null, physicalAccess: [], policies: [], assumptions: [] },
    inherited: {},
  };
}

function buildAsset(asset: ForeignAsset, zone: Written<string>, id: string): Asset {
  return {
    id,
    at: asset.id.at,
    zones: [zone],
    class: asset.class,
    ip: asset.ip,
    mac: asset.mac,
    identities: {},
    vendor: asset.vendor,
    model: asset.model,
    firmware: asset.firmware,
    owner: null,
    labels: sorted(asset.labels),
    description: describe(asset.title, asset.description, asset.id.value, id),
  };
}

/** Title and description in one text, with the old id where there is another one now. */
export function describe(title: string | null, description: string | null, old: string, id: string): string | null {
  const former = old === id || old === '' || old === title ? null : old;
  const name = title === null || title === '' ? former : former === null ? title : `${title} (${former})`;
  const own = name?.trim().toLowerCase() === id.toLowerCase() ? null : name;
  return [own, description].filter((text) => text !== null && text.trim() !== '').join(': ') || null;
}

function sorted(labels: readonly string[]): readonly string[] {
  return [...new Set(labels)].sort();
}

/** The first asset that an address is written at keeps it. */
function withOwnAddresses(assets: readonly Asset[], notes: Notes): readonly Asset[] {
  const owners = new Map<string, string>();
  return assets.map((asset) => {
    const own = (addresses: readonly Written<string>[]): readonly Written<string>[] =>
      uniqueValues(addresses).filter(({ value, at }) => {
        const other = owners.get(value);
        if (other === undefined) owners.set(value, asset.id);
        else notes.report(diagnose('import/address-taken', at, { address: value, asset: asset.id, other }));
        return other === undefined;
      });
    return { ...asset, ip: own(asset.ip), mac: own(asset.mac) };
  });
}

/** Without networks that two zones claim, and without those of a zone that has an asset outside of them. */
function withOwnNetworks(zones: readonly Zone[], assets: readonly Asset[], notes: Notes): readonly Zone[] {
  const claims = new Map<string, Set<string>>();
  for (const { id, networks } of zones) {
    for (const { value } of networks) claims.set(value, (claims.get(value) ?? new Set()).add(id));
  }
  const index = networkIndexOf(zones);
  const outside = new Map<string, string>();
  for (const asset of assets) {
    const zone = asset.zones[0]?.value ?? '';
    const stray = asset.ip.find(({ value }) => {
      const address = parseIpAddress(value);
      return address !== null && !index.zonesWith(address).includes(zone);
    });
    if (stray !== undefined && !outside.has(zone)) outside.set(zone, `${asset.id} with ${stray.value} lies outside`);
  }
  return zones.map((zone) => {
    const networks = uniqueValues(zone.networks);
    return { ...zone, networks: networks.filter((network) => !conflict(zone.id, network, claims, outside, notes)) };
  });
}

function conflict(
  zone: string,
  { value: network, at }: Written<string>,
  claims: ReadonlyMap<string, ReadonlySet<string>>,
  outside: ReadonlyMap<string, string>,
  notes: Notes,
): boolean {
  const others = (claims.get(network)?.size ?? 1) - 1;
  const why = others > 0 ? `${counted(others, 'other zone')} of the source claims it too` : outside.get(zone);
  if (why === undefined) return false;
  notes.report(diagnose('import/network-conflict', at, { zone, network, conflict: why }));
  return true;
}

/** The first of each value. */
function uniqueValues(values: readonly Written<string>[]): readonly Written<string>[] {
  const known = new Map<string, Written<string>>();
  for (const each of values) if (!known.has(each.value)) known.set(each.value, each);
  return [...known.values()];
}
