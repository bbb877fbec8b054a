/** One test of one attribute: whether it makes sense, and its value in canonical text. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Condition, SelectorAttribute } from '../../model/selector.ts';
import type { Span } from '../../model/span.ts';
import type { Reader } from './reader.ts';
import { zoneKinds } from './zone-defaults.ts';

/** What a selector ranges over: endpoints, or zones only (sides of conduits, interfaces of boundaries). */
export type SelectorDomain = 'endpoint' | 'zone';

const ofZones: ReadonlySet<SelectorAttribute> = new Set<SelectorAttribute>([
  'zone',
  'scope',
  'kind',
  'level',
  'label',
  'owner',
  'safety',
  'security-level',
]);

/** Attributes whose values are fixed words. */
const words: Readonly<Partial<Record<SelectorAttribute, readonly string[]>>> = {
  kind: zoneKinds,
  safety: ['true', 'false'],
  cast: ['unicast', 'broadcast', 'multicast'],
};

/** Attributes whose values are numbers, with the largest. */
const numbers: Readonly<Partial<Record<SelectorAttribute, { readonly max: number; readonly step: number }>>> = {
  level: { max: 5, step: 0.5 },
  'security-level': { max: 4, step: 1 },
};

/** Returns the condition with a canonical value, or reports what is wrong with it. */
export function readCondition(
  condition: Condition,
  text: string,
  at: Span,
  domain: SelectorDomain,
  reader: Reader,
): Condition | null {
  const { attribute, comparison, value } = condition;
  const refuse = (problem: string): null => {
    reader.report(diagnose('selector/invalid', at, { text, problem }));
    return null;
  };
  if (domain === 'zone' && !ofZones.has(attribute)) return refuse(`zones have no ${attribute}`);
  if (value === '') return refuse('it has no value');
  const numeric = numbers[attribute];
  if (numeric === undefined && comparison !== '=' && comparison !== '!=') return refuse(`${attribute} has no order`);
  if (numeric !== undefined) {
    const number = Number(value);
    const fits = number >= 0 && number <= numeric.max && Number.isInteger(number / numeric.step);
    return fits ? { ...condition, value: String(number) } : refuse(`${attribute} is a number from 0 to ${numeric.max}`);
  }
  const allowed = words[attribute];
  if (allowed !== undefined && !allowed.includes(value)) {
    reader.report(diagnose('schema/not-allowed', at, { value, allowed, suggestion: suggest(value, allowed) }));
    return null;
  }
  if (attribute === 'zone' && !reader.names.zones.has(value))
    reader.report(
      diagnose('reference/unknown', at, { kind: 'zone', id: value, suggestion: reader.names.suggestZone(value) }),
    );
  if (attribute === 'asset' && !reader.names.assets.has(value))
    reader.report(
      diagnose('reference/unknown', at, { kind: 'asset', id: value, suggestion: reader.names.suggestEndpoint(value) }),
    );
  return condition;
}
