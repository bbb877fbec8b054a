/**
 * A mapping of a source with the keys that its format has. Reading a field is the only way to its value, and a key that the
 * format does not have is a finding, so that nothing can be passed over.
 */
import type { LeftOutTopic } from '../../diagnostics/codes/import.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { type Suggester, suggesterOf } from '../../diagnostics/suggest.ts';
import type { Written } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import { spanOf } from '../parse/source-text.ts';
import { entriesOf, entryAt, numberOf, type Tree } from '../parse/tree.ts';
import type { Notes } from './notes.ts';

/** The fields of one thing. Values of the wrong kind are findings, and read as if they were not there. */
export interface ForeignRecord {
  readonly at: Span;
  readonly notes: Notes;
  /** What it is, as `zone`. */
  readonly of: string;
  /** Its name in messages. */
  readonly field: (key: string) => string;
  readonly text: (key: string) => Written<string> | null;
  readonly integer: (key: string, min: number, max: number) => Written<number> | null;
  readonly flag: (key: string) => Written<boolean> | null;
  readonly oneOf: <T extends string>(key: string, words: readonly T[]) => Written<T> | null;
  readonly list: (key: string) => readonly Tree[];
  readonly value: (key: string) => Tree | null;
  /** Reports the values under these keys as left out. */
  readonly leaveOut: (topic: LeftOutTopic, keys: readonly string[]) => void;
}

/** The mapping that everything stands in; its keys need no name before them. */
export const wholeFile = 'project file';

/** Opens a mapping; null when the value is none, which is a finding. */
export function openRecord(tree: Tree, of: string, keys: readonly string[], notes: Notes): ForeignRecord | null {
  if (tree.kind !== 'map') {
    reportInvalid(notes, of, tree, 'a mapping');
    return null;
  }
  for (const { key, keyAt } of entriesOf(tree)) {
    if (keys.includes(key)) continue;
    const suggestion = suggesterFor(keys, notes)(key);
    notes.report(diagnose('import/unknown-key', spanOf(keyAt), { key, of, suggestion }));
  }
  return recordOf(tree, of, notes);
}

/** Made once per import for the keys of a format, so that its answers and its bound on work are shared. */
function suggesterFor(keys: readonly string[], notes: Notes): Suggester {
  const own = suggesters.get(notes) ?? new Map<readonly string[], Suggester>();
  suggesters.set(notes, own);
  const known = own.get(keys) ?? suggesterOf(keys);
  own.set(keys, known);
  return known;
}

const suggesters = new WeakMap<Notes, Map<readonly string[], Suggester>>();

function recordOf(tree: Tree, of: string, notes: Notes): ForeignRecord {
  const field = (key: string): string => (of === wholeFile ? key : `${of}.${key}`);
  const value = (key: string): Tree | null => {
    const found = entryAt(tree, key)?.value ?? null;
    return found?.kind === 'scalar' && found.value === null ? null : found;
  };
  const read = <T>(key: string, expected: string, parse: (tree: Tree) => T | null): Written<T> | null => {
    const found = value(key);
    if (found === null) return null;
    const parsed = parse(found);
    if (parsed !== null) return { value: parsed, at: spanOf(found) };
    reportInvalid(notes, field(key), found, expected);
    return null;
  };
  return {
    at: spanOf(tree),
    notes,
    of,
    field,
    value,
    text: (key) => read(key, 'a text', scalarText),
    integer: (key, min, max) =>
      read(key, `a whole number from ${min} to ${max}`, (found) => integerOf(found, min, max)),
    flag: (key) => read(key, '`true` or `false`', flagOf),
    oneOf: (key, words) =>
      read(key, `one of ${words.join(', ')}`, (found) => {
        const text = scalarText(found)?.trim().toLowerCase();
        return words.find((word) => word === text) ?? null;
      }),
    list: (key) => read(key, 'a list', (found) => (found.kind === 'list' ? found.items : null))?.value ?? [],
    leaveOut: (topic, left) => {
      for (const key of left) {
        const found = value(key);
        if (found !== null && !isEmpty(found))
          notes.count('import/left-out', spanOf(found), { field: field(key), of, topic });
      }
    },
  };
}

/** Reports a value that cannot be read. */
export function reportInvalid(notes: Notes, field: string, found: Tree, expected: string): void {
  const value =
    scalarText(found) ?? (found.kind === 'scalar' ? 'nothing' : found.kind === 'map' ? 'a mapping' : 'a list');
  notes.report(diagnose('import/invalid-value', spanOf(found), { field, value, expected }));
}

/** Reports that a key is not there; a value that cannot be read has been reported already. */
export function reportMissing(record: ForeignRecord, key: string, expected: string): void {
  if (record.value(key) !== null) return;
  const args = { field: record.field(key), value: 'nothing', expected };
  record.notes.report(diagnose('import/invalid-value', record.at, args));
}

/** The id of a record; without one it is empty, which is reported. */
export function writtenId(record: ForeignRecord): Written<string> {
  const id = record.text('id');
  if (id === null) reportMissing(record, 'id', 'an id');
  return id ?? { value: '', at: record.at };
}

/** The text of any scalar that is something, with only whole characters. */
export function scalarText(tree: Tree): string | null {
  return tree.kind === 'scalar' && tree.value !== null ? tree.text.toWellFormed() : null;
}

function integerOf(tree: Tree, min: number, max: number): number | null {
  const text = scalarText(tree)?.trim() ?? '';
  const value = numberOf(tree) ?? (/^\d{1,15}$/.test(text) ? Number(text) : null);
  return value !== null && Number.isInteger(value) && value >= min && value <= max ? value : null;
}

/** Also the words that YAML 1.1 reads as truth values, as readers in Python do. */
function flagOf(tree: Tree): boolean | null {
  const text = scalarText(tree)?.trim().toLowerCase() ?? '';
  if (['true', 'yes', 'on', '1'].includes(text)) return true;
  return ['false', 'no', 'off', '0'].includes(text) ? false : null;
}

function isEmpty(tree: Tree): boolean {
  if (tree.kind === 'scalar') return tree.text.trim() === '';
  return tree.kind === 'list' ? tree.items.length === 0 : tree.entries.size === 0;
}
