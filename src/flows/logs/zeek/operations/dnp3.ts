/**
 * DNP3: Zeek's `dnp3.log` has a row per request with its answer, and no objects. icsnpp-dnp3 shows the objects of READ
 * and the points of relay commands, but not every object, so that what it leaves out counts from `dnp3.log`. None of
 * them shows the link address.
 */
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

/** Names that differ from those of the catalogue. */
const functionCodes: Readonly<Record<string, string>> = {
  DIRECT_OPERATE_NR: '6',
  IMMED_FREEZE: '7',
  IMMED_FREEZE_NR: '8',
  FREEZE_CLEAR: '9',
  FREEZE_CLEAR_NR: '10',
  FREEZE_AT_TIME: '11',
  FREEZE_AT_TIME_NR: '12',
  INITIALIZE_APPL: '16',
  START_APPL: '17',
  STOP_APPL: '18',
  SAVE_CONFIG: '19',
  DELAY_MEASURE: '23',
  ACTIVATE_CONFIG: '31',
  AUTHENTICATE_REQ: '32',
  AUTHENTICATE_ERR: '33',
  AUTHENTICATE_REQ_NR: '33',
  AUTHENTICATE_RESP: '131',
};

const unsolicited = 'UNSOLICITED_RESPONSE';
/** IIN2: function not supported, object unknown, parameter error. */
const refusals = 0x0007;

const plainLog: OperationLog = {
  path: 'dnp3',
  signatures: [
    ['uid', 'fc_request'],
    ['uid', 'fc_reply', 'iin'],
  ],
  protocol: 'dnp3',
  transport: 'tcp',
  fields: ['fc_request', 'fc_reply', 'iin'],
  meaning: readPlain,
};

function readPlain(row: LogRecord, names: CodeNames): RowMeaning | string {
  const request = row.text('fc_request');
  const reply = row.text('fc_reply');
  const said = reply === unsolicited ? [askFor(unsolicited, names)] : [];
  if (request === null) {
    if (said.length > 0) return { kind: 'report', asks: said };
    if (reply === null) return 'no function in fields `fc_request` and `fc_reply`';
    return { kind: 'answer', asks: [{ code: null }], mayContinue: true };
  }
  const asked = askFor(request, names);
  // Zeek puts a confirmation and the next unsolicited response into one row.
  const refused = said.length === 0 && ((row.number('iin') ?? 0) & refusals) !== 0;
  return { kind: 'transaction', asks: [asked, ...said], refused, unless: plainRow(asked.code) };
}

function askFor(name: string, names: CodeNames, radix = 10): AskedOperation {
  const code = functionCodes[name] ?? names.code(name) ?? unknownCode(name, radix);
  return code === null ? foreignOperation(name) : { code, hidesObject: true };
}

/** The number of a function without a name: Zeek writes it in decimal, icsnpp-dnp3 in hexadecimal. */
function unknownCode(name: string, radix: number): string | null {
  const digits = /^unknown-([\da-f]{1,3})$/.exec(name)?.[1] ?? '';
  const number = Number.parseInt(digits, radix);
  return number <= 0xff && number.toString(radix) === digits ? String(number) : null;
}

/** What a row of `dnp3.log` counts unless the logs of icsnpp-dnp3 show the objects of the same request. */
function plainRow(code: string | null): string {
  return `dnp3 ${code}`;
}

const objectsLog: OperationLog = {
  path: 'dnp3_objects',
  signatures: [['uid', 'function_code', 'object_type']],
  protocol: 'dnp3',
  transport: 'tcp',
  fields: ['function_code', 'object_type', 'object_count', 'range_low', 'range_high'],
  message: 'ts',
  meaning(row, names) {
    const asked = readFunction(row, names);
    if (typeof asked === 'string' || asked === null) return asked ?? answer;
    const first = row.number('range_low');
    const last = row.number('range_high');
    const count = first === null || last === null ? null : last - first + 1;
    const table = tableOf(row.text('object_type') ?? '');
    return { kind: 'request', asks: [{ ...asked, table, first, count }], showsOne: plainRow(asked.code) };
  },
};

const controlLog: OperationLog = {
  path: 'dnp3_control',
  signatures: [['uid', 'function_code', 'index_number']],
  protocol: 'dnp3',
  transport: 'tcp',
  fields: ['function_code', 'index_number', 'status_code'],
  message: 'ts',
  meaning(row, names) {
    const asked = readFunction(row, names);
    if (typeof asked === 'string') return asked;
    if (asked === null) {
      const status = row.text('status_code');
      return { ...answer, refused: status !== null && status !== 'Success' };
    }
    if (row.text('function_code') === unsolicited) return { kind: 'report', asks: [asked] };
    const point: AskedOperation = { ...asked, table: 'control_relay', first: row.number('index_number'), count: 1 };
    return { kind: 'request', asks: [point], showsOne: plainRow(asked.code) };
  },
};

/** Answers do not repeat what was asked. */
const answer: RowMeaning = { kind: 'answer', asks: [{ code: null }], mayContinue: true };

/** What is asked for; null in an answer. */
function readFunction(row: LogRecord, names: CodeNames): AskedOperation | string | null {
  const name = row.text('function_code');
  if (name === null) return 'no function in field `function_code`';
  return name === 'RESPONSE' ? null : askFor(name, names, 16);
}

/** Tables of the catalogue by the words that the names of objects begin with or hold. */
const tables: readonly (readonly [pattern: RegExp, table: string])[] = [
  [/class \d data/i, 'class_data'],
  [/control relay|pattern control/i, 'control_relay'],
  [/double-bit/i, 'double_bit_input'],
  [/binary input/i, 'binary_input'],
  [/binary output/i, 'binary_output'],
  [/frozen.*counter/i, 'frozen_counter'],
  [/counter/i, 'counter'],
  [/analog output|floating point output/i, 'analog_output'],
  [/analog|floating point/i, 'analog_input'],
];

function tableOf(name: string): string {
  return tables.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

/** All logs of the protocol. */
export const dnp3Logs: readonly OperationLog[] = [objectsLog, controlLog, plainLog];
