/**
 * Distinct keys of nine numbers, with counters in columns: a conversation costs some 180 bytes and a hit no allocation.
 * Keys live in an open-addressing hash table with linear probing. A row that is given up is used again under another
 * slot, so that whoever kept the old slot finds nothing instead of somebody else's counts.
 */
import type { Evidence } from '../model/conversation.ts';
import { fullSlot } from './observation-sink.ts';

/** Numbers per key, in the order of the parameters of `ObservationSink.slot`. */
export const keyWidth = 9;

/** Where the condition stands in a key. */
export const conditionPlace: number = keyWidth - 1;

/** How many of the earliest occurrences keep their evidence. */
export const evidencePerSlot = 3;

/** The counters by row; the arrays are replaced when the table grows, so read them from here each time. */
export interface SlotColumns {
  /** `keyWidth` numbers per row. */
  keys: Float64Array;
  counts: Float64Array;
  refused: Float64Array;
  /** Microseconds since the Unix epoch. */
  first: Float64Array;
  last: Float64Array;
  /** `evidencePerSlot` times per row in ascending order, infinite where there is none yet. */
  evidenceTimes: Float64Array;
  /** `evidencePerSlot` entries per row. */
  evidences: (Evidence | undefined)[];
  /** When something was counted last, as a number that only grows; 0 for a row that is free. */
  seen: Float64Array;
}

export interface SlotTable {
  readonly columns: SlotColumns;
  /** Rows that are or were in use. */
  size(): number;
  /** Whether there is a row for one key more. */
  hasRoom(): boolean;
  /** Finds the slot of a key, its channel as a number, or makes one; `fullSlot` when the table is full. */
  readonly slot: SlotFinder;
  /** The row of a slot, which is the slot itself until a row is used again; -1 when it was given up. */
  row(slot: number): number;
  /** The slot of a row. */
  slotAt(row: number): number;
  /** Notes that something is counted in a row. */
  see(row: number): void;
  /** Gives a slot up; its row is empty then. */
  remove(slot: number): void;
}

/** `ObservationSink.slot` with the number of a channel. */
export type SlotFinder = (
  channel: number,
  operation: number,
  unit: number,
  table: number,
  first: number,
  count: number,
  missing: number,
  bucket: number,
  condition: number,
) => number;

