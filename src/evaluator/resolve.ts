/**
 * Resolves the two ends of a conversation to endpoints: an asset, else a zone, else nobody, behind every translation of
 * addresses. Done once per distinct address.
 */
import { type Endpoint, groupEndpoint, unknownEndpoint } from '../model/endpoint.ts';
import type { Plan } from '../model/plan.ts';
import { createLocator, type Place, type Service } from './locate.ts';
import { castOf } from './scope-table.ts';

export interface ResolvedPair {
  readonly scope: string | null;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The addresses that the two ends have in their own scopes. */
  readonly addresses: { readonly source: string; readonly destination: string };
  /** The server port behind port forwards; null where none was asked for. */
  readonly port: number | null;
}

/**
 * The two ends of a conversation; a null scope is found out when only one scope knows both addresses. Without a service,
 * no port forward is followed.
 */
export type Resolver = (
  scope: string | null,
  source: string,
  destination: string,
  service?: Service | null,
) => ResolvedPair;

interface Found {
  readonly pair: ResolvedPair;
  /** Whether the conversation may have been observed in the scope: one end at least is no stranger there. */
  readonly local: boolean;
}

export function createResolver(plan: Plan): Resolver {
  const { tables, locate } = createLocator(plan);
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  const find = (scope: string, source: string, destination: string, service: Service | null): Found => {
    const from = locate(scope, source, null);
    const to = locate(scope, destination, service);
    const addresses = { source: from?.address ?? source, destination: to?.address ?? destination };
    const port = to?.port ?? service?.port ?? null;
    const local = from?.foreign === false || to?.foreign === false;
    const table = tables.get(to?.scope ?? scope);
    const cast = table === undefined ? null : castOf(addresses.destination, table.broadcasts);
    if (cast === null) return { pair: { scope, ...sameSegment(from, to), addresses, port }, local };
    const sender = from?.endpoints[0] ?? unknownEndpoint;
    const zone = zones.get(sender.attributes.zone ?? '');
    const group = zone === undefined ? unknownEndpoint : groupEndpoint(zone, cast);
    return { pair: { scope, source: sender, destination: group, addresses, port }, local };
  };
  const scopes = [...tables.keys()];
  return (scope, source, destination, service = null) => {
    if (scope !== null) return find(scope, source, destination, service).pair;
    const known = scopes
      .map((each) => find(each, source, destination, service))
      .filter(({ pair, local }) => local && isPlaced(pair));
    const [only] = known;
    if (only !== undefined && known.length === 1) return only.pair;
    if (scopes.length === 1) return find(scopes[0] ?? '', source, destination, service).pair;
    const addresses = { source, destination };
    return {
      scope: null,
      source: unknownEndpoint,
      destination: unknownEndpoint,
      addresses,
      port: service?.port ?? null,
    };
  };
}

function isPlaced({ source, destination }: ResolvedPair): boolean {
  return source.attributes.zone !== null && destination.attributes.zone !== null;
}

/** Stations that talk by MAC address are on one segment, so a firewall is met in the zone of the other station. */
function sameSegment(from: Place | null, to: Place | null): { source: Endpoint; destination: Endpoint } {
  const sources = from?.endpoints ?? [];
  const destinations = to?.endpoints ?? [];
  for (const source of sources) {
    const destination = destinations.find((each) => each.attributes.zone === source.attributes.zone);
    if (destination !== undefined) return { source, destination };
  }
  return { source: sources[0] ?? unknownEndpoint, destination: destinations[0] ?? unknownEndpoint };
}
