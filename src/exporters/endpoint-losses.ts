/** Which endpoints of a grant have addresses behind a boundary, and what becomes of the others. */
import { formatRange } from '../algebra/address-set.ts';
import { joinWords } from '../diagnostics/words.ts';
import type { EndpointId, PlanAsset, PlanGrant } from '../model/plan.ts';
import type { AddressPlan } from './address-plan.ts';
import type { ExportRequest, Loss } from './dialect.ts';

export interface GrantEndpoints {
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
  readonly losses: readonly Loss[];
}

/** Keeps the endpoints whose addresses are known and mean nobody else. */
export function endpointLosses(grant: PlanGrant, request: ExportRequest, addresses: AddressPlan): GrantEndpoints {
  const losses: Loss[] = [];
  const keep = (endpoints: readonly EndpointId[], side: keyof Owners): readonly EndpointId[] => {
    const owners = ownersOf(addresses)[side];
    const missing = endpoints.filter((endpoint) => !owners.has(endpoint));
    if (missing.length === 0) return endpoints;
    const assets = new Map(request.plan.assets.map((asset) => [asset.id, asset]));
    for (const [reason, members] of Map.groupBy(missing, (endpoint) => reasonOf(endpoint, assets)))
      losses.push({ kind: 'members', detail: `${side} ${joinWords(members)}: ${reason}`, passes: [] });
    return endpoints.filter((endpoint) => owners.has(endpoint));
  };
  const sources = keep(grant.sources, 'source');
  const destinations = keep(grant.destinations, 'destination');
  const named = new Set([...grant.sources, ...grant.destinations]);
  const shared = addresses.ambiguous.filter((range) => range.endpoints.some((endpoint) => named.has(endpoint)));
  for (const range of shared) {
    const meant = joinWords(range.endpoints);
    losses.push({
      kind: 'addresses',
      detail: `${formatRange(range)} means ${meant} in different scopes, each of which needs a boundary of its own`,
      passes: [],
    });
  }
  return { sources, destinations, losses };
}

/** Whether nothing of the grant may be opened; other losses only leave a part of it out. */
export function losesWhole(loss: Loss): boolean {
  return loss.kind === 'interfaces' || loss.kind === 'windows';
}

/** Endpoints with addresses that can stand on a side: nobody is reached by a broadcast address across a boundary. */
interface Owners {
  readonly source: ReadonlySet<EndpointId>;
  readonly destination: ReadonlySet<EndpointId>;
}

const ownersByPlan = new WeakMap<AddressPlan, Owners>();

function ownersOf(addresses: AddressPlan): Owners {
  const { owned } = addresses;
  const known = ownersByPlan.get(addresses) ?? {
    source: new Set(owned.map((range) => range.endpoint)),
    destination: new Set(owned.filter((range) => !range.group).map((range) => range.endpoint)),
  };
  ownersByPlan.set(addresses, known);
  return known;
}

function reasonOf(endpoint: EndpointId, assets: ReadonlyMap<string, PlanAsset>): string {
  const slash = endpoint.indexOf('/');
  const name = endpoint.slice(slash + 1);
  if (name === '*') return 'the zone has no networks of its own';
  const asset = assets.get(name);
  if (asset === undefined || asset.ip.length > 0) return 'its addresses belong to another endpoint or to a group';
  return asset.mac.length > 0 ? 'it has a MAC address only' : 'it has no IP address';
}
