/** The plant's YAML files while they are changed: text with the tree that was read from it, and edits by offset. */
import { defaultParseLimits, type ParseLimits } from '../parse/parse-limits.ts';
import { readYaml } from '../parse/read-yaml.ts';
import type { SourceFile } from '../parse/source-file.ts';
import { type SourceText, sourceTextOf } from '../parse/source-text.ts';
import { treeOf } from '../parse/to-tree.ts';
import { type Entry, entriesOf, entryAt, type Tree } from '../parse/tree.ts';

/** One file that can be changed. */
export interface PatchFile {
  readonly path: string;
  readonly source: SourceText;
  readonly roots: readonly Tree[];
  /** Values that stand in more than one place, through an anchor or a merge key. */
  readonly shared: ReadonlySet<Tree>;
}

/** Replaces `[start, end)` of a file's text. */
export interface TextEdit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A place in a file where something is to be changed. */
export interface Place<T> {
  readonly file: PatchFile;
  readonly value: T;
}

/** Reads files in order of their paths, as the parser does. */
export function openPatchFiles(files: readonly SourceFile[], limits: ParseLimits = defaultParseLimits): PatchFile[] {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return ordered.map(({ path, text }) => {
    const source = sourceTextOf(path, text);
    const trees = readYaml(source, limits).documents.map(({ contents }) => treeOf(contents, source, limits).tree);
    const roots = trees.filter((tree) => tree !== null);
    return { path, source, roots, shared: sharedValues(roots) };
  });
}

/** The first entry of an id in a section, which is the one that counts. */
export function findEntry(files: readonly PatchFile[], section: string, id: string): Place<Entry> | null {
  for (const file of files) {
    for (const root of file.roots) {
      const value = entryAt(entryAt(root, section)?.value ?? null, id);
      if (value !== null) return { file, value };
    }
  }
  return null;
}

/** Every id of a section. */
export function idsOf(files: readonly PatchFile[], section: string): ReadonlySet<string> {
  const entries = files.flatMap((file) =>
    file.roots.flatMap((root) => entriesOf(entryAt(root, section)?.value ?? null)),
  );
  return new Set(entries.map((entry) => entry.key));
}

/** Applies edits that do not overlap; a byte order mark stays in front. */
export function applyEdits(files: readonly SourceFile[], edits: readonly TextEdit[]): readonly SourceFile[] {
  const byPath = Map.groupBy(edits, (edit) => edit.path);
  return files.map((file) => {
    const own = byPath.get(file.path);
    return own === undefined ? file : { ...file, text: applyTo(file.text, own) };
  });
}

function applyTo(text: string, edits: readonly TextEdit[]): string {
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const lineEnd = /\r\n/.test(text) ? '\r\n' : '\n';
  let result = text;
  for (const { start, end, text: written } of [...edits].sort((a, b) => b.start - a.start)) {
    result = `${result.slice(0, start + mark)}${written.replaceAll('\n', lineEnd)}${result.slice(end + mark)}`;
  }
  return result;
}

/** Trees are shared by aliases, so a value that two parents hold is written once and means two things. */
function sharedValues(roots: readonly Tree[]): ReadonlySet<Tree> {
  const seen = new Set<Tree>();
  const shared = new Set<Tree>();
  const stack: Tree[] = [...roots];
  for (let tree = stack.pop(); tree !== undefined; tree = stack.pop()) {
    if (seen.has(tree)) {
      shared.add(tree);
      continue;
    }
    seen.add(tree);
    if (tree.kind === 'list') stack.push(...tree.items);
    else if (tree.kind === 'map') for (const entry of tree.entries.values()) stack.push(entry.value);
  }
  return shared;
}
