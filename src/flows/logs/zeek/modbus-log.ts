/** Zeek's `modbus.log` (base/protocols/modbus): function and unit of each message, but no registers. */
import type { ReadingSession } from '../../format.ts';
import type { RowReader } from '../log-record.ts';
import { createModbusRows, type ModbusRow } from './modbus-rows.ts';
import { createOpenTransactions } from './transactions.ts';

/** What a row of `modbus.log` counts unless `modbus_detailed.log` shows the same function of the connection. */
export function plainModbusCode(code: string): string {
  return `modbus.log ${code}`;
}

/** Reads rows; older versions of Zeek write one row per transaction, without `pdu_type`. */
export function openModbusLog(session: ReadingSession, fields: ReadonlySet<string>): RowReader {
  const { sink } = session;
  const rows = createModbusRows(session);
  const transactions = createOpenTransactions();
  const hasDirection = fields.has('pdu_type');

  function request(row: ModbusRow): number[] {
    sink.cover(row.uid, null);
    const condition = sink.condition(row.uid, plainModbusCode(row.named.code));
    return rows.operations(row.named.code).map((known) => rows.count(row, known, null, condition));
  }

  return (record, line) => {
    const row = rows.read(record, line);
    if (typeof row === 'string') return row;
    const refused = row.named.refused || (record.text('exception') ?? '') !== '';
    const transaction = `${row.uid} ${row.transaction} ${row.named.code}`;
    const isAnswer = hasDirection && record.text('pdu_type') === 'RESP';
    const open = isAnswer ? transactions.close(transaction) : null;
    const slots = open ?? request(row);
    if (hasDirection && !isAnswer) transactions.open(transaction, slots);
    if (refused) for (const slot of slots) sink.refuse(slot);
    return null;
  };
}
