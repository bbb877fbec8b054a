/** Conduits in the making: one for each that a source names, a second one for what leads back, or one per pair of zones. */
import type { Conduit, WrittenGrant, Zone } from '../../model/plant.ts';
import type { Condition, Selector } from '../../model/selector.ts';
import type { Span } from '../../model/span.ts';
import { describe } from './build-zones.ts';
import type { ForeignConduit } from './foreign-plant.ts';
import { freeNamesIn, nameThings } from './name-things.ts';
import type { Notes } from './notes.ts';

export interface ConduitDraft {
  readonly id: string;
  readonly at: Span;
  readonly from: Zone;
  readonly to: Zone;
  readonly reason: string | null;
  readonly allow: WrittenGrant[];
  /** A name for a grant that none of the conduit has. */
  readonly freeName: (wanted: string) => string;
}

export interface ConduitDrafts {
  /** The conduit of a source from one zone to another, which is made when it is first asked for. */
  readonly of: (source: ForeignConduit, from: Zone, to: Zone) => ConduitDraft;
  /** The same from its second end to its first; `from` is the second. */
  readonly back: (source: ForeignConduit, from: Zone, to: Zone) => ConduitDraft;
  readonly all: () => readonly Conduit[];
}

export function createDrafts(sources: readonly ForeignConduit[], notes: Notes): ConduitDrafts {
  const taken = new Set<string>();
  const named = sources.flatMap((source) => (source.id === null ? [] : [{ source, id: source.id }]));
  const ids = nameThings(
    'conduit',
    named.map(({ id }) => ({ id, within: null })),
    taken,
    notes,
  );
  const idOf = new Map(named.map(({ source }, index) => [source, ids[index] ?? '']));
  const freeName = freeNamesIn(taken);
  const drafts = new Map<ForeignConduit | string, ConduitDraft>();
  const back = new Map<ForeignConduit, ConduitDraft>();
  return {
    of: (source, from, to) => {
      const id = idOf.get(source);
      const key = id === undefined ? `${from.id} ${to.id}` : source;
      const known = drafts.get(key);
      if (known !== undefined) return known;
      const made = draftOf(id ?? freeName(pairName(from.id, to.id)), source, from, to);
      drafts.set(key, made);
      return made;
    },
    back: (source, from, to) => {
      const known = back.get(source);
      if (known !== undefined) return known;
      const id = freeName(`${idOf.get(source) ?? pairName(from.id, to.id)}-back`);
      const made = { ...draftOf(id, source, from, to), reason: source.reason };
      back.set(source, made);
      return made;
    },
    all: () => [...drafts.values(), ...back.values()].map(conduitOf),
  };
}

function draftOf(id: string, source: ForeignConduit, from: Zone, to: Zone): ConduitDraft {
  const reason = source.id === null ? source.reason : describe(source.reason, null, source.id.value, id);
  return { id, at: source.at, from, to, reason, allow: [], freeName: freeNamesIn(new Set()) };
}

/** As the examples name them. */
function pairName(from: string, to: string): string {
  return from === to ? `${from}-internal` : `${from}-to-${to}`;
}

function conduitOf({ id, at, from, to, reason, allow }: ConduitDraft): Conduit {
  return {
    id,
    at,
    from: { value: wordSelector('zone', from.id), at },
    to: { value: wordSelector('zone', to.id), at },
    owner: null,
    reason,
    allow: [...allow].sort((a, b) => (a.id < b.id ? -1 : 1)),
    allowlists: [],
  };
}

/** A selector that is a single id. */
export function wordSelector(attribute: 'zone' | 'asset', id: string): Selector {
  const condition: Condition = { attribute, comparison: '=', value: id };
  return { text: id, conditions: [condition] };
}
