/** Zeek's `conn.log`: one observation per connection, without its operations. */
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import { createLogCounter, type LogCounter } from '../log-counter.ts';
import type { RowReader } from '../log-record.ts';
import { createHourCover } from './conn-hours.ts';
import { type ConnRow, type ConnRowReader, createConnRowReader } from './conn-row.ts';
import { shownProtocols } from './shown-protocols.ts';

/** The parts of a reader of `conn.log`, which its fast path shares. */
export interface ConnLog {
  readonly counter: LogCounter;
  readonly readRow: ConnRowReader;
  /** Notes that connections of the hour are described here. */
  readonly coverHour: (micros: number) => void;
  /** Counts a row that was read. */
  count(row: ConnRow, micros: number, line: number, uid: string | null): void;
}

/** A reader of one file. */
export function createConnLog(session: ReadingSession): ConnLog {
  const { sink, context } = session;
  const isSettled = context.laterLogs === 'none';
  const counter = createLogCounter(session);
  return {
    counter,
    readRow: createConnRowReader(session, counter, shownProtocols),
    coverHour: createHourCover(sink),
    count(row, micros, line, uid) {
      const waits = row.held && uid !== null;
      if (waits && isSettled && sink.isCovered(uid)) return;
      const condition = waits && !isSettled ? sink.condition(uid, null) : unconditional;
      const slot = counter.count(row.counted, { micros, line, uid }, condition);
      if (row.refused) sink.refuse(slot);
    },
  };
}

/** Reads rows as records. */
export function openConnLog(session: ReadingSession): RowReader {
  const log = createConnLog(session);
  return (record, line) => {
    const micros = record.time('ts');
    if (micros === null) return 'no time in field `ts`';
    log.coverHour(micros);
    const row = log.readRow(record);
    if (row === 'icmp-error') session.tally.skip(row);
    else if (typeof row === 'string') return row;
    else log.count(row, micros, line, record.text('uid'));
    return null;
  };
}
