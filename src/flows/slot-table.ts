/**
 * Distinct keys of nine numbers, with counters in columns: a conversation costs some 170 bytes and a hit no allocation.
 * Keys live in an open-addressing hash table with linear probing.
 */
import type { Evidence } from '../model/conversation.ts';
import { fullSlot, type ObservationSink } from './observation-sink.ts';

/** Numbers per key, in the order of the parameters of `ObservationSink.slot`. */
export const keyWidth = 9;

/** Where the condition stands in a key. */
export const conditionPlace: number = keyWidth - 1;

/** How many of the earliest occurrences keep their evidence. */
export const evidencePerSlot = 3;

/** The counters of all slots; the arrays are replaced when the table grows, so read them from here each time. */
export interface SlotColumns {
  /** `keyWidth` numbers per slot. */
  keys: Float64Array;
  counts: Float64Array;
  refused: Float64Array;
  /** Microseconds since the Unix epoch. */
  first: Float64Array;
  last: Float64Array;
  /** `evidencePerSlot` times per slot in ascending order, infinite where there is none yet. */
  evidenceTimes: Float64Array;
  /** `evidencePerSlot` entries per slot. */
  evidences: (Evidence | undefined)[];
}

export interface SlotTable {
  readonly columns: SlotColumns;
  size(): number;
  /** Finds the slot of a key or makes one; `fullSlot` when the table is full. */
  readonly slot: ObservationSink['slot'];
}

/** An empty table that takes at most `limit` keys. */
export function createSlotTable(limit: number): SlotTable {
  let capacity = 256;
  let size = 0;
  let mask = capacity * 2 - 1;
  /** Slot number plus one; zero is free. */
  let heads = new Int32Array(mask + 1);
  let hashes = new Int32Array(capacity);
  const columns = emptyColumns(capacity);

  function grow(): void {
    capacity *= 2;
    growColumns(columns, capacity);
    const moved = new Int32Array(capacity);
    moved.set(hashes);
    hashes = moved;
    mask = capacity * 2 - 1;
    heads = new Int32Array(mask + 1);
    for (let slot = 0; slot < size; slot++) {
      let at = (hashes[slot] ?? 0) & mask;
      while (heads[at] !== 0) at = (at + 1) & mask;
      heads[at] = slot + 1;
    }
  }

  return {
    columns,
    size: () => size,
    slot(channel, operation, unit, table, first, count, missing, bucket, condition) {
      let hash = Math.imul(channel, 0x9e3779b1) ^ Math.imul(operation, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15) ^ (first | 0), 0xc2b2ae35);
      hash = Math.imul(hash ^ (hash >>> 13) ^ (count | 0) ^ (bucket << 8), 0x27d4eb2f);
      hash = Math.imul(hash ^ (hash >>> 16) ^ (unit | 0) ^ (table << 10) ^ (missing << 16) ^ condition, 0x165667b1);
      hash ^= hash >>> 15;
      const keys = columns.keys;
      let at = hash & mask;
      for (let head = heads[at] ?? 0; head !== 0; head = heads[at] ?? 0) {
        const slot = head - 1;
        const key = slot * keyWidth;
        if (
          hashes[slot] === hash &&
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
          return slot;
        at = (at + 1) & mask;
      }
      if (size >= limit) return fullSlot;
      if (size >= capacity) {
        grow();
        at = hash & mask;
        while (heads[at] !== 0) at = (at + 1) & mask;
      }
      const slot = size++;
      heads[at] = slot + 1;
      hashes[slot] = hash;
      columns.keys.set([channel, operation, unit, table, first, count, missing, bucket, condition], slot * keyWidth);
      return slot;
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
  };
}

function growColumns(columns: SlotColumns, capacity: number): void {
  const grown = emptyColumns(capacity);
  grown.keys.set(columns.keys);
  grown.counts.set(columns.counts);
  grown.refused.set(columns.refused);
  grown.first.set(columns.first);
  grown.last.set(columns.last);
  grown.evidenceTimes.set(columns.evidenceTimes);
  columns.keys = grown.keys;
  columns.counts = grown.counts;
  columns.refused = grown.refused;
  columns.first = grown.first;
  columns.last = grown.last;
  columns.evidenceTimes = grown.evidenceTimes;
}
