/** Remembers values by the bytes of a key, without making strings. When it is full it forgets everything. */

/**
 * Keys are given as stretches of a line: `ranges` holds the start and end of each, in a fixed number and order.
 */
export interface ByteMemo<T> {
  find(bytes: DataView, ranges: Int32Array, hash: number): T | undefined;
  add(bytes: DataView, ranges: Int32Array, hash: number, value: T): void;
}

const mostEntries = 65_536;
const mostBytes = 16 * 1024 * 1024;
const fewestHeads = 4096;
/** Behind the last key, since keys are compared four bytes at a time. */
const spare = 4;

/** An empty memo of at most 2^16 keys and 16 MiB. */
export function createByteMemo<T>(): ByteMemo<T> {
  /** Entry numbers plus one; zero is free. They grow with the entries: those of a few kinds of line stay in the cache. */
  let heads = new Int32Array(fewestHeads);
  let headMask = fewestHeads - 1;
  const hashes = new Int32Array(mostEntries);
  /** Where the keys begin; one more tells where the last ends. */
  const offsets = new Int32Array(mostEntries + 1);
  const values: T[] = [];
  let arena = new Uint8Array(65_536);
  let arenaView = new DataView(arena.buffer);

  function forgetAll(): void {
    heads.fill(0);
    values.length = 0;
  }

  /** Puts an entry where its hash leads, or behind it. */
  function link(entry: number, hash: number): void {
    let head = hash & headMask;
    while (heads[head] !== 0) head = (head + 1) & headMask;
    heads[head] = entry + 1;
  }

  function growHeads(): void {
    heads = new Int32Array(heads.length * 2);
    headMask = heads.length - 1;
    for (let entry = 0; entry < values.length; entry++) link(entry, hashes[entry] ?? 0);
  }

  /** Writes a key behind the others; answers where it ends. */
  function store(bytes: DataView, ranges: Int32Array, offset: number): number {
    let used = offset;
    for (let range = 0; range < ranges.length; range += 2) {
      const [start, end] = [ranges[range] ?? 0, ranges[range + 1] ?? 0];
      const stretch = new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
      while (used + stretch.length + 1 + spare > arena.length) {
        const larger = new Uint8Array(arena.length * 2);
        larger.set(arena);
        arena = larger;
        arenaView = new DataView(arena.buffer);
      }
      arena.set(stretch, used);
      used += stretch.length;
      arena[used++] = 10;
    }
    return used;
  }

  return {
    find(bytes, ranges, hash) {
      let head = hash & headMask;
      for (let entry = (heads[head] ?? 0) - 1; entry >= 0; entry = (heads[head] ?? 0) - 1) {
        if (hashes[entry] === hash && isKept(arenaView, offsets[entry] ?? 0, bytes, ranges)) return values[entry];
        head = (head + 1) & headMask;
      }
      return undefined;
    },
    add(bytes, ranges, hash, value) {
      if (values.length >= mostEntries || (offsets[values.length] ?? 0) > mostBytes) forgetAll();
      const entry = values.length;
      if (entry * 2 >= heads.length) growHeads();
      link(entry, hash);
      hashes[entry] = hash;
      offsets[entry + 1] = store(bytes, ranges, entry === 0 ? 0 : (offsets[entry] ?? 0));
      values.push(value);
    },
  };
}

/** True when the key is kept at `offset`: its stretches one behind the other, each followed by a byte that no line holds. */
function isKept(arena: DataView, offset: number, bytes: DataView, ranges: Int32Array): boolean {
  let kept = offset;
  for (let range = 0; range < ranges.length; range += 2) {
    const end = ranges[range + 1] ?? 0;
    let at = ranges[range] ?? 0;
    for (; at + 4 <= end; at += 4, kept += 4) if (arena.getInt32(kept) !== bytes.getInt32(at)) return false;
    for (; at < end; at++) if (arena.getUint8(kept++) !== bytes.getUint8(at)) return false;
    if (arena.getUint8(kept++) !== 10) return false;
  }
  return true;
}
