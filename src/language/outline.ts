/** What a file declares, as an outline. */
import type { Located } from '../compiler/parse/source-text.ts';
import { type Entry, entriesOf, itemsOf, textOf, valueAt } from '../compiler/parse/tree.ts';
import { type Kind, type Shape, shapeBelow } from './file-shape.ts';
import { shapeOfFile } from './marks.ts';
import type { PlantView } from './plant-view.ts';

export interface OutlineItem {
  readonly name: string;
  /** What is declared, or `section` for a key that holds declarations, or `test`. */
  readonly kind: Kind | 'section' | 'test';
  readonly at: Located;
  readonly nameAt: Located;
  readonly items: readonly OutlineItem[];
}

export function outlineOf(view: PlantView, file: string): readonly OutlineItem[] {
  const reading = view.readings.get(file);
  const shape = shapeOfFile(file);
  const entries = (reading?.documents ?? []).flatMap(({ tree }) => entriesOf(tree));
  // What a merge repeats stands elsewhere and is listed there.
  return entries.map((entry) => sectionOf(entry, shapeBelow(shape, entry.key)));
}

function sectionOf(entry: Entry, shape: Shape | null): OutlineItem {
  const items = entry.key === 'tests' ? testsOf(entry) : itemsBelow(entry, shape);
  return { name: entry.key, kind: 'section', at: entry, nameAt: entry.keyAt, items };
}

function itemsBelow(entry: Entry, shape: Shape | null): readonly OutlineItem[] {
  const kind = shape?.declares ?? shape?.names?.[0];
  if (shape === null || kind === undefined) return [];
  return entriesOf(entry.value)
    .filter((each) => entry.start <= each.start && each.end <= entry.end)
    .map((each) => ({ name: each.key, kind, at: each, nameAt: each.keyAt, items: grantsOf(each, shape.each ?? null) }));
}

function grantsOf(entry: Entry, shape: Shape | null): readonly OutlineItem[] {
  const allow = entriesOf(entry.value).find(({ key }) => key === 'allow');
  return allow === undefined || shape === null ? [] : itemsBelow(allow, shapeBelow(shape, 'allow'));
}

function testsOf(entry: Entry): readonly OutlineItem[] {
  return itemsOf(entry.value).map((test) => {
    const name = valueAt(test, 'name');
    return { name: textOf(name) ?? 'test', kind: 'test', at: test, nameAt: name ?? test, items: [] };
  });
}
