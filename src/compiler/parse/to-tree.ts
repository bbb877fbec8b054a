/** YAML nodes to trees: aliases and merges resolved, keys made unique, work bounded by the expanded size. */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { resolvePlainScalar } from './core-scalar.ts';
import type { ParseLimits } from './parse-limits.ts';
import { type Located, type SourceText, spanOf } from './source-text.ts';
import type { Entry, ListTree, MapTree, ScalarTree, Tree } from './tree.ts';

/** An anchored value; null while it is being read. */
interface Anchored {
  readonly tree: Tree;
  /** Values in it, with aliases expanded. */
  readonly size: number;
  /** Levels of nesting below it. */
  readonly height: number;
}

/** The state of one conversion. */
interface Conversion {
  readonly source: SourceText;
  readonly limits: ParseLimits;
  readonly anchors: Map<string, Anchored | null>;
  readonly diagnostics: Diagnostic[];
  /** Values read so far, with aliases expanded. */
  size: number;
  deepest: number;
  /** Set when a bound is broken; nothing more is read then. */
  stopped: boolean;
}

/** Converts the contents of a document; null when there are none or they break a bound. */
export function treeOf(
  contents: Node | null,
  source: SourceText,
  limits: ParseLimits,
): { readonly tree: Tree | null; readonly diagnostics: readonly Diagnostic[] } {
  if (contents === null) return { tree: null, diagnostics: [] };
  const conversion: Conversion = {
    source,
    limits,
    anchors: new Map(),
    diagnostics: [],
    size: 0,
    deepest: 0,
    stopped: false,
  };
  const tree = convert(contents, conversion, 0, locate(contents, source));
  return { tree: conversion.stopped ? null : tree, diagnostics: conversion.diagnostics };
}

/** `fallback` is where an empty value is said to stand. */
function convert(node: unknown, conversion: Conversion, depth: number, fallback: Located): Tree {
  if (isAlias(node)) return resolveAlias(node.source, locate(node, conversion.source), conversion, depth);
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) {
    count(conversion, 1, depth, fallback);
    return nothingAt(fallback);
  }
  const { anchor } = node;
  if (anchor === undefined) return convertNode(node, conversion, depth, fallback);
  const before = conversion.size;
  const deepestBefore = conversion.deepest;
  conversion.anchors.set(anchor, null);
  conversion.deepest = depth;
  const tree = convertNode(node, conversion, depth, fallback);
  conversion.anchors.set(anchor, { tree, size: conversion.size - before, height: conversion.deepest - depth });
  conversion.deepest = Math.max(conversion.deepest, deepestBefore);
  return tree;
}

function convertNode(node: Node, conversion: Conversion, depth: number, fallback: Located): Tree {
  if (isScalar(node)) {
    count(conversion, 1, depth, fallback);
    return scalarTree(node, conversion.source, fallback);
  }
  const at = locate(node, conversion.source);
  count(conversion, 1, depth, at);
  if (conversion.stopped) return nothingAt(at);
  return isMap(node) ? mapTree(node, conversion, depth, at) : listTree(node, conversion, depth, at);
}

function scalarTree(node: Scalar, source: SourceText, fallback: Located): ScalarTree {
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
  const plain = node.type === 'PLAIN' && node.tag === undefined;
  const value = plain ? resolvePlainScalar(text) : text;
  const at = plain && text === '' ? fallback : locate(node, source);
  return { kind: 'scalar', ...at, value, text };
}

function listTree(node: Node, conversion: Conversion, depth: number, at: Located): ListTree {
  const items: Tree[] = [];
  let end = at.start;
  for (const item of isSeq(node) ? node.items : []) {
    if (conversion.stopped) break;
    // `[a: 1]` is a list of one mapping.
    const tree = isPairLike(item)
      ? pairAsMap(item, conversion, depth + 1, at)
      : convert(item, conversion, depth + 1, at);
    items.push(tree);
    end = writtenEnd(item, tree, conversion.source);
  }
  return { kind: 'list', ...at, end: isFlow(node) ? at.end : Math.max(end, at.start), items };
}

function pairAsMap(pair: Pair, conversion: Conversion, depth: number, fallback: Located): MapTree {
  const entries = new Map<string, Entry>();
  count(conversion, 1, depth, fallback);
  addEntry(entries, pair, conversion, depth, fallback);
  const [entry] = entries.values();
  return { kind: 'map', ...(entry === undefined ? fallback : outline(entry)), entries };
}

function mapTree(node: YAMLMap, conversion: Conversion, depth: number, at: Located): MapTree {
  const entries = new Map<string, Entry>();
  const merged = new Map<string, Entry>();
  let end = at.start;
  for (const pair of node.items) {
    if (conversion.stopped) break;
    const pairEnd = isMergeKey(pair.key)
      ? mergeInto(merged, pair, conversion, depth, at)
      : addEntry(entries, pair, conversion, depth, at);
    end = Math.max(end, pairEnd);
  }
  for (const [key, entry] of merged) if (!entries.has(key)) entries.set(key, entry);
  return { kind: 'map', ...at, end: isFlow(node) ? at.end : end, entries };
}

