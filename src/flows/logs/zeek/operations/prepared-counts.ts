/** What a kind of row counts, looked up once: its operations, the objects that they touch, and what is missing. */
import type { ReadingSession } from '../../../format.ts';
import { absent, type Endpoints, missingBits, unconditional } from '../../../observation-sink.ts';
import { createOperationLookup, type KnownOperation } from '../../../protocols/operation-index.ts';
import { missingOfUndecoded } from '../../../undecoded.ts';
import { type CountedRow, createLogCounter } from '../../log-counter.ts';
import { type PlacedRow, placedRow, slotIn } from '../../placed-row.ts';
import type { AskedOperation } from './operation-log.ts';

export interface PreparedCounts {
  /** Canonical text of an address; null when it is none. */
  address(text: string | null): string | null;
  /** What is to be counted for one operation that is asked for; one entry per class. */
  prepare(ends: Endpoints, asked: AskedOperation, condition: number | null): readonly PlacedRow[];
  /** Counts one row of a kind; answers the slots. */
  count(counts: readonly PlacedRow[], micros: number, line: number, uid: string | null): number[];
}

/** Codes come from a file, so that what is remembered of them must be bounded. */
const rememberedCodes = 10_000;

/** Counts for the rows of one log of one protocol. */
export function createPreparedCounts(session: ReadingSession, protocol: string): PreparedCounts {
  const { context, sink, bucketOf, file } = session;
  const { catalogue } = context;
  const counter = createLogCounter(session);
  const lookup = createOperationLookup(catalogue, protocol, sink);
  const hasObjects = (catalogue.protocols.get(protocol)?.object ?? null) !== null;
  const operations = new Map<string, readonly KnownOperation[]>();
  const noTable = sink.table(null);

  function known(code: string): readonly KnownOperation[] {
    const found = operations.get(code) ?? lookup(code);
    if (operations.size < rememberedCodes) operations.set(code, found);
    return found;
  }

  function possible(asked: AskedOperation): readonly KnownOperation[] {
    const { code, isForeign } = asked;
    if (code !== null && isForeign !== true) return known(code);
    const operation = sink.operation(code === null ? null : { class: 'unknown', code, name: null });
    return [{ operation, class: 'unknown', table: noTable, hasTable: false }];
  }

  function missingOf(ends: Endpoints, asked: AskedOperation, { class: type }: KnownOperation): number {
    if (asked.code === null) return missingOfUndecoded(catalogue, protocol, ends.transport, ends.port);
    return asked.hidesObject === true && hasObjects && type !== 'session' ? missingBits.object : 0;
  }

  return {
    address: counter.address,
    prepare(ends, asked, condition) {
      const channel = counter.channel(ends);
      return possible(asked).map((entry) => {
        const counted: CountedRow = {
          channel,
          operation: entry.operation,
          unit: asked.unit ?? absent,
          table: asked.table === undefined ? entry.table : sink.table(asked.table),
          first: asked.first ?? absent,
          count: asked.first == null ? absent : Math.max(asked.count ?? 1, 1),
          missing: missingOf(ends, asked, entry),
        };
        return placedRow(counted, condition ?? unconditional);
      });
    },
    count(counts, micros, line, uid) {
      const bucket = bucketOf(micros);
      return counts.map((each) => {
        const slot = slotIn(sink, each, bucket);
        if (sink.observe(slot, micros)) sink.evidence(slot, micros, { file, position: line, unit: 'line', uid });
        return slot;
      });
    },
  };
}
