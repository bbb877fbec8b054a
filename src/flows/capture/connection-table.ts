/**
 * Finds the connection that a packet belongs to, in either direction, without making strings: a hash table with
 * chains over 11 words, and a list by last use so that the one idle longest gives way when the table is full.
 */
import type { Packet } from './packet.ts';

const keyWords = 11;

/** The part of a packet, or of a flow record, that tells its connection. */
export type Ends = Pick<Packet, 'family' | 'protocol' | 'domain' | 'source' | 'destination'>;

/** Values by two ends. */
export interface ConnectionTable<T> {
  /** The place of the connection between two ends, made when it is new; see {@link ConnectionTable.values}. */
  locate(ends: Ends, sourcePort: number, destinationPort: number): number;
  /** True when the table has a connection between these ends, which is not a use of it. */
  has(ends: Ends, sourcePort: number, destinationPort: number): boolean;
  /** After `locate`: 0 when the source is the first side of its connection, 1 when it is the second. */
  side(): 0 | 1;
  /** By place; undefined until the caller puts a value there. */
  readonly values: (T | undefined)[];
}

/** An empty table for at most `limit` connections; `evict` gets what gives way. */
export function createConnectionTable<T>(limit: number, evict: (value: T) => void): ConnectionTable<T> {
  let capacity = Math.min(limit, 1024);
  let size = 0;
  let mask = hashMask(capacity);
  /** Places plus one; zero is the end of a chain. */
  let heads = new Int32Array(mask + 1);
  let chained = new Int32Array(capacity);
  let keys = new Int32Array(capacity * keyWords);
  let hashes = new Int32Array(capacity);
  let newer = new Int32Array(capacity);
  let older = new Int32Array(capacity);
  let newest = 0;
  let oldest = 0;
  let side: 0 | 1 = 0;
  const key = new Int32Array(keyWords);
  const values: (T | undefined)[] = [];

  function grow(): void {
    capacity = Math.min(limit, capacity * 2);
    mask = hashMask(capacity);
    chained = new Int32Array(capacity);
    keys = enlarge(keys, capacity * keyWords);
    hashes = enlarge(hashes, capacity);
    newer = enlarge(newer, capacity);
    older = enlarge(older, capacity);
    heads = new Int32Array(mask + 1);
    for (let place = 0; place < size; place++) chain(place);
  }

  function chain(place: number): void {
    const head = (hashes[place] ?? 0) & mask;
    chained[place] = heads[head] ?? 0;
    heads[head] = place + 1;
  }

  function unchain(place: number): void {
    const head = (hashes[place] ?? 0) & mask;
    let at = (heads[head] ?? 0) - 1;
    if (at === place) {
      heads[head] = chained[place] ?? 0;
      return;
    }
    while ((chained[at] ?? 0) - 1 !== place) at = (chained[at] ?? 0) - 1;
    chained[at] = chained[place] ?? 0;
  }

  function unlink(place: number): void {
    const after = newer[place] ?? 0;
    const before = older[place] ?? 0;
    if (after === 0) newest = before;
    else older[after - 1] = before;
    if (before === 0) oldest = after;
    else newer[before - 1] = after;
  }

  function linkNewest(place: number): void {
    newer[place] = 0;
    older[place] = newest;
    if (newest === 0) oldest = place + 1;
    else newer[newest - 1] = place + 1;
    newest = place + 1;
  }

  function freePlace(): number {
    if (size < limit) {
      if (size === capacity) grow();
      return size++;
    }
    const place = oldest - 1;
    const value = values[place];
    unchain(place);
    unlink(place);
    values[place] = undefined;
    if (value !== undefined) evict(value);
    return place;
  }

  /** The place of the key plus one, 0 when it has none. */
  function find(hash: number): number {
    for (let head = heads[hash & mask] ?? 0; head !== 0; head = chained[head - 1] ?? 0)
      if (hashes[head - 1] === hash && sameKey(keys, (head - 1) * keyWords, key)) return head;
    return 0;
  }

  return {
    values,
    side: () => side,
    has(ends, sourcePort, destinationPort) {
      writeKey(key, ends, sourcePort, destinationPort);
      return find(hashKey(key)) !== 0;
    },
    locate(ends, sourcePort, destinationPort) {
      side = writeKey(key, ends, sourcePort, destinationPort);
      const hash = hashKey(key);
      const head = find(hash);
      if (head !== 0) {
        if (head !== newest) {
          unlink(head - 1);
          linkNewest(head - 1);
        }
        return head - 1;
      }
      const place = freePlace();
      keys.set(key, place * keyWords);
      hashes[place] = hash;
      chain(place);
      linkNewest(place);
      return place;
    },
  };
}

function hashMask(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity * 2)) - 1;
}

function enlarge(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

/** Writes the smaller endpoint first, so that both directions have one key; answers which side sent the packet. */
function writeKey(key: Int32Array, ends: Ends, sourcePort: number, destinationPort: number): 0 | 1 {
  const { source, destination } = ends;
  const words = ends.family === 4 ? 1 : 4;
  let order = 0;
  for (let word = 0; word < words && order === 0; word++) order = (source[word] ?? 0) - (destination[word] ?? 0);
  if (order === 0) order = sourcePort - destinationPort;
  const swapped = order > 0;
  const low = swapped ? destination : source;
  const high = swapped ? source : destination;
  key[0] = (ends.family << 16) | ends.protocol;
  key[1] = ends.domain;
  key[2] = swapped ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort;
  for (let word = 0; word < 4; word++) {
    key[3 + word] = word < words ? (low[word] ?? 0) : 0;
    key[7 + word] = word < words ? (high[word] ?? 0) : 0;
  }
  return swapped ? 1 : 0;
}

function hashKey(key: Int32Array): number {
  let hash = 0x2c1b3c6d;
  for (let word = 0; word < keyWords; word++) {
    hash = Math.imul(hash ^ (key[word] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function sameKey(keys: Int32Array, base: number, key: Int32Array): boolean {
  for (let word = 0; word < keyWords; word++) if (keys[base + word] !== key[word]) return false;
  return true;
}
