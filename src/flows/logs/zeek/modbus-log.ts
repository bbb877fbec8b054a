/** Zeek's `modbus.log` (base/protocols/modbus): function and unit of each message, but no registers. */
import type { ReadingSession } from '../../format.ts';
import type { PlacedRow } from '../placed-row.ts';
import type { StagedLog } from '../staged-log.ts';
import { commonFields, createModbusRows, type ModbusRow } from './modbus-rows.ts';
import { createOpenTransactions } from './transactions.ts';

/** What a row of `modbus.log` counts unless `modbus_detailed.log` shows the same function of the connection. */
export function plainModbusCode(code: string): string {
  return `modbus.log ${code}`;
}

interface PlainKind {
  readonly row: ModbusRow;
  readonly counts: readonly PlacedRow[];
  readonly isAnswer: boolean;
  readonly refused: boolean;
}

/** Reads rows; older versions of Zeek write one row per transaction, without `pdu_type`. */
export function openModbusLog(session: ReadingSession, fields: ReadonlySet<string>): StagedLog<PlainKind> {
  const { sink } = session;
  const rows = createModbusRows(session);
  const transactions = createOpenTransactions();
  const hasDirection = fields.has('pdu_type');
  return {
    transaction: 'tid',
    deciding: [...commonFields, 'pdu_type', 'exception'],
    read(record) {
      const row = rows.read(record);
      if (typeof row === 'string') return row;
      sink.cover(row.uid, null);
      const condition = sink.condition(row.uid, plainModbusCode(row.named.code));
      return {
        row,
        counts: rows.operations(row.named.code).map((known) => rows.prepare(row, known, null, condition)),
        isAnswer: hasDirection && record.text('pdu_type') === 'RESP',
        refused: row.named.refused || (record.text('exception') ?? '') !== '',
      };
    },
    use({ row, counts, isAnswer, refused }, occurrence) {
      const open = isAnswer ? transactions.close(row.thread, occurrence.transaction) : null;
      const slots = open ?? rows.count(row, counts, occurrence);
      if (hasDirection && !isAnswer) transactions.open(row.thread, occurrence.transaction, slots);
      if (refused) for (const slot of slots) sink.refuse(slot);
    },
  };
}
