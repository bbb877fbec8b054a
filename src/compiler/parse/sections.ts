/** The documents of all files merged: one entry per id, whatever file it stands in. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { nounOfSection, type Section } from '../schema/describe-place.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, entryAt, type Tree } from './tree.ts';

/** Everything that the files of a plant declare. */
export interface Sections {
  /** By top-level key, then by id; the first in order of file and position wins. */
  readonly entries: Readonly<Record<Section, ReadonlyMap<string, Entry>>>;
  readonly plant: Entry | null;
  readonly timezone: Entry | null;
  readonly description: Entry | null;
  readonly rulePacks: Entry | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Merges documents, which must be in order of file and position. */
export function mergeSections(roots: readonly Tree[]): Sections {
  const diagnostics: Diagnostic[] = [];
  const merge = (section: Section): ReadonlyMap<string, Entry> => mergeSection(roots, section, diagnostics);
  return {
    entries: {
      owners: merge('owners'),
      scopes: merge('scopes'),
      zones: merge('zones'),
      templates: merge('templates'),
      assets: merge('assets'),
      windows: merge('windows'),
      conduits: merge('conduits'),
      boundaries: merge('boundaries'),
      invariants: merge('invariants'),
      rules: merge('rules'),
    },
    plant: mergeSingle(roots, 'plant', diagnostics),
    timezone: mergeSingle(roots, 'timezone', diagnostics),
    description: mergeSingle(roots, 'description', diagnostics),
    rulePacks: mergeSingle(roots, 'rule-packs', diagnostics),
    diagnostics,
  };
}

function mergeSection(roots: readonly Tree[], section: Section, diagnostics: Diagnostic[]): ReadonlyMap<string, Entry> {
  const merged = new Map<string, Entry>();
  for (const root of roots) {
    for (const entry of entriesOf(entryAt(root, section)?.value ?? null)) {
      const first = merged.get(entry.key);
      if (first === undefined) merged.set(entry.key, entry);
      else diagnostics.push(duplicate(nounOfSection[section], entry, first));
    }
  }
  return merged;
}

function mergeSingle(
  roots: readonly Tree[],
  key: 'plant' | 'timezone' | 'description' | 'rule-packs',
  diagnostics: Diagnostic[],
): Entry | null {
  let first: Entry | null = null;
  for (const root of roots) {
    const entry = entryAt(root, key);
    if (entry === null) continue;
    if (first === null) first = entry;
    else diagnostics.push(duplicate('key', entry, first));
  }
  return first;
}

function duplicate(kind: string, entry: Entry, first: Entry): Diagnostic {
  const related = [{ at: spanOf(first.keyAt), what: 'first declared here' }];
  return diagnose('id/duplicate', spanOf(entry.keyAt), { kind, id: entry.key }, related);
}
