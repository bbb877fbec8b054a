/** Matching selectors against endpoints. A selector is a conjunction; a list of selectors is a union. */
import type { Endpoint } from '../../model/endpoint.ts';
import type { PlanZone } from '../../model/plan.ts';
import type { PolicyEndpoint } from '../../model/policy-input.ts';
import type { Comparison, Condition, Selector, SelectorAttribute } from '../../model/selector.ts';

/** Endpoints that at least one selector matches; no selectors match all of them. */
export function selectEndpoints(endpoints: readonly Endpoint[], selectors: readonly Selector[]): readonly Endpoint[] {
  if (selectors.length === 0) return endpoints;
  return endpoints.filter((endpoint) => selectors.some((selector) => matchesEndpoint(selector, endpoint.attributes)));
}

/** Zones that a selector matches, looking at attributes of zones only. Constant time for a plain zone name. */
export function selectZones(zones: ReadonlyMap<string, PlanZone>, selector: Selector): readonly PlanZone[] {
  const named = selector.conditions.find((test) => test.attribute === 'zone' && test.comparison === '=');
  const candidates = named === undefined ? [...zones.values()] : [zones.get(named.value)];
  return candidates.filter((zone): zone is PlanZone => zone !== undefined && matchesZone(selector, zone));
}

/** Whether an endpoint has all the attributes that a selector asks for. */
export function matchesEndpoint(selector: Selector, attributes: PolicyEndpoint): boolean {
  return selector.conditions.every((condition) => holds(condition, valuesOf(condition.attribute, attributes)));
}

function matchesZone(selector: Selector, zone: PlanZone): boolean {
  const attributes: Partial<Record<SelectorAttribute, readonly string[]>> = {
    zone: [zone.id],
    scope: [zone.scope],
    kind: [zone.kind],
    level: [String(zone.level)],
    label: zone.labels,
    owner: zone.owner === null ? [] : [zone.owner],
    safety: [String(zone.safety)],
    'security-level': zone.securityLevel === null ? [] : [String(zone.securityLevel)],
  };
  return selector.conditions.every((condition) => holds(condition, attributes[condition.attribute] ?? []));
}

function valuesOf(attribute: SelectorAttribute, endpoint: PolicyEndpoint): readonly string[] {
  if (attribute === 'label') return endpoint.labels;
  const value = attribute === 'security-level' ? endpoint.security_level : endpoint[attribute];
  return value === null ? [] : [String(value)];
}

function holds(condition: Condition, values: readonly string[]): boolean {
  if (condition.comparison === '!=') return !values.some((value) => compares(value, '=', condition.value));
  return values.some((value) => compares(value, condition.comparison, condition.value));
}

/** Equality is equality of text, since firmware 3.2 is not firmware 3.20; only numbers have an order. */
function compares(value: string, comparison: Comparison, wanted: string): boolean {
  if (comparison === '=') return value === wanted;
  if (comparison === '!=') return value !== wanted;
  const left = Number(value);
  const right = Number(wanted);
  if (value === '' || wanted === '' || Number.isNaN(left) || Number.isNaN(right)) return false;
  if (comparison === '<') return left < right;
  if (comparison === '<=') return left <= right;
  return comparison === '>' ? left > right : left >= right;
}
