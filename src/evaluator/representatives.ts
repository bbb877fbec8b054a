/**
 * One endpoint for all that no grant can tell apart. Where no Rego speaks, a decision depends on an endpoint's zone and
 * class alone (`policies/zonewright/keyed.rego` reads nothing else), so thousands of assets share a few decisions.
 */
import type { Endpoint } from '../model/endpoint.ts';
import type { Plan } from '../model/plan.ts';

export interface Representatives {
  readonly ofSource: (endpoint: Endpoint) => Endpoint;
  readonly ofDestination: (endpoint: Endpoint) => Endpoint;
}

export function createRepresentatives(plan: Plan): Representatives {
  return { ofSource: chooser(plan, 'sources'), ofDestination: chooser(plan, 'destinations') };
}

function chooser(plan: Plan, side: 'sources' | 'destinations'): (endpoint: Endpoint) => Endpoint {
  const grantsOf = new Map<string, number[]>();
  plan.grants.forEach((grant, index) => {
    for (const endpoint of grant[side]) {
      const known = grantsOf.get(endpoint);
      if (known === undefined) grantsOf.set(endpoint, [index]);
      else known.push(index);
    }
  });
  const chosen = new Map<string, Endpoint>();
  const byEndpoint = new Map<string, Endpoint>();
  return (endpoint) => {
    const known = byEndpoint.get(endpoint.id);
    if (known !== undefined) return known;
    const { zone, member, cast } = endpoint.attributes;
    const identity = JSON.stringify([zone, member, cast, grantsOf.get(endpoint.id) ?? []]);
    const representative = chosen.get(identity) ?? endpoint;
    chosen.set(identity, representative);
    byEndpoint.set(endpoint.id, representative);
    return representative;
  };
}
