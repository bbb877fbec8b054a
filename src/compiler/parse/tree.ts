/**
 * YAML values with the place where each was written. Aliases share the tree of their anchor, so a tree is a
 * directed graph without cycles, and a span points at where a value really stands.
 */
import type { Located } from './source-text.ts';

/** A mapping, a list or a scalar. */
export type Tree = MapTree | ListTree | ScalarTree;

/** A mapping; each key once. */
export interface MapTree extends Located {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A list. */
export interface ListTree extends Located {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

/** A scalar of the YAML 1.2 core schema. */
export interface ScalarTree extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it was written, without quotes: `3.20` for a number that is 3.2. */
  readonly text: string;
}

/** One key of a mapping with its value. The entry itself is located from its key to the end of its value. */
export interface Entry extends Located {
  readonly key: string;
  readonly keyAt: Located;
  readonly value: Tree;
}

/** The value under a key, or null when `tree` is no mapping or has no such key. */
export function valueAt(tree: Tree | null, key: string): Tree | null {
  return entryAt(tree, key)?.value ?? null;
}

/** The entry of a key, or null when `tree` is no mapping or has no such key. */
export function entryAt(tree: Tree | null, key: string): Entry | null {
  return tree?.kind === 'map' ? (tree.entries.get(key) ?? null) : null;
}

/** The entries of a mapping; none for anything else. */
export function entriesOf(tree: Tree | null): readonly Entry[] {
  return tree?.kind === 'map' ? [...tree.entries.values()] : [];
}

/** The items of a list; anything else but nothing is a list of one. */
export function itemsOf(tree: Tree | null): readonly Tree[] {
  if (tree === null) return [];
  return tree.kind === 'list' ? tree.items : [tree];
}

/** The text of a scalar that is text or a number, the latter as it was written. */
export function textOf(tree: Tree | null): string | null {
  if (tree?.kind !== 'scalar') return null;
  return typeof tree.value === 'string' || typeof tree.value === 'number' ? tree.text : null;
}

/** The value of a scalar that is a number. */
export function numberOf(tree: Tree | null): number | null {
  return tree?.kind === 'scalar' && typeof tree.value === 'number' ? tree.value : null;
}

/** The value of a scalar that is `true` or `false`. */
export function booleanOf(tree: Tree | null): boolean | null {
  return tree?.kind === 'scalar' && typeof tree.value === 'boolean' ? tree.value : null;
}
