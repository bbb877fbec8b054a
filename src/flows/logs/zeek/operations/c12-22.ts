/**
 * ANSI C12.22 (icsnpp-c1222): `c1222.log` names the services of every message that is not encrypted; the logs of single
 * services add the table. Values of logons and tables are left where they are.
 */

import type { LogRecord } from '../../log-record.ts';
import { columnFacts } from './column-facts.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowFact, RowMeaning } from './operation-log.ts';

const common = { protocol: 'c12-22', transport: 'tcp' } as const;

/** Services as `REQ:` names them. */
const serviceCodes: Readonly<Record<string, string>> = {
  Ident: '0x20',
  Terminate: '0x21',
  Disconnect: '0x22',
  Deregister: '0x24',
  Resolve: '0x25',
  Trace: '0x26',
  Register: '0x27',
  'Full Read': '0x30',
  'Partial Read Default': '0x3e',
  'Partial Read Offset': '0x3f',
  'Full Write': '0x40',
  'Partial Write Default': '0x4e',
  'Partial Write Offset': '0x4f',
  Logon: '0x50',
  Security: '0x51',
  Logoff: '0x52',
  Authenticate: '0x53',
  Negotiate: '0x60',
  Wait: '0x70',
  'Timing Setup': '0x71',
};

/** Services of one message that are told apart. */
const mostServices = 32;

function messageLog(path: string, signature: readonly string[], isMain: boolean): OperationLog {
  return {
    ...common,
    path,
    signatures: [signature],
    fields: ['services', 'is_encrypted_epsem', 'encrypted_epsem', 'called_ap_invocation_id'],
    meaning(row) {
      const services = (row.text('services') ?? '').split(',', mostServices);
      const named = services.filter((name) => name !== '');
      const share = isMain ? { shows: [poorerMessage] } : { unless: poorerMessage };
      if (named.length === 0) return { kind: kindOfHidden(row), asks: [{ code: null }], ...share };
      const answers = named.filter((name) => name.startsWith('RESP:'));
      if (answers.length === named.length)
        return {
          kind: 'answer',
          asks: [{ code: null }],
          refused: answers.some((name) => name !== 'RESP:OK'),
          ...share,
        };
      const asks = named.filter((name) => !name.startsWith('RESP:')).map(readService);
      const only = asks.length === 1 ? asks[0]?.code : undefined;
      // One service has one log; which of several a log shows cannot be told.
      if (!isMain || typeof only !== 'string' || !isTable(only)) return { kind: 'request', asks, ...share };
      return { kind: 'request', asks, ...share, unless: tableRow(only) };
    },
  };
}

/** An answer repeats the number of what it answers. */
function kindOfHidden(row: LogRecord): 'request' | 'answer' {
  return row.text('called_ap_invocation_id') === null ? 'request' : 'answer';
}

/** What a row of `c1222_user_information.log` counts unless `c1222.log` shows the same connection. */
const poorerMessage = 'c1222 message';

/** What a row about a table counts unless the log of tables shows it. */
function tableRow(code: string): string {
  return `c1222 ${code}`;
}

function isTable(code: string): boolean {
  return /^0x[34]/.test(code);
}

function readService(text: string): AskedOperation {
  const name = text.replace(/^REQ:/, '');
  const partial = /^Partial (Read|Write) ([1-9])$/.exec(name);
  const code = partial === null ? serviceCodes[name] : `0x${partial[1] === 'Read' ? 3 : 4}${partial[2]}`;
  return code === undefined ? foreignOperation(name) : { code, hidesObject: isTable(code) };
}

const tableLog: OperationLog = {
  ...common,
  path: 'c1222_read_write_service',
  signatures: [['uid', 'req_resp', 'service_type', 'table_id']],
  fields: ['req_resp', 'service_type', 'table_id', 'index', 'offset'],
  meaning(row, names): RowMeaning {
    const type = row.text('service_type') ?? '';
    if (row.text('req_resp') === 'Resp') return { kind: 'answer', asks: [{ code: null }], refused: !/ok/i.test(type) };
    const plain = readTableService(type, row);
    const table = row.number('table_id');
    if (plain === null) return { kind: 'request', asks: [{ ...foreignOperation(type), first: table }] };
    const code = table === null ? plain : names.exact(`${plain}.${table}`, plain);
    const asked: AskedOperation = { code, first: table, count: 1, hidesObject: table === null };
    return { kind: 'request', asks: [asked], shows: [tableRow(plain)] };
  },
};

/** The code of a partial service by index counts the numbers of the index. */
function readTableService(type: string, row: LogRecord): string | null {
  const half = /read/i.test(type) ? '3' : /write/i.test(type) ? '4' : null;
  if (half === null) return null;
  if (/full/i.test(type)) return `0x${half}0`;
  if (/offset/i.test(type)) return `0x${half}f`;
  if (/default/i.test(type)) return `0x${half}e`;
  const depth = (row.text('index') ?? '').split('.').length;
  return depth > 9 ? null : `0x${half}${depth}`;
}

/** The log of a service that `c1222.log` names as well. */
function serviceLog(path: string, sign: readonly string[]): OperationLog {
  return {
    ...common,
    path,
    signatures: [['uid', 'req_resp', ...sign]],
    fields: ['req_resp', 'service_type', 'device_class', 'device_identity'],
    meaning: (row) => {
      const facts = path === 'c1222_identification_service' ? readFacts(row) : [];
      return { left: facts.length > 0 ? 'identity' : 'detail', facts };
    },
  };
}

/** The device class says what kind of meter it is; the identity is in the format of its owner. */
function readFacts(row: LogRecord): readonly RowFact[] {
  if (row.text('req_resp') !== 'Resp') return [];
  return columnFacts(row, 'server', { 'device-type': 'device_class', 'device-id': 'device_identity' });
}

/** All logs of the protocol that show an operation or a device. */
export const c1222Logs: readonly OperationLog[] = [
  tableLog,
  serviceLog('c1222_identification_service', ['standard', 'device_class']),
  serviceLog('c1222_logon_security_service', ['user_id']),
  serviceLog('c1222_wait_service', ['time_s']),
  serviceLog('c1222_dereg_reg_service', ['electronic_serial_number']),
  serviceLog('c1222_resolve_service', ['local_address']),
  serviceLog('c1222_trace_service', ['ap_titles']),
  messageLog('c1222_user_information', ['uid', 'services', 'epsem_control'], false),
  messageLog('c1222', ['uid', 'elements', 'is_encrypted_epsem'], true),
];
