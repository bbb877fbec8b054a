/** Counts what rows of a log say, with the line as evidence. */
import { canonicalAddress } from '../../algebra/ip-address.ts';
import type { ReadingSession } from '../format.ts';
import { absent, type Channel, type Endpoints } from '../observation-sink.ts';
import type { KnownOperation } from '../protocols/operation-index.ts';

/** Everything about a row but its time and place; null objects are `absent`. */
export interface CountedRow {
  readonly channel: Channel;
  readonly operation: number;
  readonly unit: number;
  readonly table: number;
  readonly first: number;
  readonly count: number;
  /** Mask of `missingBits`. */
  readonly missing: number;
}

/** Where a row stands. */
interface RowPlace {
  readonly micros: number;
  readonly line: number;
  readonly uid: string | null;
}

export interface LogCounter {
  channel(endpoints: Endpoints): Channel;
  /** Canonical text of an address; null when it is none. */
  address(text: string | null): string | null;
  /** Counts a row under a condition of the sink; answers its slot. */
  count(row: CountedRow, place: RowPlace, condition: number): number;
  /** A row that asks for an operation and shows no more than the unit. */
  row(
    channel: Channel,
    known: KnownOperation,
    unit: number | null,
    first: number,
    count: number,
    missing: number,
  ): CountedRow;
}

const cachedAddresses = 100_000;

/** A counter for one file. */
export function createLogCounter(session: ReadingSession): LogCounter {
  const { sink, file, bucketOf } = session;
  const addresses = new Map<string, string | null>();
  return {
    channel: sink.channel,
    address(text) {
      if (text === null) return null;
      let canonical = addresses.get(text);
      if (canonical === undefined) {
        canonical = canonicalAddress(text);
        if (addresses.size >= cachedAddresses) addresses.clear();
        addresses.set(text, canonical);
      }
      return canonical;
    },
    count(row, { micros, line, uid }, condition) {
      const { channel, operation, unit, table, first, count, missing } = row;
      const bucket = bucketOf(micros);
      const slot = sink.slot(channel, operation, unit, table, first, count, missing, bucket, condition);
      if (sink.observe(slot, micros)) sink.evidence(slot, micros, { file, position: line, unit: 'line', uid });
      return slot;
    },
    row: (channel, known, unit, first, count, missing) => ({
      channel,
      operation: known.operation,
      unit: unit ?? absent,
      table: known.table,
      first,
      count,
      missing,
    }),
  };
}
