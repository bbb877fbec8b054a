/** What speaks between two zones, as the validation looks at it. */
import { type Endpoint, listEndpoints } from '../../model/endpoint.ts';
import { grantsOf, type Plan, type PlanGrant } from '../../model/plan.ts';

export interface ValidationPair {
  readonly from: string;
  readonly to: string;
  readonly sources: readonly Endpoint[];
  readonly destinations: readonly Endpoint[];
  /** Written in YAML, and lowered from Rego. */
  readonly grants: readonly PlanGrant[];
  /** Names of the Rego allowlists that speak here. */
  readonly allowlists: ReadonlySet<string>;
  /** Whether some of it did not lower. */
  readonly guarded: boolean;
}

/** Every pair of zones that a conduit connects, and every zone with free traffic inside, sorted. */
export function validationPairs(plan: Plan): readonly ValidationPair[] {
  const endpoints = listEndpoints(plan.zones, plan.assets);
  const grants = Map.groupBy(grantsOf(plan), pairKey);
  const conduits = Map.groupBy(plan.conduits, pairKey);
  const guarded = new Set(plan.lowered.guards.flatMap((guard) => guard.pairs.map(pairKey)));
  const free = plan.zones.filter((zone) => zone.internal === 'free').map(({ id }) => pairKey({ from: id, to: id }));
  const keys = new Set([...conduits.keys(), ...grants.keys(), ...free]);
  return [...keys].sort().map((key) => {
    const [from = '', to = ''] = key.split('\n');
    return {
      from,
      to,
      sources: (endpoints.get(from) ?? []).filter((each) => each.attributes.cast === 'unicast'),
      destinations: endpoints.get(to) ?? [],
      grants: grants.get(key) ?? [],
      allowlists: new Set(conduits.get(key)?.flatMap((each) => each.allowlists)),
      guarded: guarded.has(key),
    };
  });
}

/** Whether Rego speaks between the zones, which may tell apart what grants do not. */
export function hasRego({ allowlists }: ValidationPair): boolean {
  return allowlists.size > 0;
}

function pairKey({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from}\n${to}`;
}

/** One endpoint of each set that the grants do not tell apart on a side; all where Rego may look at attributes. */
export function distinctEnds(pair: ValidationPair, side: 'sources' | 'destinations'): readonly Endpoint[] {
  if (hasRego(pair)) return pair[side];
  const found = new Map<string, Endpoint>();
  const members = pair.grants.map((grant) => new Set(grant[side]));
  for (const endpoint of pair[side]) {
    const signature = members.map((each) => (each.has(endpoint.id) ? '1' : '0')).join('');
    if (!found.has(signature)) found.set(signature, endpoint);
  }
  return [...found.values()];
}
