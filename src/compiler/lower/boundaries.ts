/** Boundaries: zones for selectors, and for each port forward the address that its asset has inside. */
import { narrowestHolder } from '../../algebra/address-set.ts';
import { type Family, type IpNetwork, parseIpAddress, parseIpNetwork } from '../../algebra/ip-address.ts';
import type { PlanAsset, PlanBoundary, PlanPortForward, PlanZone } from '../../model/plan.ts';
import type { Boundary, PortForward } from '../../model/plant.ts';
import { selectZones } from './select.ts';

export function lowerBoundary(
  boundary: Boundary,
  zones: ReadonlyMap<string, PlanZone>,
  assets: readonly PlanAsset[],
): PlanBoundary {
  return {
    id: boundary.id,
    dialect: boundary.dialect.value,
    interfaces: boundary.interfaces
      .map((each) => ({
        name: each.name,
        zones: [...new Set(each.zones.flatMap((zone) => selectZones(zones, zone.value).map(({ id }) => id)))].sort(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    nat: boundary.nat.map(({ id, outside, inside, at }) => ({
      id,
      outside: { scope: outside.scope.value, network: outside.network.value },
      inside: { scope: inside.scope.value, network: inside.network.value },
      at,
    })),
    portForwards: boundary.portForwards.flatMap((forward) => lowerPortForward(forward, zones, assets)),
    at: boundary.at,
  };
}

/** None where the asset does not have one address of the family, which the checks have said. */
function lowerPortForward(
  { id, outside, to, port, at }: PortForward,
  zones: ReadonlyMap<string, PlanZone>,
  assets: readonly PlanAsset[],
): readonly PlanPortForward[] {
  const asset = assets.find((each) => each.id === to.value);
  const [inside, ...others] = asset === undefined ? [] : insideAddresses(asset, outside.ip.value, zones);
  if (inside === undefined || others.length > 0) return [];
  const { transport, number } = outside.port.value;
  return [
    {
      id,
      transport,
      outside: { scope: outside.scope.value, ip: outside.ip.value, port: number },
      inside: { ...inside, port },
      asset: to.value,
      at,
    },
  ];
}

/** The addresses of an asset to which an address may be forwarded, each in the scope of its zone. */
export function insideAddresses(
  asset: Pick<PlanAsset, 'zones' | 'ip'>,
  outside: string,
  zones: ReadonlyMap<string, Pick<PlanZone, 'scope' | 'networks'>>,
): readonly { readonly scope: string; readonly ip: string }[] {
  const family = parseIpAddress(outside)?.family;
  const own = asset.zones.flatMap((id) => {
    const zone = zones.get(id);
    return zone === undefined ? [] : [{ scope: zone.scope, networks: networksOf(zone.networks) }];
  });
  return asset.ip.flatMap((ip) => {
    const address = parseIpAddress(ip);
    if (address === null || address.family !== family || ip === outside) return [];
    const range: { family: Family; from: bigint; to: bigint } = {
      family: address.family,
      from: address.value,
      to: address.value,
    };
    const zone = narrowestHolder(own, range) ?? own[0];
    return zone === undefined ? [] : [{ scope: zone.scope, ip }];
  });
}

function networksOf(texts: readonly string[]): readonly IpNetwork[] {
  return texts.flatMap((text) => parseIpNetwork(text) ?? []);
}
