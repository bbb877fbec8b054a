/**
 * Who has which MAC address behind a boundary, as the evaluator resolves them: within a scope the declared asset, and
 * nobody else, since no network says anything about the address of an undeclared station.
 */
import { formatMac, isGroupMac, macNumber } from '../../algebra/mac-address.ts';
import { assetEndpoint } from '../../model/endpoint.ts';
import type { EndpointId, Plan } from '../../model/plan.ts';

/** An address with its owner. */
export interface Station {
  readonly mac: bigint;
  readonly zone: string;
  readonly endpoint: EndpointId;
}

export interface MacPlan {
  /** Of zones behind the boundary, by address. */
  readonly stations: readonly Station[];
  /** Addresses that cannot be used, in words, by endpoint. */
  readonly unusable: ReadonlyMap<EndpointId, readonly string[]>;
}

/** Owners of the MAC addresses behind a boundary. */
export function planMacs(plan: Plan, behind: ReadonlySet<string>): MacPlan {
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  const scopes = new Set([...behind].flatMap((zone) => zones.get(zone)?.scope ?? []));
  const claims = plan.assets.flatMap((asset) => {
    const own = asset.zones.flatMap((id) => zones.get(id) ?? []).filter((zone) => scopes.has(zone.scope));
    const macs = new Set(asset.mac.flatMap((text) => macNumber(text) ?? []));
    return [...macs].flatMap((mac) =>
      own.map((zone): Station => ({ mac, zone: zone.id, endpoint: assetEndpoint(zone, asset).id })),
    );
  });
  const stations: Station[] = [];
  const unusable = new Map<EndpointId, string[]>();
  for (const [mac, owners] of Map.groupBy(claims, (claim) => claim.mac)) {
    const [only] = owners;
    const reason = whyNot(mac, owners);
    if (reason === null && only !== undefined && behind.has(only.zone)) stations.push(only);
    if (reason === null) continue;
    for (const { endpoint } of owners) unusable.set(endpoint, [...(unusable.get(endpoint) ?? []), reason].sort());
  }
  return { stations: stations.sort((a, b) => (a.mac < b.mac ? -1 : 1)), unusable };
}

function whyNot(mac: bigint, owners: readonly Station[]): string | null {
  if (isGroupMac(mac) || mac === 0n) return `${formatMac(mac)} is the address of no single station`;
  const endpoints = [...new Set(owners.map((owner) => owner.endpoint))].sort();
  return endpoints.length === 1 ? null : `${formatMac(mac)} means ${endpoints.join(' and ')}`;
}
