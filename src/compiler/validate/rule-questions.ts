/** Questions that a Rego rule may answer differently, made of the constants in its text. */
import { type Catalogue, operationClasses, type Protocol } from '../../model/catalogue.ts';
import type { ObjectRange, Operation } from '../../model/conversation.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import { usualServices } from '../usual-services.ts';
import { borderOperations } from './border-values.ts';
import type { PairBorders } from './pair-borders.ts';
import type { PolicyQuestion } from './policy-question.ts';
import type { RuleLiterals } from './rule-literals.ts';

/** Combinations of what the rule names, field by field; where it names nothing of a field, a few usual values. At most so many. */
export function* ruleQuestions(
  borders: PairBorders,
  literals: RuleLiterals,
  catalogue: Catalogue,
  mostOfRule: number,
): Generator<PolicyQuestion> {
  const named = [...literals.texts].flatMap((text) => catalogue.protocols.get(text) ?? []);
  const usual = catalogue.protocols.get('modbus');
  const protocols = named.length > 0 || usual === undefined ? named : [usual];
  const most = Math.ceil(mostOfRule / Math.max(protocols.length, 1));
  for (const protocol of protocols) {
    let left = most;
    for (const question of protocolQuestions(borders, literals, protocol, catalogue)) {
      if (left <= 0) break;
      left -= 1;
      yield question;
    }
  }
}

function* protocolQuestions(
  { pair, timesWith }: PairBorders,
  { texts, numbers }: RuleLiterals,
  protocol: Protocol,
  catalogue: Catalogue,
): Generator<PolicyQuestion> {
  const ends = namedEnds(pair.sources, texts).flatMap((source) =>
    namedEnds(pair.destinations, texts).map((destination) => ({ source, destination })),
  );
  const times = timesWith([...texts]);
  const operations = namedOperations(protocol, texts, catalogue);
  const asked = operations.flatMap((operation) => times.map((moment) => ({ operation, ...moment })));
  const [service] = usualServices(protocol);
  if (service === undefined) return;
  const { transport } = service;
  const port = service.ports[0]?.from ?? 0;
  const objects = namedObjects(protocol, texts, numbers);
  const others = numbers
    .filter((number) => number <= 65_535)
    .map((number) => ({ port: number, object: objects[0] ?? null }));
  for (const where of [...objects.map((object) => ({ port, object })), ...others])
    for (const what of asked)
      for (const { source, destination } of ends) {
        const request = { protocol: protocol.id, transport, ...where, ...what };
        yield { source, destination, request: { source: source.id, destination: destination.id, ...request } };
      }
}

/** How many of the two sides have endpoints that the rule names, 0 to 2. */
export function namesEnds({ pair }: PairBorders, { texts }: RuleLiterals): number {
  return [pair.sources, pair.destinations].filter((ends) => indexOf(ends).some(texts)).length;
}

/** Endpoints with an attribute that the rule names, and one without. */
function namedEnds(endpoints: readonly Endpoint[], texts: ReadonlySet<string>): readonly Endpoint[] {
  const named = indexOf(endpoints).named(texts);
  const other = endpoints.find((each) => !named.includes(each));
  return [...named.slice(0, 4), ...(other === undefined ? [] : [other])];
}

interface EndIndex {
  readonly some: (texts: ReadonlySet<string>) => boolean;
  /** Those with the rarest of the texts first. */
  readonly named: (texts: ReadonlySet<string>) => readonly Endpoint[];
}

const indexes = new WeakMap<readonly Endpoint[], EndIndex>();

/** A zone's endpoints by the texts of their attributes. */
function indexOf(endpoints: readonly Endpoint[]): EndIndex {
  const known = indexes.get(endpoints);
  if (known !== undefined) return known;
  const byText = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const { cast, ...attributes } = endpoint.attributes;
    for (const value of [...Object.values(attributes).flat(), cast === 'unicast' ? null : cast]) {
      if (typeof value !== 'string') continue;
      const list = byText.get(value) ?? [];
      list.push(endpoint);
      byText.set(value, list);
    }
  }
  const index: EndIndex = {
    some: (texts) => [...texts].some((text) => byText.has(text)),
    named: (texts) => {
      const lists = [...texts].flatMap((text) => [byText.get(text) ?? []]);
      return [...new Set(lists.toSorted((a, b) => a.length - b.length).flatMap((list) => list.slice(0, 4)))];
    },
  };
  indexes.set(endpoints, index);
  return index;
}

function namedOperations(protocol: Protocol, texts: ReadonlySet<string>, catalogue: Catalogue): readonly Operation[] {
  const all = borderOperations(protocol.id, [], catalogue, 'seen');
  const named = all.filter((each) => texts.has(each.name ?? '') || texts.has(each.code));
  const classes = operationClasses.filter((name) => texts.has(name));
  const ofClasses = classes.flatMap((name) => all.filter((each) => each.class === name).slice(0, 2));
  const found = [...new Set([...named, ...ofClasses])];
  return found.length > 0 ? found : all.filter((each) => each.class !== 'session').slice(0, 2);
}

function namedObjects(
  { object }: Protocol,
  texts: ReadonlySet<string>,
  numbers: readonly number[],
): readonly (ObjectRange | null)[] {
  if (object === null) return [null];
  const named = object.tables.filter((table) => texts.has(table));
  const tables = named.length > 0 ? named : [object.tables[0] ?? null];
  const near = numbers.flatMap((number) => [number - 1, number + 1]);
  const { unit, range } = object;
  const within = (values: readonly number[], limits: typeof unit): readonly number[] =>
    limits === null ? [] : values.filter((value) => limits.min <= value && value <= limits.max);
  const none = { first: null, count: null };
  const spans = (values: readonly number[]) => within(values, range).map((first) => ({ first, count: 1 }));
  const units = (values: readonly number[]) => (unit === null ? [null] : within(values, unit));
  const least = unit === null ? [] : [unit.min];
  const lowest = range === null ? [] : [{ first: range.min, count: 1 }];
  // What is written comes before its neighbours, as not everything may be asked.
  return [
    [[...spans(numbers), ...lowest, none], units([...numbers, ...least])] as const,
    [spans(near), units([...numbers, ...least])] as const,
    [[...spans(numbers), none], units(near)] as const,
  ].flatMap(([firsts, ids]) =>
    firsts.flatMap((span) =>
      ids.flatMap((each) => tables.map((table): ObjectRange => ({ unit: each, table, ...span }))),
    ),
  );
}
