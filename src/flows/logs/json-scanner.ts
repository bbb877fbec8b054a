/**
 * Reads one line of JSON in one pass over its bytes, without making objects: checks its syntax and gathers the values
 * that decide what it says, so that a line whose deciding values were seen before need not be parsed.
 */
import {
  closeBrace,
  closeBracket,
  colonEnd,
  comma,
  lastSpace,
  openBrace,
  openBracket,
  quote,
  spaceEnd,
  valueEnd,
} from './json-syntax.ts';
import {
  type ExpectedKey,
  expectKey,
  findKey,
  type KeyEntry,
  type KeyNode,
  type KeyTree,
  nextHash,
  prepareKeys,
} from './key-tree.ts';

export interface JsonScanner {
  /**
   * True when the line is a JSON object and its deciding values were gathered. False when it is none, or when only a
   * parser can tell: keys with escapes or twice in one object, deep nesting, too many deciding bytes.
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean;
  /** The deciding values of the scanned line with their keys; equal lists of bytes say the same. */
  readonly gathered: DataView;
  /** How many of these bytes count. */
  length(): number;
  /** Adds a byte that decides as well. */
  add(byte: number): void;
  hash(): number;
  /** Start and end of each located value in the line; -1 where it has none. */
  readonly located: Int32Array;
}

const mostGathered = 4096;
/** Keys that are learned before all are forgotten. */
const mostExpected = 1000;
/** Keys that are expected in one place. */
const mostSiblings = 16;
/** Longer keys are not expected. */
const longestExpected = 64;

/** A gathered key is this plus its number: a byte that continues no JSON value. */
const keyMark = 0x80;
/** Marks that no key has. */
const endMark = 1;
const elementMark = 2;

const noBytes = new Uint8Array(0);

