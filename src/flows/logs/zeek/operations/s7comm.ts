/**
 * S7 (icsnpp-s7comm). Answers repeat the function of what they answer, so that only jobs and userdata requests ask for
 * something; pushes come from the controller unasked. No log shows the addresses of variables.
 */
import { hexCode, readNumber } from '../../log-numbers.ts';
import type { LogRecord } from '../../log-record.ts';
import { columnFacts, type FactColumns } from './column-facts.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const job = 1;
const userData = 7;
const plcControl = 0x28;

const plainLog: OperationLog = {
  path: 's7comm',
  signatures: [['uid', 'rosctr_code']],
  protocol: 's7comm',
  transport: 'tcp',
  fields: ['rosctr_code', 'function_code', 'function_name', 'subfunction_code', 'subfunction_name', 'error_code'],
  pairedBy: 'pdu_reference',
  meaning(row) {
    const type = row.number('rosctr_code');
    if (type === null) return 'no message type in field `rosctr_code`';
    const refused = (readNumber(row.text('error_code')) ?? 0) !== 0;
    if (type !== userData) return counted(type === job ? 'request' : 'answer', readJob(row), refused);
    const name = row.text('function_name') ?? '';
    if (name.startsWith('Push')) return counted('report', readUserData(row, 'push'), refused);
    return counted(name.startsWith('Request') ? 'request' : 'answer', readUserData(row, '7'), refused);
  },
};

function counted(kind: RowMeaning['kind'], asked: AskedOperation, refused: boolean): RowMeaning {
  const shows = asked.code === null ? [] : [plainRow(asked.code)];
  return { kind, asks: [asked], refused: kind === 'answer' && refused, shows };
}

function readJob(row: LogRecord): AskedOperation {
  const code = readNumber(row.text('function_code'));
  if (code === null) return { code: null };
  const service = row.text('subfunction_code');
  const isService = code === plcControl && service !== null && /^[\w.]{1,16}$/.test(service);
  return withObjects(isService ? `${hexCode(code, 2)}.${service}` : hexCode(code, 2));
}

/** The low half of the function code is the group. */
function readUserData(row: LogRecord, prefix: string): AskedOperation {
  const code = readNumber(row.text('function_code'));
  const part = readNumber(row.text('subfunction_code'));
  if (code === null) return foreignOperation(`${prefix}.${row.text('function_name') ?? '?'}`);
  const group = `${prefix}.${code & 0x0f}`;
  return withObjects(part === null ? group : `${group}/${hexCode(part, 2)}`);
}

/** Reading and writing variables; watching, modifying and forcing them; sending them in cycles or on change. */
const namesObjects = /^(?:0x0[45]$|7\.1\/0x0[289]$|7\.2\/0x0[157]$)/;

function withObjects(code: string): AskedOperation {
  return { code, hidesObject: namesObjects.test(code) };
}

/** What the logs of single functions count unless `s7comm.log` shows the same function, and as much of it. */
function plainRow(code: string): string {
  return `s7comm ${code}`;
}

const blockLog: OperationLog = {
  path: 's7comm_upload_download',
  signatures: [['uid', 'rosctr', 'function_name', 'pdu_reference']],
  protocol: 's7comm',
  transport: 'tcp',
  fields: ['rosctr', 'function_name'],
  pairedBy: 'pdu_reference',
  meaning(row, names) {
    const name = row.text('function_name') ?? '';
    const code = names.code(name);
    const asked = code === null ? foreignOperation(name) : withObjects(code);
    const kind = row.text('rosctr') === 'Job-Request' ? 'request' : 'answer';
    return { kind, asks: [asked], unless: plainRow(code ?? '') };
  },
};

const systemStatusLog: OperationLog = {
  path: 's7comm_read_szl',
  signatures: [['uid', 'szl_id']],
  protocol: 's7comm',
  transport: 'tcp',
  fields: ['method'],
  pairedBy: 'pdu_reference',
  meaning(row) {
    const kind = row.text('method') === 'Request' ? 'request' : 'answer';
    return { kind, asks: [{ code: '7.4/0x01' }], unless: plainRow('7.4/0x01') };
  },
};

const deviceColumns: FactColumns = {
  name: 'automation_system_name',
  model: 'module_name',
  location: 'plant_name',
  'serial-number': 'module_serial',
};

const devicesLog: OperationLog = {
  path: 's7comm_known_devices',
  signatures: [['uid', 'module_name', 'module_serial']],
  protocol: 's7comm',
  transport: 'tcp',
  fields: Object.values(deviceColumns),
  meaning: (row) => ({ left: 'identity', facts: columnFacts(row, 'server', deviceColumns) }),
};

const plusLog: OperationLog = {
  path: 's7comm_plus',
  signatures: [['uid', 'version', 'opcode']],
  protocol: 's7comm-plus',
  transport: 'tcp',
  fields: ['opcode', 'opcode_name', 'function_code'],
  meaning(row) {
    const opcode = readNumber(row.text('opcode'));
    if (opcode === notification) return { kind: 'report', asks: [{ code: 'notification' }] };
    const code = readNumber(row.text('function_code'));
    const asked: AskedOperation = code === null ? { code: null } : { code: hexCode(code, 4), hidesObject: true };
    return { kind: opcode === response ? 'answer' : 'request', asks: [asked], thread: asked.code ?? '' };
  },
};

const response = 0x32;
const notification = 0x33;

/** All logs of both protocols. */
export const s7commLogs: readonly OperationLog[] = [blockLog, systemStatusLog, devicesLog, plusLog, plainLog];
