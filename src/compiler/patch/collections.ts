/** Edits that add to a mapping or a list where it stands, in the style in which it is written. */
import type { Entry, ListTree, MapTree, Tree } from '../parse/tree.ts';
import type { PatchFile, TextEdit } from './patch-files.ts';
import { blockEntry, flowEntry, flowText, type PlainValue, type YamlStyle } from './plain-yaml.ts';

/** Whether a value is written with braces or brackets. */
export function isFlow(tree: Tree): boolean {
  return tree.kind !== 'scalar' && /[[{]/.test(tree.source.text[tree.start] ?? '');
}

/** Adds an entry behind the last one of a mapping that is written at this place; null where that cannot be done. */
export function addToMap(file: PatchFile, map: MapTree, key: string, value: PlainValue): TextEdit | null {
  if (isFlow(map)) {
    const { spaced } = styleOf(file, map);
    return addToFlow(file, map, ownEntries(map), flowEntry(key, value, spaced));
  }
  const last = ownEntries(map).at(-1);
  if (last === undefined) return null;
  const style = styleOf(file, map);
  const gap = hasGap(file, map) ? '\n' : '';
  return addLines(file, map.end, `${gap}${blockEntry(key, value, style)}`);
}

/** Adds an item behind the last one of a list, or makes a list of the one value that stands there. */
export function addToList(file: PatchFile, tree: Tree, items: readonly PlainValue[]): TextEdit | null {
  const { text } = file.source;
  const written = items.map((item) => flowText(item, spacedIn(text.slice(tree.start, tree.end))));
  if (tree.kind === 'list' && isFlow(tree)) return addToFlow(file, tree, tree.items, written.join(', '));
  if (tree.kind === 'list') return addToBlockList(file, tree, written);
  if (tree.kind === 'map' && !isFlow(tree)) return null;
  const present = text.slice(tree.start, tree.end);
  if (present === '' || /^[|>]/.test(present)) return null;
  return { path: file.path, start: tree.start, end: tree.end, text: `[${[present, ...written].join(', ')}]` };
}

/** Adds lines behind the line that an offset lies in. */
function addLines(file: PatchFile, offset: number, lines: string): TextEdit {
  const { text } = file.source;
  const found = text.slice(offset).search(/\r\n|\n|\r/);
  const start = found < 0 ? text.length : offset + found;
  return { path: file.path, start, end: start, text: `\n${lines}` };
}

/** How the entries of a block mapping are written; `depth` 1 are their fields. */
function styleOf(file: PatchFile, map: MapTree): YamlStyle {
  const { text } = file.source;
  const entries = ownEntries(map);
  const first = entries[0];
  const indent = first === undefined ? 0 : columnOf(text, first.keyAt.start);
  const nested = entries
    .map((entry) => entry.value)
    .filter((value) => value.kind === 'map' && !isFlow(value) && isWithin(value, map));
  const child = nested.flatMap((value) => (value.kind === 'map' ? ownEntries(value).slice(0, 1) : []))[0];
  const step = child === undefined ? 2 : Math.max(1, columnOf(text, child.keyAt.start) - indent);
  const lastMap = entries.findLast((entry) => entry.value.kind === 'map' && isWithin(entry.value, map))?.value;
  const inner = nested.flatMap((value) => (value.kind === 'map' ? ownEntries(value) : []));
  return {
    indent,
    step,
    spaced: spacedIn(text.slice(map.start, map.end)),
    inOneLine: lastMap !== undefined && isFlow(lastMap),
    innerInOneLine: inner.some((entry) => entry.value.kind === 'map' && isFlow(entry.value)),
  };
}

/** The entries that stand in the mapping itself, and not in one that is merged into it, in order. */
function ownEntries(map: MapTree): readonly Entry[] {
  return [...map.entries.values()]
    .filter((entry) => entry.keyAt.start >= map.start && entry.keyAt.end <= map.end)
    .sort((a, b) => a.keyAt.start - b.keyAt.start);
}

/** Column of an offset, from 0. */
function columnOf(text: string, offset: number): number {
  return offset - (Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1);
}

function isWithin(inner: Tree, outer: Tree): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** `{ a: 1 }` or `{a: 1}`, as the first braces of a text are written; spaced where there are none. */
function spacedIn(text: string): boolean {
  const brace = text.indexOf('{');
  return brace < 0 || /\s/.test(text[brace + 1] ?? ' ');
}

/** Whether the last two entries of a block have an empty line between them. */
function hasGap(file: PatchFile, map: MapTree): boolean {
  const entries = ownEntries(map);
  const last = entries.at(-1);
  const before = entries.at(-2);
  if (last === undefined || before === undefined) return false;
  return /\n[ \t]*\r?\n/.test(file.source.text.slice(before.end, last.keyAt.start));
}

/** Behind the last item and the comma that may follow it; a comment in between would swallow what is added. */
function addToFlow(
  file: PatchFile,
  tree: MapTree | ListTree,
  parts: readonly { readonly start: number; readonly end: number }[],
  written: string,
): TextEdit | null {
  const { text } = file.source;
  const close = tree.end - 1;
  const inside = parts.filter((part) => part.start >= tree.start && part.end <= close).map((part) => part.end);
  let from = Math.max(tree.start + 1, ...inside);
  if (!/^[\s,]*$/.test(text.slice(from, close))) {
    if (text.slice(from, close).includes('#')) return null;
    // The last part is an alias, which stands elsewhere.
    from = close - (/[\s,]*$/.exec(text.slice(from, close))?.[0].length ?? 0);
  }
  const tail = text.slice(from, close);
  const comma = tail.indexOf(',');
  const first = text.slice(tree.start + 1, close).trim() === '';
  const lead = /^\s*\n([ \t]*)/.exec(text.slice(tree.start + 1, close))?.[1];
  const gap = lead === undefined ? ' ' : `\n${lead}`;
  if (comma >= 0) {
    const at = from + comma + 1;
    return { path: file.path, start: at, end: at, text: `${gap}${written}${lead === undefined ? '' : ','}` };
  }
  if (first) return { path: file.path, start: tree.start + 1, end: close, text: written };
  return { path: file.path, start: from, end: from, text: `,${gap}${written}` };
}

function addToBlockList(file: PatchFile, list: ListTree, written: readonly string[]): TextEdit | null {
  const { text } = file.source;
  if (text[list.start] !== '-') return null;
  const margin = ' '.repeat(columnOf(text, list.start));
  return addLines(file, list.end, written.map((item) => `${margin}- ${item}`).join('\n'));
}
