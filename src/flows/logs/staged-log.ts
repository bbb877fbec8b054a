/**
 * A log read in two stages: what a row says apart from its time and transaction number repeats, so that it is read
 * once per kind of row and remembered by the bytes of the fields that decide it.
 */
import { Buffer } from 'node:buffer';
import type { ReadingSession } from '../format.ts';
import { createByteMemo } from './byte-memo.ts';
import { readNumber } from './log-numbers.ts';
import type { LogRecord, RowReader } from './log-record.ts';
import { createLineScanner } from './zeek/line-scanner.ts';
import { readDecimal, readSeconds } from './zeek/number-bytes.ts';
import { createTsvRecord, type TsvLayout } from './zeek/tsv-record.ts';
import type { LineReader } from './zeek/zeek-log.ts';

/** One row of a kind. */
export interface Occurrence {
  readonly micros: number;
  readonly line: number;
  /** Number that joins a request and its answer; null when the log has none. */
  readonly transaction: number | null;
  /** What the rows of one message share; null when the log has nothing of the kind. */
  readonly message: string | null;
}

export interface StagedLog<T extends object> {
  /** The fields that `read` may look at. */
  readonly deciding: readonly string[];
  /** Field with the number that joins a request and its answer. */
  readonly transaction: string;
  /** Field that the rows of one message share. */
  readonly message?: string;
  /** What a row says; a text says what is wrong with it. */
  readonly read: (record: LogRecord) => T | string;
  readonly use: (kind: T, occurrence: Occurrence) => void;
}

const noTime = 'no time in field `ts`';

/** Reads any row in full. */
function readStagedRows<T extends object>(log: StagedLog<T>): RowReader {
  return (record, line) => {
    const micros = record.time('ts');
    if (micros === null) return noTime;
    const kind = log.read(record);
    if (typeof kind === 'string') return kind;
    const message = log.message === undefined ? null : record.text(log.message);
    log.use(kind, { micros, line, transaction: readNumber(record.text(log.transaction)), message });
    return null;
  };
}

/** Reads TSV lines, those of a kind seen before without making strings. */
function readStagedLines<T extends object>(log: StagedLog<T>, layout: TsvLayout): LineReader {
  const fieldCount = layout.fields.length;
  const record = createTsvRecord(layout);
  const memo = createByteMemo<T>();
  const scanner = createLineScanner(layout, log.deciding);
  const { starts, ranges } = scanner;
  const time = layout.fields.lastIndexOf('ts');
  const transaction = layout.fields.lastIndexOf(log.transaction);
  const message = log.message === undefined ? -1 : layout.fields.lastIndexOf(log.message);

  function transactionOf(bytes: Uint8Array): number | null {
    if (transaction < 0) return null;
    const [start, end] = [starts[transaction] ?? 0, (starts[transaction + 1] ?? 0) - 1];
    const number = readDecimal(bytes, start, end);
    return number < 0 ? readNumber(textOf(bytes, start, end)) : number;
  }

  return (bytes, start, end, line) => {
    const found = scanner.scan(bytes, start, end);
    if (found !== fieldCount) return `line of ${found} fields where ${fieldCount} are named`;
    let kind = memo.find(scanner.view(), ranges, scanner.hash());
    let micros: number | null = time < 0 ? -1 : readSeconds(bytes, starts[time] ?? 0, (starts[time + 1] ?? 0) - 1);
    if (kind === undefined || micros < 0) {
      record.load(bytes, start, end);
      micros = record.time('ts');
      if (micros === null) return noTime;
    }
    if (kind === undefined) {
      const read = log.read(record);
      if (typeof read === 'string') return read;
      memo.add(scanner.view(), ranges, scanner.hash(), read);
      kind = read;
    }
    log.use(kind, {
      micros,
      line,
      transaction: transactionOf(bytes),
      message: message < 0 ? null : textOf(bytes, starts[message] ?? 0, (starts[message + 1] ?? 0) - 1),
    });
    return null;
  };
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

/** A log that is read in two stages, as the list of Zeek logs wants it. */
export function stagedLog<T extends object>(
  open: (session: ReadingSession, fields: ReadonlySet<string>) => StagedLog<T>,
): {
  readonly open: (session: ReadingSession, fields: ReadonlySet<string>) => RowReader;
  readonly openLines: (session: ReadingSession, layout: TsvLayout) => LineReader;
} {
  return {
    open: (session, fields) => readStagedRows(open(session, fields)),
    openLines: (session, layout) => readStagedLines(open(session, new Set(layout.fields)), layout),
  };
}