/** An empty table that takes at most `limit` keys. */
export function createSlotTable(limit: number): SlotTable {
  let capacity = 256;
  let size = 0;
  let clock = 0;
  let mask = capacity * 2 - 1;
  /** Row plus one; zero is free. */
  let heads = new Int32Array(mask + 1);
  let hashes = new Int32Array(capacity);
  const columns = emptyColumns(capacity);
  /** By row: its slot, which grows by `limit` each time that the row is given up. */
  const slots: number[] = [];
  const free: number[] = [];

  function grow(): void {
    capacity *= 2;
    growColumns(columns, capacity);
    const moved = new Int32Array(capacity);
    moved.set(hashes);
    hashes = moved;
    mask = capacity * 2 - 1;
    heads = new Int32Array(mask + 1);
    // A table only grows when no row is free.
    for (let row = 0; row < size; row++) {
      let at = (hashes[row] ?? 0) & mask;
      while (heads[at] !== 0) at = (at + 1) & mask;
      heads[at] = row + 1;
    }
  }

  /** Closes the gap that a row leaves: what was put behind it for want of its own place moves up. */
  function unlink(row: number): void {
    let gap = (hashes[row] ?? 0) & mask;
    while (heads[gap] !== row + 1) gap = (gap + 1) & mask;
    for (let at = (gap + 1) & mask; heads[at] !== 0; at = (at + 1) & mask) {
      const head = heads[at] ?? 0;
      const home = (hashes[head - 1] ?? 0) & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      heads[gap] = head;
      gap = at;
    }
    heads[gap] = 0;
  }

  function rowOf(slot: number): number {
    const row = slot < limit ? slot : slot % limit;
    return slots[row] === slot ? row : -1;
  }

  return {
    columns,
    size: () => size,
    hasRoom: () => free.length > 0 || size < limit,
    slot(channel, operation, unit, table, first, count, missing, bucket, condition) {
      let hash = Math.imul(channel, 0x9e3779b1) ^ Math.imul(operation, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15) ^ (first | 0), 0xc2b2ae35);
      hash = Math.imul(hash ^ (hash >>> 13) ^ (count | 0) ^ (bucket << 8), 0x27d4eb2f);
      hash = Math.imul(hash ^ (hash >>> 16) ^ (unit | 0) ^ (table << 10) ^ (missing << 16) ^ condition, 0x165667b1);
      hash ^= hash >>> 15;
      const keys = columns.keys;
      let at = hash & mask;
      for (let head = heads[at] ?? 0; head !== 0; head = heads[at] ?? 0) {
        const row = head - 1;
        const key = row * keyWidth;
        if (
          hashes[row] === hash &&
          keys[key] === channel &&
          keys[key + 1] === operation &&
          keys[key + 2] === unit &&
          keys[key + 3] === table &&
          keys[key + 4] === first &&
          keys[key + 5] === count &&
          keys[key + 6] === missing &&
          keys[key + 7] === bucket &&
          keys[key + 8] === condition
        )
          return slots[row] ?? fullSlot;
        at = (at + 1) & mask;
      }
      if (free.length === 0 && size >= limit) return fullSlot;
      if (free.length === 0 && size >= capacity) {
        grow();
        at = hash & mask;
        while (heads[at] !== 0) at = (at + 1) & mask;
      }
      const row = free.pop() ?? size++;
      heads[at] = row + 1;
      hashes[row] = hash;
      columns.keys.set([channel, operation, unit, table, first, count, missing, bucket, condition], row * keyWidth);
      columns.seen[row] = ++clock;
      slots[row] ??= row;
      return slots[row];
    },
    row: rowOf,
    slotAt: (row) => slots[row] ?? fullSlot,
    see(row) {
      columns.seen[row] = ++clock;
    },
    remove(slot) {
      const row = rowOf(slot);
      if (row < 0) return;
      unlink(row);
      clearRow(columns, row);
      slots[row] = slot + limit;
      free.push(row);
    },
  };
}

function emptyColumns(capacity: number): SlotColumns {
  return {
    keys: new Float64Array(capacity * keyWidth),
    counts: new Float64Array(capacity),
    refused: new Float64Array(capacity),
    first: new Float64Array(capacity).fill(Number.POSITIVE_INFINITY),
    last: new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY),
    evidenceTimes: new Float64Array(capacity * evidencePerSlot).fill(Number.POSITIVE_INFINITY),
    evidences: [],
    seen: new Float64Array(capacity),
  };
}

function clearRow(columns: SlotColumns, row: number): void {
  columns.counts[row] = 0;
  columns.refused[row] = 0;
  columns.first[row] = Number.POSITIVE_INFINITY;
  columns.last[row] = Number.NEGATIVE_INFINITY;
  const evidence = row * evidencePerSlot;
  columns.evidenceTimes.fill(Number.POSITIVE_INFINITY, evidence, evidence + evidencePerSlot);
  for (let at = evidence; at < evidence + evidencePerSlot; at++) columns.evidences[at] = undefined;
  columns.seen[row] = 0;
}

function growColumns(columns: SlotColumns, capacity: number): void {
  const grown = emptyColumns(capacity);
  grown.keys.set(columns.keys);
  grown.counts.set(columns.counts);
  grown.refused.set(columns.refused);
  grown.first.set(columns.first);
  grown.last.set(columns.last);
  grown.evidenceTimes.set(columns.evidenceTimes);
  grown.seen.set(columns.seen);
  columns.keys = grown.keys;
  columns.counts = grown.counts;
  columns.refused = grown.refused;
  columns.first = grown.first;
  columns.last = grown.last;
  columns.evidenceTimes = grown.evidenceTimes;
  columns.seen = grown.seen;
}
