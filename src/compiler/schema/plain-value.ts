/** Trees as plain values, for the schema validator. */
import type { Tree } from '../parse/tree.ts';

/**
 * The plain value of a tree. Trees that aliases share become values that are shared, so the work does not grow with
 * what they stand for. Mappings have no prototype, so that no key means anything to the language.
 */
export function plainValueOf(tree: Tree, seen: Map<Tree, unknown> = new Map()): unknown {
  if (tree.kind === 'scalar') return tree.value;
  const known = seen.get(tree);
  if (known !== undefined) return known;
  const value =
    tree.kind === 'list' ? tree.items.map((item) => plainValueOf(item, seen)) : plainMap(tree.entries, seen);
  seen.set(tree, value);
  return value;
}

function plainMap(entries: ReadonlyMap<string, { readonly value: Tree }>, seen: Map<Tree, unknown>): unknown {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of entries) result[key] = plainValueOf(value, seen);
  return result;
}
