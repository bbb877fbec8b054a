/** Lowers a checked plant to its plan: the one reading of the YAML that everything downstream shares. */
import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import { type Endpoint, listEndpoints } from '../../model/endpoint.ts';
import type { Plan, PlanAllowlist, PlanAsset, PlanConduit, PlanGrant, PlanZone } from '../../model/plan.ts';
import type { Asset, Conduit, Plant, Zone } from '../../model/plant.ts';
import { compareSpans } from '../../model/span.ts';
import { lowerBoundary } from './boundaries.ts';
import { type ConduitPair, lowerPair, pairsOf } from './conduits.ts';
import { lowerGrant } from './grants.ts';
import { collectWindows } from './windows.ts';

/** Zone pairs of all conduits together: `any` to `any` over a thousand zones would be a million. */
const mostPairs = 200_000;
/** A grant counts once for every zone pair that it stands in. */
const mostGrants = 500_000;

/**
 * Every list of the plan is sorted, so that the order of the plant's files changes nothing. Conduits beyond the limit of
 * zone pairs are left out, and a finding says so.
 */
export function lowerPlant(plant: Plant, catalogue: Catalogue, allowlists: readonly PlanAllowlist[]): Checked<Plan> {
  const zones = plant.zones.map(lowerZone);
  const zoneById = new Map(zones.map((zone) => [zone.id, zone]));
  const assets = plant.assets.map(lowerAsset);
  const { pairs, diagnostics: unpaired } = pairAll(plant.conduits, zoneById);
  const { grants, diagnostics } = lowerGrants(pairs, listEndpoints(zones, assets), catalogue);
  const value: Plan = {
    schema: 'zonewright/plan/v1',
    plant: plant.id,
    timezone: plant.timezone,
    scopes: plant.scopes.map((scope) => ({ id: scope.id, vlans: scope.vlans })),
    zones,
    assets,
    windows: collectWindows(plant.windows, grants, plant.timezone),
    conduits: pairs.map(lowerPair).sort(byPair),
    grants,
    allowlists,
    lowered: { grants: [], guards: [] },
    boundaries: plant.boundaries.map((boundary) => lowerBoundary(boundary, zoneById, assets)),
  };
  return { value, diagnostics: [...unpaired, ...diagnostics] };
}

function lowerGrants(
  pairs: readonly ConduitPair[],
  endpoints: ReadonlyMap<string, readonly Endpoint[]>,
  catalogue: Catalogue,
): { readonly grants: readonly PlanGrant[]; readonly diagnostics: readonly Diagnostic[] } {
  const grants: PlanGrant[] = [];
  for (const pair of pairs) {
    for (const grant of pair.conduit.allow) grants.push(...lowerGrant(grant, pair, endpoints, catalogue));
    if (grants.length > mostGrants) {
      const args = { what: 'grants between zone pairs', limit: mostGrants };
      return { grants: grants.sort(byId), diagnostics: [diagnose('limit/exceeded', pair.conduit.at, args)] };
    }
  }
  return { grants: grants.sort(byId), diagnostics: [] };
}

function pairAll(
  conduits: readonly Conduit[],
  zones: ReadonlyMap<string, PlanZone>,
): { readonly pairs: readonly ConduitPair[]; readonly diagnostics: readonly Diagnostic[] } {
  const pairs: ConduitPair[] = [];
  for (const conduit of conduits) {
    const own = pairsOf(conduit, zones);
    if (pairs.length + own.length > mostPairs) {
      const args = { what: 'zone pairs of all conduits', limit: mostPairs };
      return { pairs, diagnostics: [diagnose('limit/exceeded', conduit.from.at, args)] };
    }
    for (const pair of own) pairs.push(pair);
  }
  return { pairs, diagnostics: [] };
}

/** A zone as the plan has it. */
export function lowerZone(zone: Zone): PlanZone {
  return {
    id: zone.id,
    scope: zone.scope,
    level: zone.level,
    kind: zone.kind,
    networks: zone.networks.map((network) => network.value).sort(),
    owner: zone.owner,
    securityLevel: zone.securityLevel,
    safety: zone.safety,
    members: zone.members,
    internal: zone.internal,
    labels: [...zone.labels].sort(),
    at: zone.at,
  };
}

/** An asset as the plan has it. */
export function lowerAsset(asset: Asset): PlanAsset {
  return {
    id: asset.id,
    zones: asset.zones.map((zone) => zone.value).sort(),
    class: asset.class?.value ?? null,
    ip: asset.ip.map((address) => address.value).sort(),
    mac: asset.mac.map((address) => address.value).sort(),
    vendor: asset.vendor,
    model: asset.model,
    firmware: asset.firmware,
    owner: asset.owner,
    labels: [...asset.labels].sort(),
    at: asset.at,
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function byPair(a: PlanConduit, b: PlanConduit): number {
  const left = `${a.id} ${a.from} ${a.to}`;
  const right = `${b.id} ${b.from} ${b.to}`;
  return left < right ? -1 : left > right ? 1 : compareSpans(a.at, b.at);
}
