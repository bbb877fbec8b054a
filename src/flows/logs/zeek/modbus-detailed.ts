/**
 * `modbus_detailed.log` of icsnpp-modbus: a row per transaction with its registers, counted from 0. Older versions
 * write a row per message with `request_response`; functions without a handler get two rows in every version.
 */
import type { ReadingSession } from '../../format.ts';
import { absent } from '../../observation-sink.ts';
import type { LogRecord, RowReader } from '../log-record.ts';
import { plainModbusCode } from './modbus-log.ts';
import { readSubFunction } from './modbus-names.ts';
import { createModbusRows, type ModbusRow, readRange } from './modbus-rows.ts';
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

/** Reads rows. */
export function openModbusDetailedLog(session: ReadingSession, fields: ReadonlySet<string>): RowReader {
  const { sink, context } = session;
  const rows = createModbusRows(session);
  const transactions = createOpenTransactions();
  const hasDirection = fields.has('request_response');

  function request(row: ModbusRow, record: LogRecord): number[] {
    const { uid, named } = row;
    const range = readRange(record, 'address', 'quantity');
    sink.cover(uid, null);
    sink.cover(uid, plainModbusCode(named.code));
    const hasOwnLog = (named.code === maskWrite && range === null) || named.code === readWrite;
    const condition = hasOwnLog ? sink.condition(uid, detailedModbusCode(named.code)) : 0;
    if (!hasOwnLog && (named.code === maskWrite || named.code === encapsulated))
      sink.cover(uid, extraModbusCode(named.code));
    const subFunction = record.text('request_subfunction_code') ?? record.text('mei_type');
    const code = readSubFunction(context.catalogue, named.code, subFunction);
    return rows.operations(code).map((known) => rows.count(row, known, range, condition));
  }

  return (record, line) => {
    const row = rows.read(record, line);
    if (typeof row === 'string') return row;
    const refused = row.named.refused || (record.text('exception_code') ?? '') !== '';
    const transaction = `${row.uid} ${row.transaction} ${row.named.code}`;
    const direction = hasDirection ? record.text('request_response') : null;
    const isWhole = !hasDirection && record.text('matched') !== null;
    const open = isWhole || direction === 'REQUEST' ? null : transactions.close(transaction);
    const slots = open ?? request(row, record);
    // The second row of a transaction is its answer; a row without a number cannot be matched.
    if (!isWhole && open === null && direction !== 'RESPONSE' && (row.transaction ?? absent) !== absent)
      transactions.open(transaction, slots);
    if (refused) for (const slot of slots) sink.refuse(slot);
    return null;
  };
}
