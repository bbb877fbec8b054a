/**
 * Which addresses are which endpoint, per scope, as the evaluator resolves single addresses: a declared asset, else the
 * zone with the innermost network. All addresses of a scope are cut at every border and painted from the outermost
 * network to the innermost, assets last. What a boundary translates belongs to somebody in another scope.
 */
import { assetEndpoint, undeclaredEndpoint } from '../model/endpoint.ts';
import type { EndpointId, Plan, PlanAsset, PlanZone } from '../model/plan.ts';
import {
  type AddressRange,
  directedBroadcast,
  type Family,
  familyBits,
  parseIpAddress,
  parseIpNetwork,
} from './ip-address.ts';
import { natPairs } from './translation.ts';

/** Why an address is an endpoint: it is declared there, lies in a network, or both. */
export type Ownership = 'asset-in-its-network' | 'asset-elsewhere' | 'network';

/** An interval of addresses that are one endpoint. */
export interface EndpointRange extends AddressRange {
  readonly zone: PlanZone;
  /** `zone/?` where only declared assets are members: known, but in no grant. */
  readonly endpoint: EndpointId;
  readonly ownership: Ownership;
  /** Broadcast and multicast: as a destination they stand for everybody in the zone of the sender. */
  readonly group: boolean;
}

/** The addresses of a scope, both families, sorted by family and start; addresses of nobody are left out. */
export function endpointRanges(plan: Plan, scope: string): readonly EndpointRange[] {
  const zones = plan.zones.filter((zone) => zone.scope === scope);
  const assets = plan.assets.flatMap((asset) => assetClaims(asset, zones));
  const networks = networkClaims(zones);
  const translated = natPairs(plan).flatMap(({ nat, outside }) => (nat.outside.scope === scope ? [outside] : []));
  // Stable, so that of two equal networks the translated one comes last and counts.
  const layers = [
    ...networks.map((claim) => [claim.range, claim] as const),
    ...translated.map((range) => [range, undefined] as const),
  ].sort(([a], [b]) => compare(b.to - b.from, a.to - a.from));
  const groups = [...wellKnownGroups, ...networks.flatMap(({ range }) => broadcastOf(range))];
  return ([4, 6] as const).flatMap((family) => {
    const own = [...layers, ...assets.map((claim) => [claim.range, claim] as const)].filter(
      ([range]) => range.family === family,
    );
    const casts = groups.filter((range) => range.family === family);
    const starts = bordersOf([...own.map(([range]) => range), ...casts], family);
    const owners = paint<Claim | undefined>(starts, family, own);
    const cast = paint<true>(
      starts,
      family,
      casts.map((range) => [range, true]),
    );
    return owners.flatMap((claim, index): readonly EndpointRange[] => {
      const from = starts[index];
      if (claim === undefined || from === undefined) return [];
      const { zone, endpoint, ownership } = claim;
      const to = (starts[index + 1] ?? 1n << BigInt(familyBits[family])) - 1n;
      return [{ family, from, to, zone, endpoint, ownership, group: cast[index] === true }];
    });
  });
}

/** MAC addresses of a scope; one of an asset in several zones is an endpoint in each. */
export function macEndpoints(plan: Plan, scope: string): ReadonlyMap<string, readonly EndpointId[]> {
  const zones = plan.zones.filter((zone) => zone.scope === scope);
  const result = new Map<string, readonly EndpointId[]>();
  for (const asset of plan.assets) {
    const own = zonesOf(asset, zones).map((zone) => assetEndpoint(zone, asset).id);
    if (own.length > 0) for (const mac of asset.mac) result.set(mac, own);
  }
  return result;
}

interface Claim {
  readonly range: AddressRange;
  readonly zone: PlanZone;
  readonly endpoint: EndpointId;
  readonly ownership: Ownership;
}

/** The widest first, so that narrower ones are painted over them. */
function networkClaims(zones: readonly PlanZone[]): readonly Claim[] {
  const claims = zones.flatMap((zone) =>
    zone.networks.flatMap((text): readonly Claim[] => {
      const range = parseIpNetwork(text);
      return range === null ? [] : [{ range, zone, endpoint: undeclaredEndpoint(zone).id, ownership: 'network' }];
    }),
  );
  return claims.sort((a, b) => compare(b.range.to - b.range.from, a.range.to - a.range.from));
}

function assetClaims(asset: PlanAsset, zones: readonly PlanZone[]): readonly Claim[] {
  const own = zonesOf(asset, zones);
  const networks = networkClaims(own);
  return asset.ip.flatMap((text): readonly Claim[] => {
    const address = parseIpAddress(text);
    if (address === null) return [];
    const { family, value } = address;
    const holder = innermost(networks, family, value);
    const zone = holder?.zone ?? own[0];
    if (zone === undefined) return [];
    const ownership = holder === null ? 'asset-elsewhere' : 'asset-in-its-network';
    return [{ range: { family, from: value, to: value }, zone, endpoint: assetEndpoint(zone, asset).id, ownership }];
  });
}

/** The first of the narrowest networks with an address. */
function innermost(networks: readonly Claim[], family: Family, value: bigint): Claim | null {
  let found: Claim | null = null;
  for (const claim of networks) {
    const { range } = claim;
    const holds = range.family === family && range.from <= value && value <= range.to;
    if (holds && (found === null || range.to - range.from < found.range.to - found.range.from)) found = claim;
  }
  return found;
}

/** In the order in which the asset names them. */
function zonesOf(asset: PlanAsset, zones: readonly PlanZone[]): readonly PlanZone[] {
  return asset.zones.flatMap((id) => zones.find((zone) => zone.id === id) ?? []);
}

/** Multicast of both families and the limited broadcast (RFC 5771, RFC 4291, RFC 919). */
const wellKnownGroups: readonly AddressRange[] = ['224.0.0.0/4', '255.255.255.255/32', 'ff00::/8'].flatMap(
  (text) => parseIpNetwork(text) ?? [],
);

function broadcastOf(network: AddressRange): readonly AddressRange[] {
  const address = directedBroadcast(network);
  return address === null ? [] : [{ family: address.family, from: address.value, to: address.value }];
}

/** Starts of the intervals that the borders of some ranges make, from 0. */
function bordersOf(ranges: readonly AddressRange[], family: Family): readonly bigint[] {
  const end = 1n << BigInt(familyBits[family]);
  const cuts = new Set([0n, ...ranges.flatMap(({ from, to }) => [from, to + 1n])]);
  return [...cuts].filter((cut) => cut < end).sort(compare);
}

/** What the last layer that reaches it says about each interval. */
function paint<T>(
  starts: readonly bigint[],
  family: Family,
  layers: readonly (readonly [AddressRange, T])[],
): readonly (T | undefined)[] {
  const indexes = new Map(starts.map((start, index) => [start, index]));
  const result: (T | undefined)[] = starts.map(() => undefined);
  for (const [range, value] of layers) {
    if (range.family !== family) continue;
    const end = indexes.get(range.to + 1n) ?? starts.length;
    for (let index = indexes.get(range.from) ?? end; index < end; index++) result[index] = value;
  }
  return result;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
