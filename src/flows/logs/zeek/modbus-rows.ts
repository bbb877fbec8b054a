/** What the Modbus logs of Zeek and of icsnpp-modbus have in common. */
import type { ReadingSession } from '../../format.ts';
import { absent, type Channel, missingBits } from '../../observation-sink.ts';
import { createOperationLookup, type KnownOperation } from '../../protocols/operation-index.ts';
import { type CountedRow, createLogCounter } from '../log-counter.ts';
import type { LogRecord } from '../log-record.ts';
import { type PlacedRow, placedRow, slotIn } from '../placed-row.ts';
import type { Occurrence } from '../staged-log.ts';
import { type NamedFunction, readFunctionName } from './modbus-names.ts';

/** The fields that all these logs have, apart from time and transaction number. */
export const commonFields: readonly string[] = ['uid', 'id.orig_h', 'id.resp_h', 'id.resp_p', 'unit', 'func'];

/** What these fields say. */
export interface ModbusRow {
  readonly uid: string;
  /** Address of the device, canonical. */
  readonly server: string;
  readonly channel: Channel;
  readonly unit: number | null;
  readonly named: NamedFunction;
  /** One number per connection and function, which its transactions share. */
  readonly thread: number;
}

/** Objects that a row names; null when it names none. */
export interface ModbusRange {
  readonly first: number;
  readonly count: number;
}

export interface ModbusRows {
  /** Reads the common fields; a text says what is wrong with the row. */
  read(record: LogRecord): ModbusRow | string;
  /** The operations of a code, remembered. */
  operations(code: string): readonly KnownOperation[];
  /** What is to be counted of a kind of row. */
  prepare(row: ModbusRow, known: KnownOperation, range: ModbusRange | null, condition: number): PlacedRow;
  /** Counts one row of a kind; answers the slots. */
  count(row: ModbusRow, counts: readonly PlacedRow[], occurrence: Occurrence): number[];
}

/** Codes and connections come from a file, so that what is remembered of them must be bounded. */
const rememberedCodes = 1000;
const rememberedThreads = 100_000;

/** Reads rows of one file. */
export function createModbusRows(session: ReadingSession): ModbusRows {
  const { context, sink, bucketOf, file } = session;
  const counter = createLogCounter(session);
  const lookup = createOperationLookup(context.catalogue, 'modbus', sink);
  const operations = new Map<string, readonly KnownOperation[]>();
  const threads = new Map<string, number>();
  let lastThread = 0;
  const scope = context.scopeOf(null);

  function threadOf(uid: string, code: string): number {
    const key = `${uid} ${code}`;
    const known = threads.get(key);
    if (known !== undefined) return known;
    if (threads.size >= rememberedThreads) threads.clear();
    lastThread++;
    threads.set(key, lastThread);
    return lastThread;
  }

  return {
    read(record) {
      const uid = record.text('uid');
      const source = counter.address(record.text('id.orig_h'));
      const destination = counter.address(record.text('id.resp_h'));
      const port = record.number('id.resp_p');
      const name = record.text('func');
      if (source === null || destination === null || port === null) return 'no addresses in fields `id.*`';
      if (uid === null) return 'no connection in field `uid`';
      const named = name === null ? null : readFunctionName(context.catalogue, name);
      if (named === null) return 'no Modbus function in field `func`';
      const channel = counter.channel({ scope, source, destination, transport: 'tcp', port, protocol: 'modbus' });
      const thread = threadOf(uid, named.code);
      return { uid, server: destination, channel, unit: record.number('unit'), named, thread };
    },
    operations(code) {
      let found = operations.get(code);
      if (found === undefined) {
        found = lookup(code);
        if (operations.size < rememberedCodes) operations.set(code, found);
      }
      return found;
    },
    prepare: (row, known, range, condition) => placedRow(countedRow(row, known, range), condition),
    count(row, counts, { micros, line }) {
      const bucket = bucketOf(micros);
      const slots: number[] = [];
      for (const each of counts) {
        const slot = slotIn(sink, each, bucket);
        if (sink.observe(slot, micros))
          sink.evidence(slot, micros, { file, position: line, unit: 'line', uid: row.uid });
        slots.push(slot);
      }
      return slots;
    },
  };
}

function countedRow(row: ModbusRow, known: KnownOperation, range: ModbusRange | null): CountedRow {
  const shown = known.hasTable ? range : null;
  return {
    channel: row.channel,
    operation: known.operation,
    unit: row.unit ?? absent,
    table: known.table,
    first: shown?.first ?? absent,
    count: shown?.count ?? absent,
    missing: known.hasTable && shown === null ? missingBits.object : 0,
  };
}

/** A range from two fields; null without a first object. A count of 0 is an attempt on that object. */
export function readRange(record: LogRecord, firstField: string, countField: string | null): ModbusRange | null {
  const first = record.number(firstField);
  if (first === null) return null;
  return { first, count: Math.max((countField === null ? null : record.number(countField)) ?? 1, 1) };
}
