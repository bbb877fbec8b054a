/** The way from the root of a document to what stands at an offset. */
import type { Located } from '../compiler/parse/source-text.ts';
import type { Entry, MapTree, ScalarTree, Tree } from '../compiler/parse/tree.ts';

/** What stands at an offset, and how it is reached. */
export interface Trail {
  /** Keys from the root to the value, or to the key itself; list items add nothing. */
  readonly path: readonly string[];
  /** Mappings on the way, the outermost first, one for each key of the path. */
  readonly maps: readonly MapTree[];
  readonly found:
    | { readonly on: 'key'; readonly entry: Entry }
    | { readonly on: 'value'; readonly tree: ScalarTree }
    /** Between things, or on a bracket. */
    | { readonly on: 'nothing' };
}

/** Null when the offset is in none of the documents. What an alias repeats is found where it is written. */
export function trailAt(roots: readonly Tree[], offset: number): Trail | null {
  const root = roots.find((each) => holds(each, offset));
  if (root === undefined) return null;
  const path: string[] = [];
  const maps: MapTree[] = [];
  const at = (found: Trail['found']): Trail => ({ path, maps, found });
  let tree: Tree = root;
  for (;;) {
    if (tree.kind === 'scalar') return at({ on: 'value', tree });
    const next: Tree | Entry | undefined =
      tree.kind === 'list'
        ? tree.items.find((item) => holds(item, offset))
        : firstHolding(tree.entries.values(), offset);
    if (next === undefined) return at({ on: 'nothing' });
    if ('kind' in next) {
      tree = next;
      continue;
    }
    path.push(next.key);
    if (tree.kind === 'map') maps.push(tree);
    if (holds(next.keyAt, offset)) return at({ on: 'key', entry: next });
    if (!holds(next.value, offset)) return at({ on: 'nothing' });
    tree = next.value;
  }
}

function firstHolding(entries: Iterable<Entry>, offset: number): Entry | undefined {
  for (const entry of entries) if (holds(entry, offset)) return entry;
  return undefined;
}

/** Both ends count: a cursor behind a word is still at it. */
function holds({ start, end }: Located, offset: number): boolean {
  return start <= offset && offset <= end;
}
