/** Who has which MAC address behind a boundary: an address must mean one endpoint, or none. */
import { isGroupMac, macNumber } from '../../../algebra/mac-address.ts';
import type { EndpointId, Plan } from '../../../model/plan.ts';

export interface FrameStations {
  /** Addresses of an endpoint behind the boundary that mean nobody else. */
  readonly of: ReadonlyMap<EndpointId, readonly bigint[]>;
  /** Endpoints of which an address means another one too, or no single station. */
  readonly unclear: ReadonlySet<EndpointId>;
}

/** Addresses of the stations of the zones behind a boundary. */
export function frameStations({ zones, assets }: Plan, behind: ReadonlySet<string>): FrameStations {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const near = new Set(zones.filter((zone) => behind.has(zone.id)).map((zone) => zone.scope));
  const meant = new Map<bigint, Set<EndpointId>>();
  for (const asset of assets) {
    for (const id of asset.zones) {
      const zone = byId.get(id);
      if (zone === undefined || !near.has(zone.scope)) continue;
      for (const text of asset.mac) {
        const mac = macNumber(text);
        if (mac !== null) meant.set(mac, (meant.get(mac) ?? new Set()).add(`${zone.id}/${asset.id}`));
      }
    }
  }
  const of = new Map<EndpointId, bigint[]>();
  const unclear = new Set<EndpointId>();
  for (const [mac, endpoints] of meant) {
    const [only = ''] = endpoints;
    if (endpoints.size > 1 || isGroupMac(mac) || mac === 0n) for (const each of endpoints) unclear.add(each);
    else if (behind.has(only.slice(0, only.indexOf('/')))) of.set(only, [...(of.get(only) ?? []), mac]);
  }
  return { of, unclear };
}
