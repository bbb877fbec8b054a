/** What a person sees who points at something in a file of a plant. */
import type { Located } from '../compiler/parse/source-text.ts';
import { entryAt, itemsOf, type MapTree, type Tree, textOf, valueAt } from '../compiler/parse/tree.ts';
import type { Protocol } from '../model/catalogue.ts';
import {
  describeEndpointClass,
  describeOperation,
  describeProtocol,
  describeTemplate,
} from './describe/catalogue-words.ts';
import { describeKey } from './describe/key-words.ts';
import { describeDeclared } from './describe/plant-words.ts';
import { describeRule } from './describe/rule-words.ts';
import { describeSelector } from './describe/selector-words.ts';
import { type Kind, type Shape, shapeAt } from './file-shape.ts';
import { shapeOfFile } from './marks.ts';
import type { PlantView } from './plant-view.ts';
import { type Trail, trailAt } from './trail.ts';

export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly at: Located;
}

/** Null where there is nothing to say. */
export function hoverAt(view: PlantView, file: string, offset: number): Hover | null {
  const reading = view.readings.get(file);
  if (reading === undefined) return null;
  const trail = trailAt(
    reading.documents.map(({ tree }) => tree),
    offset,
  );
  if (trail === null || trail.found.on === 'nothing') return null;
  const at = trail.found.on === 'key' ? trail.found.entry.keyAt : trail.found.tree;
  const text = trail.found.on === 'key' ? aboutKey(view, file, trail) : aboutValue(view, file, trail, trail.found.tree);
  return text === null ? null : { text, at };
}

function aboutKey(view: PlantView, file: string, { path, maps }: Trail): string | null {
  const key = path.at(-1) ?? '';
  const around = shapeAt(shapeOfFile(file), path.slice(0, -1));
  if (around?.declares !== undefined) {
    const id = around.declares === 'grant' ? `${path[1] ?? ''}/${key}` : key;
    return aboutThing(view, around.declares, id);
  }
  if (around?.names !== undefined) return firstOf(around.names, (kind) => aboutThing(view, kind, key));
  const described = view.guideOf(file).keyAt(path);
  const words = described === null ? null : describeKey(described);
  const matched = matchedBelow(view, file, path, maps);
  return [words, matched].filter((each) => each !== null).join('\n\n---\n\n') || null;
}

/** Under the key of a selector also what all of it matches, be it a list or a mapping. */
function matchedBelow(view: PlantView, file: string, path: readonly string[], maps: readonly MapTree[]): string | null {
  const slot = shapeAt(shapeOfFile(file), path)?.slot;
  if (slot?.type !== 'selector') return null;
  const value = valueAt(maps.at(-1) ?? null, path.at(-1) ?? '');
  const items = itemsOf(value).slice(0, selectorsShown);
  const parts = items.map((item) => {
    const written = item.source.text.slice(item.start, item.end).replaceAll(/\s+/g, ' ').replaceAll('`', "'");
    const matched = describeSelector(item, slot.domain, { path, maps }, view);
    return matched === null ? null : items.length === 1 ? matched : `\`${written.slice(0, 80)}\`: ${matched}`;
  });
  return parts.filter((each) => each !== null).join('\n\n') || null;
}

/** Selectors of a list of which matches are shown. */
const selectorsShown = 4;

function aboutValue(view: PlantView, file: string, { path, maps }: Trail, tree: Tree): string | null {
  const shape = shapeAt(shapeOfFile(file), path);
  const text = textOf(tree);
  if (shape?.slot === undefined || text === null) return null;
  const { catalogue } = view.setting;
  switch (shape.slot.type) {
    case 'refers':
      return aboutThing(view, shape.slot.kind, text);
    case 'operation':
      return firstOf(protocolsBeside(maps, catalogue.protocols), (protocol) =>
        describeOperation(text, protocol, catalogue),
      );
    case 'selector':
      return aboutSelector(view, shape, tree, { path, maps });
    case 'attribute': {
      const { domain } = shape.slot;
      // The mapping that the attribute stands in is the selector.
      const whole = maps.at(-1);
      const place = { path: path.slice(0, -1), maps: maps.slice(0, -1) };
      return whole === undefined ? null : describeSelector(whole, domain, place, view);
    }
    default:
      return null;
  }
}

function aboutSelector(
  view: PlantView,
  { slot }: Shape,
  tree: Tree,
  place: Pick<Trail, 'path' | 'maps'>,
): string | null {
  if (slot?.type !== 'selector') return null;
  const matched = describeSelector(tree, slot.domain, place, view);
  const text = textOf(tree) ?? '';
  const named = describeDeclared('asset', text, view) ?? describeDeclared('zone', text, view);
  return [named, matched].filter((each) => each !== null).join('\n\n---\n\n') || null;
}

/** Something that an id stands for, of the plant or of what is shipped. */
function aboutThing(view: PlantView, kind: Kind, id: string): string | null {
  const { catalogue, rules } = view.setting;
  const protocol = kind === 'protocol' ? catalogue.protocols.get(id) : undefined;
  if (protocol !== undefined) return describeProtocol(protocol);
  const endpointClass = kind === 'class' ? catalogue.endpointClasses.get(id) : undefined;
  if (endpointClass !== undefined) return describeEndpointClass(endpointClass);
  const rule = kind === 'rule' ? rules.find((each) => each.id === id) : undefined;
  if (rule !== undefined) return describeRule(rule);
  const template = kind === 'template' ? catalogue.templates.get(id) : undefined;
  return describeDeclared(kind, id, view) ?? (template === undefined ? null : describeTemplate(template));
}

/** The protocols that operations and objects beside them are about; null stands for any. */
export function protocolsBeside(
  maps: readonly MapTree[],
  protocols: ReadonlyMap<string, Protocol>,
): readonly (Protocol | null)[] {
  for (const map of maps.toReversed()) {
    const written = entryAt(map, 'protocol') ?? entryAt(map, 'protocols');
    if (written === null) continue;
    const named = itemsOf(written.value).map((each) => protocols.get(textOf(each) ?? ''));
    const found = named.flatMap((each) => (each === undefined ? [] : membersOf(each, protocols)));
    return found.length === 0 ? [null] : found;
  }
  return [null];
}

function membersOf(protocol: Protocol, protocols: ReadonlyMap<string, Protocol>): readonly Protocol[] {
  if (protocol.members.length === 0) return [protocol];
  return protocol.members.flatMap((id) => protocols.get(id) ?? []);
}

function firstOf<T>(items: readonly T[], answer: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = answer(item);
    if (found !== null) return found;
  }
  return null;
}
