/** Edits one field of a written grant. What is shared through an anchor or a merge key would open more, so it is refused. */
import type { GrantEdit } from '../../model/change.ts';
import type { PlanObject } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { parseRange } from '../parse/read-range.ts';
import { type Entry, entryAt, itemsOf, type Tree, textOf } from '../parse/tree.ts';
import { addToList, addToMap } from './collections.ts';
import type { PatchFile, Place, TextEdit } from './patch-files.ts';
import { flowText, type PlainMap } from './plain-yaml.ts';

/** The edits, or why there are none. */
export type EditResult =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** `way` are the values that lead from the file's root to the grant. */
export function editGrant(grant: Place<Entry>, way: readonly Tree[], edit: GrantEdit): EditResult {
  const { file, value: entry } = grant;
  const field = entryAt(entry.value, edit.field);
  const passed = [...way, entry.value, ...(field === null ? [] : [field.value])];
  if (passed.some((tree) => file.shared.has(tree)))
    return refused(
      `the text of its \`${edit.field}\` is shared through an anchor, so that editing it would change others too`,
    );
  if (field === null) return addField(file, entry, edit);
  switch (edit.field) {
    case 'from':
    case 'to':
    case 'ports':
    case 'operations':
      return fromEdit(addToList(file, field.value, edit.add));
    case 'objects':
      return editObjects(file, field.value, edit.add);
    case 'starts':
    case 'expires':
      return fromEdit(replaceScalar(file, field.value, edit.day));
  }
}

/** A grant without `ports` has those of its protocol, so that writing some would close these. */
function addField(file: PatchFile, { value }: Entry, edit: GrantEdit): EditResult {
  if (edit.field !== 'ports' || value.kind !== 'map') return refused(`it has no \`${edit.field}\` to edit`);
  return fromEdit(addToMap(file, value, 'ports', edit.add));
}

function editObjects(file: PatchFile, tree: Tree, added: readonly PlanObject[]): EditResult {
  const edits: TextEdit[] = [];
  const rest: PlanObject[] = [];
  for (const object of added) {
    const widened = edits.length > 0 ? null : widen(file, tree, object);
    if (widened === null) rest.push(object);
    else edits.push(widened);
  }
  if (rest.length > 0) {
    const edit = addToList(file, tree, rest.map(plainObject));
    if (edit === null) return refused('its `objects` are written in a way that cannot be added to');
    edits.push(edit);
  }
  return { kind: 'edits', edits };
}

/** The range of a limit that touches the wanted one and agrees with it otherwise grows; nothing else is opened by that. */
function widen(file: PatchFile, tree: Tree, { unit, table, range }: PlanObject): TextEdit | null {
  if (range === null) return null;
  for (const item of itemsOf(tree)) {
    if (file.shared.has(item)) continue;
    const written = entryAt(item, 'range')?.value;
    const present = rangeAt(item, 'range');
    if (written === undefined || file.shared.has(written) || present === null) continue;
    if (!isSameRange(rangeAt(item, 'unit'), unit) || (textOf(entryAt(item, 'table')?.value ?? null) ?? null) !== table)
      continue;
    if (range.from > present.to + 1 || range.to < present.from - 1) continue;
    const wide = { from: Math.min(range.from, present.from), to: Math.max(range.to, present.to) };
    return replaceScalar(file, written, rangeText(wide));
  }
  return null;
}

function rangeAt(tree: Tree, key: string): IntegerRange | null {
  const text = textOf(entryAt(tree, key)?.value ?? null);
  return text === null ? null : parseRange(text);
}

function isSameRange(a: IntegerRange | null, b: IntegerRange | null): boolean {
  return a?.from === b?.from && a?.to === b?.to;
}

/** An object limit as it is written. */
export function plainObject({ unit, table, range }: PlanObject): PlainMap {
  return {
    ...(unit === null ? {} : { unit: rangeText(unit) }),
    ...(table === null ? {} : { table }),
    ...(range === null ? {} : { range: rangeText(range) }),
  };
}

function rangeText({ from, to }: IntegerRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** Keeps the quotes that stand there. */
function replaceScalar(file: PatchFile, tree: Tree, text: string): TextEdit | null {
  if (tree.kind !== 'scalar' || tree.end <= tree.start) return null;
  const quote = /^["']/.exec(file.source.text[tree.start] ?? '')?.[0] ?? null;
  const written = quote === null ? flowText(text, true) : `${quote}${text}${quote}`;
  return { path: file.path, start: tree.start, end: tree.end, text: written };
}

function fromEdit(edit: TextEdit | null): EditResult {
  return edit === null ? refused('it is written in a way that cannot be added to') : { kind: 'edits', edits: [edit] };
}

function refused(reason: string): EditResult {
  return { kind: 'refused', reason };
}