/** Adds one key with its value and says where the value ends. */
function addEntry(
  entries: Map<string, Entry>,
  pair: Pair,
  conversion: Conversion,
  depth: number,
  map: Located,
): number {
  const { source, diagnostics, limits } = conversion;
  const keyAt = locate(pair.key, source, map);
  const keyTree = convert(pair.key, conversion, depth + 1, keyAt);
  const value = convert(pair.value, conversion, depth + 1, keyAt);
  const end = Math.max(keyAt.end, writtenEnd(pair.value, value, source));
  if (conversion.stopped) return end;
  if (keyTree.kind !== 'scalar' || keyTree.text === '') {
    const found = keyTree.kind === 'scalar' ? 'empty' : keyTree.kind === 'map' ? 'a mapping' : 'a list';
    diagnostics.push(diagnose('yaml/key', spanOf(keyAt), { found }));
    return end;
  }
  const key = keyTree.text;
  const first = entries.get(key);
  if (first === undefined) {
    entries.set(key, { ...keyAt, end, key, keyAt, value });
    return end;
  }
  const related = [{ at: spanOf(first.keyAt), what: 'first written here' }];
  diagnostics.push(diagnose('yaml/duplicate-key', spanOf(keyAt), { key }, related));
  if (diagnostics.length > limits.findings) stop(conversion, 'faults in one file', limits.findings, keyAt);
  return end;
}

/** Adds the keys of merged mappings, of which earlier ones win over later ones, and says where the value ends. */
function mergeInto(
  entries: Map<string, Entry>,
  pair: Pair,
  conversion: Conversion,
  depth: number,
  map: Located,
): number {
  const { source, diagnostics } = conversion;
  const at = locate(pair.value, source, locate(pair.key, source, map));
  const tree = convert(pair.value, conversion, depth + 1, at);
  for (const merged of tree.kind === 'list' ? tree.items : [tree]) {
    if (conversion.stopped) break;
    if (merged.kind === 'map') {
      for (const entry of merged.entries.values()) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    } else {
      const found = merged.kind === 'list' ? 'a list' : 'a single value';
      diagnostics.push(diagnose('yaml/merge', spanOf(at), { found }));
    }
  }
  return Math.max(at.end, writtenEnd(pair.value, tree, source));
}

function resolveAlias(name: string, at: Located, conversion: Conversion, depth: number): Tree {
  const anchored = conversion.anchors.get(name);
  if (anchored === undefined || anchored === null) {
    const code = anchored === null ? 'yaml/alias-cycle' : 'yaml/unknown-alias';
    conversion.diagnostics.push(diagnose(code, spanOf(at), { alias: name }));
    count(conversion, 1, depth, at);
    return nothingAt(at);
  }
  count(conversion, anchored.size, depth + anchored.height, at);
  return anchored.tree;
}

function count(conversion: Conversion, size: number, depth: number, at: Located): void {
  const { limits } = conversion;
  conversion.size += size;
  conversion.deepest = Math.max(conversion.deepest, depth);
  if (conversion.size > limits.nodes) {
    stop(conversion, 'values in one file after aliases are expanded', limits.nodes, at);
  } else if (depth > limits.depth) {
    stop(conversion, 'levels of nesting', limits.depth, at);
  }
}

function stop(conversion: Conversion, what: string, limit: number, at: Located): void {
  if (conversion.stopped) return;
  conversion.stopped = true;
  conversion.diagnostics.push(diagnose('limit/exceeded', spanOf(at), { what, limit }));
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item;
}

function nothingAt(at: Located): ScalarTree {
  return { kind: 'scalar', ...outline(at), value: null, text: '' };
}

function outline({ source, start, end }: Located): Located {
  return { source, start, end };
}

function locate(node: unknown, source: SourceText, fallback: Located = { source, start: 0, end: 0 }): Located {
  const range = rangeOf(node);
  if (range === null) return outline(fallback);
  const start = Math.min(range[0], source.text.length);
  return { source, start, end: trimEnd(source, start, range[1]) };
}

/** Where a value ends as it stands here; an alias ends here, whatever it repeats. */
function writtenEnd(node: unknown, tree: Tree, source: SourceText): number {
  return isAlias(node) ? locate(node, source).end : tree.end;
}

function isFlow(node: Node): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

function rangeOf(node: unknown): readonly [number, number, number] | null {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? (node.range ?? null) : null;
}

/** Block values end behind their last line break, but what was written ends before it. */
function trimEnd({ text }: SourceText, start: number, end: number): number {
  let last = Math.min(end, text.length);
  while (last > start && /\s/.test(text[last - 1] ?? '')) last--;
  return last;
}