/** A scanner for the lines of one log; `locatedCount` is one more than the largest number in the tree. */
export function createJsonScanner(tree: KeyTree, locatedCount: number): JsonScanner {
  const root = prepareKeys(tree);
  const gathered = new Uint8Array(mostGathered);
  const gatheredView = new DataView(gathered.buffer);
  const located = new Int32Array(locatedCount * 2);
  let length = 0;
  let hash = 0;
  let bytes: Uint8Array = gathered;
  /** The same bytes, to take four of them at once. */
  let view: DataView = gatheredView;
  let end = 0;
  /** Arrays around the value that is read. */
  let arrays = 0;
  /** Where the value of the key that was read last begins. */
  let valueStart = 0;
  let expectedKeys = 0;
  /** Where the object or array that was read last ends; -1 when it is no JSON. */
  let behind = -1;

  function put(byte: number): boolean {
    if (length >= mostGathered) return false;
    gathered[length++] = byte;
    hash = mix(hash, byte);
    return true;
  }

  /** Gathers a value as it is written; answers where it ends, or -1. */
  function gather(start: number): number {
    const valueBehind = valueEnd(bytes, start, end, 0);
    if (valueBehind < 0 || length + valueBehind - start > mostGathered) return -1;
    let sum = hash;
    let at = start;
    for (; at + 4 <= valueBehind; at += 4) {
      const word = view.getInt32(at);
      gatheredView.setInt32(length, word);
      length += 4;
      sum = mix(sum, word);
    }
    for (; at < valueBehind; at++) {
      const byte = bytes[at] ?? 0;
      gathered[length++] = byte;
      sum = mix(sum, byte);
    }
    hash = sum;
    return valueBehind;
  }

  /**
   * Reads a key that begins at `start`, behind the key `before`; null when it is none, or has escapes. Then `valueStart`
   * is where its value begins.
   */
  function readKey(node: KeyNode, before: ExpectedKey, start: number): ExpectedKey | null {
    let tried = 0;
    for (let key = before.next; key !== null; key = key.sibling) {
      if (isExpected(key, start)) return key;
      tried++;
    }
    const found = findNext(node, start);
    if (found !== null && found.token.length > 0 && tried < mostSiblings) {
      expectedKeys++;
      found.sibling = before.next;
      before.next = found;
    }
    return found;
  }

  function isExpected({ token, words }: ExpectedKey, start: number): boolean {
    const behindToken = start + token.length;
    if (behindToken > end) return false;
    let at = start;
    for (let word = 0; word < words.length; word++) {
      if (view.getInt32(at) !== words[word]) return false;
      at += 4;
    }
    for (let rest = words.length << 2; rest < token.length; rest++)
      if (bytes[start + rest] !== token[rest]) return false;
    valueStart = (bytes[behindToken] ?? 0) > lastSpace ? behindToken : spaceEnd(bytes, behindToken, end);
    return true;
  }

  function findNext(node: KeyNode, start: number): ExpectedKey | null {
    if (start >= end || bytes[start] !== quote) return null;
    let sum = 0;
    let at = start + 1;
    for (; at < end && bytes[at] !== quote; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < 0x20 || byte === 0x5c) return null;
      sum = nextHash(sum, byte);
    }
    valueStart = at < end ? colonEnd(bytes, at + 1, end) : -1;
    if (valueStart < 0) return null;
    const isPlain = bytes[at + 1] === 0x3a && at - start < longestExpected;
    const token = isPlain ? new Uint8Array(bytes.subarray(start, at + 2)) : noBytes;
    return expectKey(token, findKey(node, bytes, start + 1, at, sum));
  }

  /** Reads the value of a key of the tree; answers where it ends, or -1. */
  function readEntry({ index, located: number, below }: KeyEntry, start: number): number {
    if (number !== null) {
      // Of several in an array it is not clear which is meant.
      const valueBehind = arrays > 0 ? -1 : valueEnd(bytes, start, end, 0);
      located[number * 2] = start;
      located[number * 2 + 1] = valueBehind;
      return valueBehind;
    }
    if (!put(keyMark + index)) return -1;
    const first = start < end ? bytes[start] : 0;
    if (below !== null && first === openBrace) return readObject(below, start + 1);
    if (below !== null && first === openBracket) return readArray(below, start + 1);
    return gather(start);
  }

  /** Reads an object behind its opening brace; answers where it ends, or -1. */
  function readObject(node: KeyNode, start: number): number {
    let at = spaceEnd(bytes, start, end);
    let seen = 0;
    let key: ExpectedKey | null = node.expected;
    if (at < end && bytes[at] === closeBrace) return put(endMark) ? at + 1 : -1;
    for (;;) {
      key = readKey(node, key, at);
      if (key === null) return -1;
      const { entry } = key;
      const bit = entry === null ? 0 : 1 << entry.index;
      // Of a key that comes twice the last counts, which only a parser sorts out.
      if ((seen & bit) !== 0) return -1;
      seen |= bit;
      at = nextItem(entry === null ? valueEnd(bytes, valueStart, end, 0) : readEntry(entry, valueStart), closeBrace);
      if (at < 0) return behind;
    }
  }

  /** Reads an array behind its bracket: its elements are objects of the tree, or decide as they are. */
  function readArray(node: KeyNode, start: number): number {
    let at = spaceEnd(bytes, start, end);
    if (at < end && bytes[at] === closeBracket) return put(endMark) ? at + 1 : -1;
    for (;;) {
      if (!put(elementMark)) return -1;
      arrays++;
      at = at < end && bytes[at] === openBrace ? readObject(node, at + 1) : gather(at);
      arrays--;
      at = nextItem(at, closeBracket);
      if (at < 0) return behind;
    }
  }

  /** Behind an item that ends at `start`: where the next one begins; -1 when there is none, see `behind`. */
  function nextItem(start: number, close: number): number {
    behind = -1;
    if (start < 0) return -1;
    if (start + 1 < end && bytes[start] === comma && (bytes[start + 1] ?? 0) > lastSpace) return start + 1;
    const at = spaceEnd(bytes, start, end);
    const next = at < end ? bytes[at] : 0;
    if (next === comma) return spaceEnd(bytes, at + 1, end);
    if (next === close && put(endMark)) behind = at + 1;
    return -1;
  }

  return {
    gathered: gatheredView,
    located,
    length: () => length,
    add: (byte) => void put(byte),
    hash: () => hash ^ (hash >>> 15),
    scan(line, start, lineEnd) {
      if (line !== bytes) {
        bytes = line;
        view = new DataView(line.buffer, line.byteOffset, line.byteLength);
      }
      end = lineEnd;
      length = 0;
      hash = 0x811c9dc5;
      arrays = 0;
      located.fill(-1);
      if (expectedKeys > mostExpected) {
        forgetOrders(root);
        expectedKeys = 0;
      }
      const at = spaceEnd(bytes, start, end);
      if (at >= end || bytes[at] !== openBrace) return false;
      const objectBehind = readObject(root, at + 1);
      return objectBehind >= 0 && spaceEnd(bytes, objectBehind, end) === end;
    },
  };
}

/** Takes a word or byte into a hash. */
function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function forgetOrders(node: KeyNode): void {
  node.expected.next = null;
  for (const entry of node.entries) if (entry?.below) forgetOrders(entry.below);
}
