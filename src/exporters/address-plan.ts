/**
 * Who owns which address behind a boundary: within a scope a declared asset, else the zone with the longest prefix,
 * as the evaluator resolves them. Zones of the same scope that lie elsewhere keep their addresses, so that a wide
 * network behind an interface never stands for a narrower one that is not there.
 */
import { flattenNetworks, type LabelledRange, narrowestHolder, overlayRanges } from '../algebra/address-set.ts';
import { type AddressRange, directedBroadcast, parseIpAddress, parseIpNetwork } from '../algebra/ip-address.ts';
import { natPairs } from '../algebra/translation.ts';
import { assetEndpoint, undeclaredEndpoint } from '../model/endpoint.ts';
import type { EndpointId, Plan, PlanAsset, PlanZone } from '../model/plan.ts';

/** Addresses of one endpoint. */
export interface OwnedRange extends AddressRange {
  readonly zone: string;
  /** `zone/?` for undeclared addresses of a zone of declared members: known, but in no grant. */
  readonly endpoint: EndpointId;
  /** A group address is a destination in the zone of its sender, so nothing crosses a boundary to it. */
  readonly group: boolean;
}

/** Addresses that mean different endpoints in different scopes behind the same boundary. */
interface AmbiguousRange extends AddressRange {
  readonly endpoints: readonly EndpointId[];
}

export interface AddressPlan {
  /** Sorted and disjoint. */
  readonly owned: readonly OwnedRange[];
  readonly ambiguous: readonly AmbiguousRange[];
}

/** What one scope says about an interval. */
interface Claim {
  readonly zone: PlanZone;
  readonly endpoint: EndpointId;
  readonly group: boolean;
  /** 2: an address inside its own zone's networks; 1: an asset outside of them; 0: an external zone. */
  readonly strength: 0 | 1 | 2;
}

/** Owners of all addresses behind a boundary. */
export function planAddresses(plan: Plan, behind: ReadonlySet<string>): AddressPlan {
  const scopes = [...new Set(plan.zones.filter((zone) => behind.has(zone.id)).map((zone) => zone.scope))].sort();
  const layers = overlayRanges(scopes.map((scope) => claimsOf(plan, scope)));
  const owned: OwnedRange[] = [];
  const ambiguous: AmbiguousRange[] = [];
  for (const { family, from, to, label } of layers) {
    const claims = strongest(label.filter((claim) => claim !== null)).filter((claim) => behind.has(claim.zone.id));
    const [only] = claims;
    if (only === undefined) continue;
    if (claims.length > 1)
      ambiguous.push({ family, from, to, endpoints: claims.map((claim) => claim.endpoint).sort() });
    else owned.push({ family, from, to, zone: only.zone.id, endpoint: only.endpoint, group: only.group });
  }
  return { owned, ambiguous };
}

/** An external zone claims what nobody else does; an asset in its own network beats one that is merely listed. */
function strongest(claims: readonly Claim[]): readonly Claim[] {
  const most = Math.max(...claims.map((claim) => claim.strength));
  return claims.filter((claim) => claim.strength === most);
}

/** The addresses of a scope that belong to somebody in it; what a boundary translates belongs to somebody in another scope. */
export function ownAddresses(plan: Plan, scope: string): readonly AddressRange[] {
  return claimsOf(plan, scope);
}

function claimsOf(plan: Plan, scope: string): readonly LabelledRange<Claim>[] {
  const zones = new Map(plan.zones.filter((zone) => zone.scope === scope).map((zone) => [zone.id, placed(zone)]));
  const all = [...zones.values()];
  const ranges = all.flatMap(({ zone, networks }) =>
    networks.map((network) => ({ ...network, label: undeclared(zone) })),
  );
  const assets = plan.assets.flatMap((asset) => assetRanges(asset, zones));
  // Of two equal networks the later wins: what is translated belongs to somebody in another scope.
  const translated = natPairs(plan).flatMap(({ nat, outside }) =>
    nat.outside.scope === scope ? [{ ...outside, label: null }] : [],
  );
  const wholes = flattenNetworks<Claim | null>([...ranges, ...translated, ...assets]);
  const groups = [...groupNetworks, ...all.flatMap(({ networks }) => networks.flatMap(broadcastRange))];
  return overlayRanges<Claim | true | null>([wholes, flattenNetworks(groups)]).flatMap(
    ({ family, from, to, label }) => {
      const [claim, group] = label;
      if (claim === null || claim === undefined || claim === true) return [];
      return [{ family, from, to, label: group === true ? { ...claim, group: true } : claim }];
    },
  );
}

interface PlacedZone {
  readonly zone: PlanZone;
  readonly networks: readonly AddressRange[];
}

function placed(zone: PlanZone): PlacedZone {
  return { zone, networks: zone.networks.flatMap((text) => parseIpNetwork(text) ?? []) };
}

function undeclared(zone: PlanZone): Claim {
  return { zone, endpoint: undeclaredEndpoint(zone).id, group: false, strength: zone.kind === 'external' ? 0 : 2 };
}

function assetRanges(asset: PlanAsset, zones: ReadonlyMap<string, PlacedZone>): readonly LabelledRange<Claim>[] {
  const own = asset.zones.flatMap((id) => zones.get(id) ?? []);
  return asset.ip.flatMap((text) => {
    const address = parseIpAddress(text);
    if (address === null) return [];
    const range: AddressRange = { family: address.family, from: address.value, to: address.value };
    const inside = narrowestHolder(own, range);
    const zone = (inside ?? own[0])?.zone;
    if (zone === undefined) return [];
    const strength = inside === undefined ? 1 : 2;
    return [{ ...range, label: { zone, endpoint: assetEndpoint(zone, asset).id, group: false, strength } }];
  });
}

/** Multicast of both families and the limited broadcast (RFC 5771, RFC 4291, RFC 919). */
const groupNetworks: readonly LabelledRange<true>[] = ['224.0.0.0/4', '255.255.255.255/32', 'ff00::/8'].flatMap(
  (text) => {
    const network = parseIpNetwork(text);
    return network === null ? [] : [{ ...network, label: true as const }];
  },
);

function broadcastRange(network: AddressRange): readonly LabelledRange<true>[] {
  const address = directedBroadcast(network);
  return address === null ? [] : [{ family: address.family, from: address.value, to: address.value, label: true }];
}
