/** Which grants cross a boundary: the source's zone lies behind one interface, the destination's behind another. */
import type { EndpointId, PlanBoundary, PlanGrant } from '../model/plan.ts';
import type { Capabilities } from './dialect.ts';

export interface Crossing {
  /** Grants of which at least one conversation passes the boundary, sorted by id. */
  readonly grants: readonly PlanGrant[];
  /** How many grants do not. */
  readonly elsewhere: number;
}

/** Zone to the interfaces it lies behind, sorted. */
export type InterfacesOfZone = ReadonlyMap<string, readonly string[]>;

/** Splits the grants of a plan at a boundary. */
export function findCrossing(grants: readonly PlanGrant[], interfaces: InterfacesOfZone): Crossing {
  const crossing = grants
    .filter((grant) => crosses(interfaces.get(grant.from) ?? [], interfaces.get(grant.to) ?? []))
    .map((grant) => ({ ...grant, destinations: grant.destinations.filter((endpoint) => !isGroupEndpoint(endpoint)) }))
    .filter((grant) => grant.destinations.length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { grants: crossing, elsewhere: grants.length - crossing.length };
}

/** The interfaces of each zone behind a boundary. */
export function interfacesOfZones(boundary: PlanBoundary): InterfacesOfZone {
  const result = new Map<string, string[]>();
  for (const { name, zones } of boundary.interfaces) {
    for (const zone of zones) {
      const names = result.get(zone) ?? [];
      if (!names.includes(name)) names.push(name);
      result.set(zone, names.sort());
    }
  }
  return result;
}

/** Without the names that a configuration cannot hold, which never reach a dialect. */
export function usableInterfaces(written: InterfacesOfZone, { isInterfaceName }: Capabilities): InterfacesOfZone {
  return new Map([...written].map(([zone, names]) => [zone, names.filter((name) => isInterfaceName(name))] as const));
}

/** Broadcast and multicast destinations stay in the zone of their sender. */
function isGroupEndpoint(endpoint: EndpointId): boolean {
  return endpoint.includes('/~');
}

function crosses(sources: readonly string[], destinations: readonly string[]): boolean {
  return sources.some((source) => destinations.some((destination) => source !== destination));
}
