/** The logs of icsnpp-modbus for single functions: the registers of functions 22 and 23, and device identification. */
import type { ReadingSession } from '../../format.ts';
import type { KnownOperation } from '../../protocols/operation-index.ts';
import type { LogRecord, RowReader } from '../log-record.ts';
import { detailedModbusCode, extraModbusCode } from './modbus-detailed.ts';
import { plainModbusCode } from './modbus-log.ts';
import { createModbusRows, type ModbusRange, type ModbusRow, readRange } from './modbus-rows.ts';
import { createOpenTransactions } from './transactions.ts';

/** Reads `modbus_mask_write_register.log`. */
export function openModbusMaskLog(session: ReadingSession): RowReader {
  return openExtraLog(
    session,
    (row) => row.named.code,
    (record) => readRange(record, 'address', null),
  );
}

/** Reads `modbus_read_write_multiple_registers.log`: what is written stands in the row as a list of values. */
export function openModbusReadWriteLog(session: ReadingSession): RowReader {
  return openExtraLog(
    session,
    (row) => row.named.code,
    (record, known) =>
      known.class === 'write' ? writtenRange(record) : readRange(record, 'read_start_address', 'read_quantity'),
  );
}

/** Reads `modbus_read_device_identification.log`: the answer has a row for each thing that the device says of itself. */
export function openModbusDeviceLog(session: ReadingSession): RowReader {
  return openExtraLog(
    session,
    (row) => `${row.named.code}.14`,
    () => null,
  );
}

function openExtraLog(
  session: ReadingSession,
  codeOf: (row: ModbusRow) => string,
  rangeOf: (record: LogRecord, known: KnownOperation) => ModbusRange | null,
): RowReader {
  const { sink } = session;
  const rows = createModbusRows(session);
  const transactions = createOpenTransactions();
  return (record, line) => {
    const row = rows.read(record, line);
    if (typeof row === 'string') return row;
    const { uid, named } = row;
    const transaction = `${uid} ${row.transaction} ${named.code}`;
    const isAnswer = record.text('request_response') === 'RESPONSE';
    if (isAnswer) {
      const open = transactions.close(transaction);
      if (open !== null) {
        // The answer may have more rows, which are found again by the same number.
        transactions.open(transaction, open);
        return null;
      }
    }
    sink.cover(uid, null);
    sink.cover(uid, plainModbusCode(named.code));
    sink.cover(uid, detailedModbusCode(named.code));
    const condition = sink.condition(uid, extraModbusCode(named.code));
    const slots = rows
      .operations(codeOf(row))
      .map((known) => rows.count(row, known, rangeOf(record, known), condition));
    transactions.open(transaction, slots);
    return null;
  };
}

function writtenRange(record: LogRecord): ModbusRange | null {
  const range = readRange(record, 'write_start_address', null);
  const values = record.text('write_registers') ?? '';
  if (range === null || values === '') return range;
  return { first: range.first, count: values.split(',').length };
}
