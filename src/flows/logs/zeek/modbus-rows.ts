/** What the Modbus logs of Zeek and of icsnpp-modbus have in common. */
import type { ReadingSession } from '../../format.ts';
import { absent, missingBits } from '../../observation-sink.ts';
import { createOperationLookup, type KnownOperation } from '../../protocols/operation-index.ts';
import { type CountedRow, createLogCounter, type LogCounter, type RowPlace } from '../log-counter.ts';
import type { LogRecord } from '../log-record.ts';
import { type NamedFunction, readFunctionName } from './modbus-names.ts';

/** A row with the fields that all these logs have. */
export interface ModbusRow {
  readonly place: RowPlace;
  readonly uid: string;
  readonly channel: number;
  /** Null when the log does not have it. */
  readonly transaction: number | null;
  readonly unit: number | null;
  readonly named: NamedFunction;
}

/** Objects that a row names; null when it names none. */
export interface ModbusRange {
  readonly first: number;
  readonly count: number;
}

export interface ModbusRows {
  /** Reads the common fields; a text says what is wrong with the row. */
  read(record: LogRecord, line: number): ModbusRow | string;
  /** The operations of a code, remembered. */
  operations(code: string): readonly KnownOperation[];
  /** Counts one operation of a row; answers its slot. */
  count(row: ModbusRow, known: KnownOperation, range: ModbusRange | null, condition: number): number;
}

/** Codes come from a file, so that their number must be bounded. */
const rememberedCodes = 1000;

/** Reads rows of one file. */
export function createModbusRows(session: ReadingSession): ModbusRows {
  const { context, sink } = session;
  const counter: LogCounter = createLogCounter(session);
  const lookup = createOperationLookup(context.catalogue, 'modbus', sink);
  const operations = new Map<string, readonly KnownOperation[]>();
  const names = new Map<string, NamedFunction | null>();
  const scope = context.scopeOf(null);

  function named(name: string): NamedFunction | null {
    let found = names.get(name);
    if (found === undefined) {
      found = readFunctionName(context.catalogue, name);
      if (names.size < rememberedCodes) names.set(name, found);
    }
    return found;
  }

  return {
    read(record, line) {
      const micros = record.time('ts');
      const uid = record.text('uid');
      const client = counter.address(record.text('id.orig_h'));
      const server = counter.address(record.text('id.resp_h'));
      const port = record.number('id.resp_p');
      const name = record.text('func');
      if (micros === null) return 'no time in field `ts`';
      if (client === null || server === null || port === null) return 'no addresses in fields `id.*`';
      if (uid === null) return 'no connection in field `uid`';
      const found = name === null ? null : named(name);
      if (found === null) return `no Modbus function in field \`func\``;
      const transport = 'tcp';
      const channel = counter.channel({
        scope,
        source: client,
        destination: server,
        transport,
        port,
        protocol: 'modbus',
      });
      const unit = record.number('unit');
      return { place: { micros, line, uid }, uid, channel, transaction: record.number('tid'), unit, named: found };
    },
    operations(code) {
      let found = operations.get(code);
      if (found === undefined) {
        found = lookup(code);
        if (operations.size < rememberedCodes) operations.set(code, found);
      }
      return found;
    },
    count(row, known, range, condition) {
      return counter.count(countedRow(row, known, range), row.place, condition);
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
