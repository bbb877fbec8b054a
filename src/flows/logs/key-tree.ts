/** Says which values of a JSON line matter, by the keys that lead to them. */

/**
 * `decides`: the value is part of what the line says. A number: the value differs from line to line and is only
 * located, under this number. What is not named is checked for its syntax and skipped. An array is gone through: its
 * elements stand in the same place of the tree.
 */
export interface KeyTree {
  readonly [key: string]: 'decides' | number | KeyTree;
}

/** One key at one place of a tree. */
export interface KeyEntry {
  readonly name: Uint8Array;
  /** Number among the keys of its object. */
  readonly index: number;
  readonly located: number | null;
  readonly below: KeyNode | null;
}

/** The keys at one place. */
export interface KeyNode {
  /** By hash: a power of two of places, most of them empty. */
  readonly entries: readonly (KeyEntry | null)[];
  /** The keys of objects as they came. */
  readonly expected: ExpectedKey;
}

/** A key, and those that came behind it: programs write the keys of an object in the same order. */
export interface ExpectedKey {
  /** The key with its quotes and colon. */
  readonly token: Uint8Array;
  /** The same in words of four bytes, as far as it fills them. */
  readonly words: Int32Array;
  readonly entry: KeyEntry | null;
  /** The first of those that came behind it. */
  next: ExpectedKey | null;
  /** Another key that came in this place. */
  sibling: ExpectedKey | null;
}

/** Keys of one object are told apart by the bits of a number. */
const mostKeys = 31;

/** Prepares a tree for looking up keys. */
export function prepareKeys(tree: KeyTree): KeyNode {
  const keys = Object.keys(tree);
  if (keys.length > mostKeys) throw new Error('too many keys in one object');
  let size = 4;
  while (size < keys.length * 4) size *= 2;
  const entries: (KeyEntry | null)[] = new Array<null>(size).fill(null);
  keys.forEach((key, index) => {
    const value = tree[key];
    const name = new TextEncoder().encode(key);
    let at = hashKey(name, 0, name.length) & (size - 1);
    while (entries[at] !== null) at = (at + 1) & (size - 1);
    entries[at] = {
      name,
      index,
      located: typeof value === 'number' ? value : null,
      below: typeof value === 'object' ? prepareKeys(value) : null,
    };
  });
  return { entries, expected: expectKey(new Uint8Array(0), null) };
}

/** The entry of the key in `bytes[start, end)`; `hash` is its {@link hashKey}. */
export function findKey(node: KeyNode, bytes: Uint8Array, start: number, end: number, hash: number): KeyEntry | null {
  const { entries } = node;
  const mask = entries.length - 1;
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const entry = entries[at] ?? null;
    if (entry === null || isName(entry.name, bytes, start, end)) return entry;
  }
}

/** A key that nothing came behind yet. */
export function expectKey(token: Uint8Array, entry: KeyEntry | null): ExpectedKey {
  const view = new DataView(token.buffer, token.byteOffset, token.byteLength);
  const words = Int32Array.from({ length: token.length >> 2 }, (_, index) => view.getInt32(index * 4));
  return { token, words, entry, next: null, sibling: null };
}

/** Hash of a key. */
function hashKey(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = nextHash(hash, bytes[at] ?? 0);
  return hash;
}

/** Continues {@link hashKey}, which begins with 0, by one byte. */
export function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[start + at]) return false;
  return true;
}
