/**
 * Endpoints: what addresses resolve to, with the attributes that selectors and policies see. Derived from the
 * plan alone, so that the compiler, the evaluator and the exporters cannot disagree about who is who.
 */
import type { EndpointId, PlanAsset, PlanZone } from './plan.ts';
import type { PolicyEndpoint } from './policy-input.ts';

export interface Endpoint {
  readonly id: EndpointId;
  readonly attributes: PolicyEndpoint;
}

/** An address in no zone of its scope: in no grant. */
export const unknownEndpoint: Endpoint = {
  id: '?',
  attributes: {
    scope: null,
    zone: null,
    asset: null,
    class: null,
    kind: null,
    level: null,
    labels: [],
    vendor: null,
    model: null,
    firmware: null,
    owner: null,
    safety: false,
    security_level: null,
    cast: 'unicast',
    member: false,
  },
};

/** The endpoint of an asset in one of its zones. */
export function assetEndpoint(zone: PlanZone, asset: PlanAsset): Endpoint {
  return {
    id: `${zone.id}/${asset.id}`,
    attributes: {
      ...zoneAttributes(zone),
      asset: asset.id,
      class: asset.class,
      labels: [...new Set([...asset.labels, ...zone.labels])].sort(),
      vendor: asset.vendor,
      model: asset.model,
      firmware: asset.firmware,
      owner: asset.owner ?? zone.owner,
      member: true,
    },
  };
}

/** An address of the zone's networks that no asset declares; a member only where the zone says `members: any`. */
export function undeclaredEndpoint(zone: PlanZone): Endpoint {
  const member = zone.members === 'any';
  return { id: `${zone.id}/${member ? '*' : '?'}`, attributes: { ...zoneAttributes(zone), member } };
}

/** A group destination, which belongs to the zone of its sender. */
export function groupEndpoint(zone: PlanZone, cast: 'broadcast' | 'multicast'): Endpoint {
  return { id: `${zone.id}/~${cast}`, attributes: { ...zoneAttributes(zone), cast, member: true } };
}

/** Every endpoint that a grant can name, by zone. */
export function listEndpoints(
  zones: readonly PlanZone[],
  assets: readonly PlanAsset[],
): ReadonlyMap<string, readonly Endpoint[]> {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const result = new Map<string, Endpoint[]>();
  for (const zone of zones) {
    const own = [groupEndpoint(zone, 'broadcast'), groupEndpoint(zone, 'multicast')];
    if (zone.members === 'any') own.push(undeclaredEndpoint(zone));
    result.set(zone.id, own);
  }
  for (const asset of assets) {
    for (const zoneId of asset.zones) {
      const zone = byId.get(zoneId);
      if (zone !== undefined) result.get(zoneId)?.push(assetEndpoint(zone, asset));
    }
  }
  return result;
}

function zoneAttributes(zone: PlanZone): PolicyEndpoint {
  return {
    scope: zone.scope,
    zone: zone.id,
    asset: null,
    class: null,
    kind: zone.kind,
    level: zone.level,
    labels: [...zone.labels].sort(),
    vendor: null,
    model: null,
    firmware: null,
    owner: zone.owner,
    safety: zone.safety,
    security_level: zone.securityLevel,
    cast: 'unicast',
    member: false,
  };
}
