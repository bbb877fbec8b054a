/** A row that repeats, with the slot in which it was counted last: most rows of a log are of few kinds. */
import { fullSlot, type ObservationSink } from '../observation-sink.ts';
import type { CountedRow } from './log-counter.ts';

/** What a kind of row counts, and where its occurrences in one time bucket are counted. */
export interface PlacedRow {
  readonly counted: CountedRow;
  readonly condition: number;
  bucket: number;
  slot: number;
}

/** A row that was not counted yet. */
export function placedRow(counted: CountedRow, condition: number): PlacedRow {
  return { counted, condition, bucket: Number.NaN, slot: fullSlot };
}

/** The slot of a row in a time bucket. */
export function slotIn(sink: ObservationSink, placed: PlacedRow, bucket: number): number {
  if (placed.bucket === bucket && sink.holds(placed.slot)) return placed.slot;
  const { channel, operation, unit, table, first, count, missing } = placed.counted;
  placed.slot = sink.slot(channel, operation, unit, table, first, count, missing, bucket, placed.condition);
  placed.bucket = bucket;
  return placed.slot;
}
