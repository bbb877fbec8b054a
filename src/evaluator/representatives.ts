/**
 * One pair of endpoints for all pairs that the policy cannot tell apart. Where no Rego speaks, a decision depends on
 * two endpoints only through the service table that `data.keyed` leads them to, and through both being in one free
 * zone (`policies/zonewright/keyed.rego` and `internal.rego` read nothing else), so that thousands of pairs share a few
 * decisions.
 */
import type { Endpoint } from '../model/endpoint.ts';
import type { ByText, KeyedData } from '../model/keyed-data.ts';

export interface EndpointPair {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

/** The pair to ask about instead; both ends must be members of their zones. */
export type Representatives = (source: Endpoint, destination: Endpoint) => EndpointPair;

export function createRepresentatives(keyed: KeyedData): Representatives {
  const chosen = new Map<string, EndpointPair>();
  return (source, destination) => {
    const from = classOf(keyed.source, source);
    const to = classOf(keyed.destination, destination);
    const service = from === undefined || to === undefined ? undefined : keyed.allow[from]?.[to];
    const identity = isFree(keyed, source, destination) ? 'free' : (service ?? 'none');
    const known = chosen.get(identity) ?? { source, destination };
    chosen.set(identity, known);
    return known;
  };
}

function isFree(keyed: KeyedData, source: Endpoint, destination: Endpoint): boolean {
  const { zone } = source.attributes;
  return zone !== null && zone === destination.attributes.zone && keyed.free[zone] === true;
}

/** As `endpoint_key` in the Rego: the part of an endpoint's id behind its zone. */
function classOf(classes: ByText<ByText<string>>, endpoint: Endpoint): string | undefined {
  const slash = endpoint.id.indexOf('/');
  return classes[endpoint.id.slice(0, slash)]?.[endpoint.id.slice(slash + 1)];
}
