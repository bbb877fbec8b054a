/**
 * Endpoints that the conditions on one side alone leave, by zone. A rule mostly names one asset of thousands, so the
 * endpoints with one value of an attribute are looked up, and not searched.
 */
import type { Endpoint } from '../../../model/endpoint.ts';
import { type Component, levels } from './component.ts';
import { nameOf } from './condition.ts';
import { askAll, type Query, type Shared } from './question.ts';
import type { Term } from './terms.ts';

type Side = 'source' | 'destination';

/** Endpoints by zone; zones without any are left out. */
export type Ends = ReadonlyMap<string, readonly Endpoint[]>;

/** Looks up the ends of queries, which is done once for all queries that say the same of a side. */
export type FindEnds = (query: Query, side: Side) => Ends;

export function createEndFinder(shared: Shared): FindEnds {
  const index = createIndex([...shared.endpoints.values()].flat());
  const found = new Map<string, Ends>();
  return (query, side) => {
    const level = levels.indexOf(side);
    const own = query.components.flatMap((each, at) => (each.levels.every((one) => one === level) ? [at] : []));
    const key = [side, ...own.map((each) => query.components[each]?.says ?? '')].join('\n\n');
    const known = found.get(key);
    if (known !== undefined) return known;
    const candidates = own.flatMap((each) => {
      const wanted = wantedOf(query.components[each], side);
      return wanted === null ? [] : [wanted.values.flatMap((value) => index.find(wanted.attribute, value))];
    });
    const [fewest = index.all] = candidates.sort((a, b) => a.length - b.length);
    // A group address cannot begin a conversation.
    const question = { ...shared, query };
    const ends = fewest.filter(
      (endpoint) =>
        (side === 'destination' || endpoint.attributes.cast === 'unicast') &&
        !askAll(question, own, { [side]: endpoint }).fails,
    );
    const byZone = Map.groupBy(ends, (each) => each.attributes.zone ?? '');
    found.set(key, byZone);
    return byZone;
  };
}

interface Index {
  readonly all: readonly Endpoint[];
  readonly find: (attribute: string, value: string) => readonly Endpoint[];
}

/** In the order of the endpoints. */
function createIndex(all: readonly Endpoint[]): Index {
  const byAttribute = new Map<string, ReadonlyMap<unknown, readonly Endpoint[]>>();
  return {
    all,
    find: (attribute, value) => {
      const known =
        byAttribute.get(attribute) ??
        Map.groupBy(all, (each) => Object.entries(each.attributes).find(([name]) => name === attribute)?.[1]);
      byAttribute.set(attribute, known);
      return known.get(value) ?? [];
    },
  };
}

/** The texts of which an attribute must have one, where a component says just that. */
function wantedOf(
  component: Component | undefined,
  side: Side,
): { readonly attribute: string; readonly values: readonly string[] } | null {
  const [condition, ...others] = component?.body ?? [];
  if (condition?.kind !== 'call' || others.length > 0) return null;
  const [left, right] = condition.operands;
  if (left === undefined || right === undefined || condition.operands.length !== 2) return null;
  if (condition.name === 'internal.member_2') return wanted(left, textsOf(right), side);
  if (condition.name !== 'eq' && condition.name !== 'equal') return null;
  return wanted(left, textOf(right), side) ?? wanted(right, textOf(left), side);
}

function wanted(field: Term, values: readonly string[] | null, side: Side): ReturnType<typeof wantedOf> {
  const name = nameOf(field);
  const prefix = `input.${side}.`;
  if (values === null || field.type !== 'ref' || field.value.length !== 3 || !name.startsWith(prefix)) return null;
  return { attribute: name.slice(prefix.length), values: [...new Set(values)] };
}

function textOf(term: Term): readonly string[] | null {
  return term.type === 'string' ? [term.value] : null;
}

function textsOf(term: Term): readonly string[] | null {
  if (term.type !== 'set' && term.type !== 'array') return null;
  const texts = term.value.flatMap((each) => textOf(each) ?? []);
  return texts.length === term.value.length ? texts : null;
}
