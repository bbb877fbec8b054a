/** Which selectors match something in a zone, without looking through all of its endpoints for each of them. */
import { type Endpoint, listEndpoints } from '../../model/endpoint.ts';
import type { PlanAsset, PlanZone } from '../../model/plan.ts';
import type { Condition, Selector, SelectorAttribute } from '../../model/selector.ts';
import { matchesEndpoint } from '../lower/select.ts';

/** Answers whether a selector matches an endpoint of a zone. */
export interface EndpointIndex {
  /** With `unicast`, only endpoints that can begin a conversation count. */
  readonly matches: (zone: string, selector: Selector, cast: 'unicast' | 'any') => boolean;
}

/** Attributes that tell endpoints of one zone apart. */
const indexed: ReadonlySet<SelectorAttribute> = new Set<SelectorAttribute>([
  'asset',
  'class',
  'label',
  'vendor',
  'model',
]);

/** Indexes the endpoints of all zones. */
export function endpointIndexOf(zones: readonly PlanZone[], assets: readonly PlanAsset[]): EndpointIndex {
  const byZone = listEndpoints(zones, assets);
  const byValue = new Map<string, Endpoint[]>();
  for (const [zone, endpoints] of byZone) for (const endpoint of endpoints) addTo(byValue, zone, endpoint);
  const answers = new Map<string, boolean>();
  return {
    matches: (zone, selector, cast) => {
      const key = `${zone} ${cast} ${JSON.stringify(selector.conditions)}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      const narrow = selector.conditions.find((test) => test.comparison === '=' && indexed.has(test.attribute));
      const candidates = narrow === undefined ? byZone.get(zone) : byValue.get(keyOf(zone, narrow));
      const answer = (candidates ?? []).some(
        ({ attributes }) => (cast === 'any' || attributes.cast === 'unicast') && matchesEndpoint(selector, attributes),
      );
      answers.set(key, answer);
      return answer;
    },
  };
}

function addTo(byValue: Map<string, Endpoint[]>, zone: string, endpoint: Endpoint): void {
  const { attributes } = endpoint;
  const values: readonly (readonly [SelectorAttribute, string | null])[] = [
    ['asset', attributes.asset],
    ['class', attributes.class],
    ['vendor', attributes.vendor],
    ['model', attributes.model],
    ...attributes.labels.map((label) => ['label', label] as const),
  ];
  for (const [attribute, value] of values) {
    if (value === null) continue;
    const key = keyOf(zone, { attribute, value });
    const list = byValue.get(key);
    if (list === undefined) byValue.set(key, [endpoint]);
    else list.push(endpoint);
  }
}

function keyOf(zone: string, { attribute, value }: Pick<Condition, 'attribute' | 'value'>): string {
  return `${zone} ${attribute} ${value}`;
}
