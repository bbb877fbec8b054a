/** The logs of icsnpp-modbus for single functions: the registers of functions 22 and 23, and device identification. */
import type { IdentityField } from '../../../model/identity.ts';
import type { ReadingSession } from '../../format.ts';
import type { KnownOperation } from '../../protocols/operation-index.ts';
import { createFactTeller, type ToldFact } from '../fact-teller.ts';
import { readNumber } from '../log-numbers.ts';
import type { LogRecord } from '../log-record.ts';
import type { PlacedRow } from '../placed-row.ts';
import type { StagedLog } from '../staged-log.ts';
import { detailedModbusCode, extraModbusCode } from './modbus-detailed.ts';
import { plainModbusCode } from './modbus-log.ts';
import { commonFields, createModbusRows, type ModbusRange, type ModbusRow, readRange } from './modbus-rows.ts';
import { createOpenTransactions } from './transactions.ts';

interface ExtraKind {
  readonly row: ModbusRow;
  readonly counts: readonly PlacedRow[];
  readonly isAnswer: boolean;
  readonly facts: readonly ToldFact[];
}

/** What one of these logs shows. */
interface ExtraLog {
  readonly fields: readonly string[];
  readonly codeOf: (row: ModbusRow) => string;
  readonly rangeOf: (record: LogRecord, known: KnownOperation) => ModbusRange | null;
  readonly factsOf?: (record: LogRecord, row: ModbusRow) => readonly ToldFact[];
}

/** Reads `modbus_mask_write_register.log`. */
export function openModbusMaskLog(session: ReadingSession): StagedLog<ExtraKind> {
  return openExtraLog(session, {
    fields: ['address'],
    codeOf: ({ named }) => named.code,
    rangeOf: (record) => readRange(record, 'address', null),
  });
}

/** Reads `modbus_read_write_multiple_registers.log`: what is written stands in the row as a list of values. */
export function openModbusReadWriteLog(session: ReadingSession): StagedLog<ExtraKind> {
  return openExtraLog(session, {
    fields: ['write_start_address', 'write_registers', 'read_start_address', 'read_quantity'],
    codeOf: ({ named }) => named.code,
    rangeOf: (record, known) =>
      known.class === 'write' ? writtenRange(record) : readRange(record, 'read_start_address', 'read_quantity'),
  });
}

/** Reads `modbus_read_device_identification.log`: the answer has a row for each thing that the device says of itself. */
export function openModbusDeviceLog(session: ReadingSession): StagedLog<ExtraKind> {
  return openExtraLog(session, {
    fields: ['object_id_code', 'object_value'],
    codeOf: ({ named }) => `${named.code}.14`,
    rangeOf: () => null,
    factsOf(record, { server, unit }) {
      const field = identificationFields[readNumber(record.text('object_id_code')) ?? -1];
      const value = record.text('object_value');
      return field === undefined || value === null ? [] : [{ address: server, unit, field, value }];
    },
  });
}

/** By object id (MODBUS Application Protocol V1.1b3 6.21): vendor, product code, revision, URL, product, model, name. */
const identificationFields: readonly IdentityField[] = [
  'vendor',
  'order-number',
  'firmware',
  'product-uri',
  'model',
  'model',
  'name',
];

function openExtraLog(session: ReadingSession, log: ExtraLog): StagedLog<ExtraKind> {
  const { sink, trace } = session;
  const rows = createModbusRows(session);
  const tell = createFactTeller(session);
  const transactions = createOpenTransactions();
  return {
    transaction: 'tid',
    deciding: [...commonFields, 'request_response', ...log.fields],
    read(record) {
      const row = rows.read(record);
      if (typeof row === 'string') return row;
      const { uid, named } = row;
      sink.cover(uid, null);
      sink.cover(uid, plainModbusCode(named.code));
      sink.cover(uid, detailedModbusCode(named.code));
      const condition = sink.condition(uid, extraModbusCode(named.code));
      const counts = rows
        .operations(log.codeOf(row))
        .map((known) => rows.prepare(row, known, log.rangeOf(record, known), condition));
      const facts = log.factsOf?.(record, row) ?? [];
      return { row, counts, isAnswer: record.text('request_response') === 'RESPONSE', facts };
    },
    use({ row, counts, isAnswer, facts }, occurrence) {
      const { transaction, micros, line } = occurrence;
      if (facts.length > 0) tell(facts, 'modbus', { micros, line, uid: row.uid });
      const asked = isAnswer ? transactions.peek(row.thread, transaction) : null;
      if (asked !== null) {
        for (const slot of asked) trace?.answers(occurrence.line, slot);
        return;
      }
      transactions.open(row.thread, transaction, rows.count(row, counts, occurrence));
    },
  };
}

function writtenRange(record: LogRecord): ModbusRange | null {
  const range = readRange(record, 'write_start_address', null);
  const values = record.text('write_registers') ?? '';
  if (range === null || values === '') return range;
  return { first: range.first, count: values.split(',').length };
}
