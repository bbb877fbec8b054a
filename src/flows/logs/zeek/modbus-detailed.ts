/**
 * `modbus_detailed.log` of icsnpp-modbus: a row per transaction with its registers, counted from 0. Older versions
 * write a row per message with `request_response`; functions without a handler get two rows in every version.
 */
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import type { LogRecord } from '../log-record.ts';
import type { PlacedRow } from '../placed-row.ts';
import type { StagedLog } from '../staged-log.ts';
import { plainModbusCode } from './modbus-log.ts';
import { readSubFunction } from './modbus-names.ts';
import { commonFields, createModbusRows, type ModbusRange, type ModbusRow, readRange } from './modbus-rows.ts';
import { createOpenTransactions } from './transactions.ts';

/** What a row of `modbus_detailed.log` counts unless the log of that function shows its registers. */
export function detailedModbusCode(code: string): string {
  return `modbus_detailed.log ${code}`;
}

/** What a row of the log of one function counts unless `modbus_detailed.log` shows the same registers. */
export function extraModbusCode(code: string): string {
  return `extra ${code}`;
}

const maskWrite = '22';
const readWrite = '23';
const encapsulated = '43';

interface DetailedKind {
  readonly row: ModbusRow;
  readonly counts: readonly PlacedRow[];
  readonly part: 'transaction' | 'request' | 'answer' | 'message';
  readonly refused: boolean;
}

/** Reads rows. */
export function openModbusDetailedLog(session: ReadingSession, fields: ReadonlySet<string>): StagedLog<DetailedKind> {
  const { sink, context, trace } = session;
  const rows = createModbusRows(session);
  const transactions = createOpenTransactions();
  const hasDirection = fields.has('request_response');

  /** Says what the row covers; answers the condition that it counts under itself. */
  function cover({ uid, named }: ModbusRow, range: ModbusRange | null): number {
    sink.cover(uid, null);
    sink.cover(uid, plainModbusCode(named.code));
    const hasOwnLog = (named.code === maskWrite && range === null) || named.code === readWrite;
    if (hasOwnLog) return sink.condition(uid, detailedModbusCode(named.code));
    if (named.code === maskWrite || named.code === encapsulated) sink.cover(uid, extraModbusCode(named.code));
    return unconditional;
  }

  function partOf(record: LogRecord): DetailedKind['part'] {
    if (!hasDirection) return record.text('matched') === null ? 'message' : 'transaction';
    return record.text('request_response') === 'RESPONSE' ? 'answer' : 'request';
  }

  return {
    transaction: 'tid',
    deciding: [
      ...commonFields,
      'address',
      'quantity',
      'matched',
      'request_response',
      'request_subfunction_code',
      'mei_type',
      'exception_code',
    ],
    read(record) {
      const row = rows.read(record);
      if (typeof row === 'string') return row;
      const range = readRange(record, 'address', 'quantity');
      const condition = cover(row, range);
      const subFunction = record.text('request_subfunction_code') ?? record.text('mei_type');
      const code = readSubFunction(context.catalogue, row.named.code, subFunction);
      return {
        row,
        counts: rows.operations(code).map((known) => rows.prepare(row, known, range, condition)),
        part: partOf(record),
        refused: row.named.refused || (record.text('exception_code') ?? '') !== '',
      };
    },
    use({ row, counts, part, refused }, occurrence) {
      const { thread } = row;
      const { transaction } = occurrence;
      // Of two messages with one number that do not say what they are, the second is the answer.
      const open = part === 'answer' || part === 'message' ? transactions.close(thread, transaction) : null;
      const slots = open ?? rows.count(row, counts, occurrence);
      for (const slot of open ?? []) trace?.answers(occurrence.line, slot);
      if (part === 'request' || (part === 'message' && open === null)) transactions.open(thread, transaction, slots);
      if (refused) for (const slot of slots) sink.refuse(slot);
    },
  };
}
