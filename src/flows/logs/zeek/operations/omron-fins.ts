/**
 * Omron FINS (icsnpp-omron-fins): one log has the header of every message with the node, others what its command says.
 * The numbers that it writes behind some names are wrong, so that names come first.
 */
import { hexCode, readNumber } from '../../log-numbers.ts';
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'omron-fins', transport: 'udp' } as const;

/** Commands on memory: the detail log shows the addresses. Of all others the header log shows more, the node. */
const onMemory = new Set('0x0101 0x0102 0x0103 0x0104 0x0105 0x2301 0x230a'.split(' '));

/** What a row counts unless the log that shows more has the same command. */
function poorerRow(code: string | null): string {
  return `fins ${code}`;
}

/** The part of a row that the two kinds of logs leave to each other. */
function shareOf(code: string | null, log: 'header' | 'detail'): Pick<RowMeaning, 'unless' | 'shows'> {
  const isRicher = onMemory.has(code ?? '') === (log === 'detail');
  return isRicher ? { shows: [poorerRow(code)] } : { unless: poorerRow(code) };
}

const headerLog: OperationLog = {
  ...common,
  path: 'omron_fins_general',
  signatures: [['uid', 'icf_gateway', 'icf_data_type']],
  fields: [
    'tcp_command',
    'icf_data_type',
    'destination_node_number',
    'source_node_number',
    'command_code',
    'response_code',
  ],
  pairedBy: 'service_id',
  meaning(row, names) {
    const command = row.text('command_code');
    if (command === null) return { kind: 'transaction', asks: [foreignOperation(row.text('tcp_command') ?? '')] };
    const isAnswer = isResponse(row);
    const unit = readNumber(row.text(isAnswer ? 'source_node_number' : 'destination_node_number'));
    const asked: AskedOperation = { ...readCommand(command, names), unit };
    const shared = { asks: [asked], thread: command, ...shareOf(asked.code, 'header') };
    return isAnswer ? { ...shared, kind: 'answer', refused: isRefusal(row) } : { ...shared, kind: 'request' };
  },
};

function readCommand(text: string, names: CodeNames): AskedOperation {
  const [, name = '', number] = /^(.*?)\s*\((0x[0-9a-fA-F]{4})\)$/.exec(text) ?? [];
  const value = readNumber(number ?? null);
  const code = names.code(name) ?? (value === null ? null : hexCode(value, 4));
  return code === null ? foreignOperation(text) : { code, hidesObject: onMemory.has(code) };
}

function isResponse(row: LogRecord): boolean {
  return row.text('icf_data_type')?.startsWith('Response') === true;
}

function isRefusal(row: LogRecord): boolean {
  const code = row.text('response_code') ?? '';
  return code !== '' && !code.startsWith('Normal completion');
}

const detailLog: OperationLog = {
  ...common,
  path: 'omron_fins_detail',
  signatures: [['uid', 'command_code', 'icf_data_type']],
  fields: [
    'command_code',
    'icf_data_type',
    'memory_area_code',
    'beginning_address',
    'number_of_items',
    'response_code',
  ],
  message: 'omron_fins_link_id',
  meaning: (row, names) => readDetail(row, names, readObjects(row, names)),
};

/** The node is not repeated here, so that something of the object is missing always. */
function readDetail(row: LogRecord, names: CodeNames, objects: Partial<AskedOperation>): RowMeaning {
  const command = row.text('command_code') ?? '';
  const asked = readCommand(command, names);
  const shared = {
    asks: [{ ...asked, ...objects, hidesObject: true }],
    thread: command,
    ...shareOf(asked.code, 'detail'),
  };
  return isResponse(row) ? { ...shared, kind: 'answer', refused: isRefusal(row) } : { ...shared, kind: 'request' };
}

/** Tables of the catalogue by memory area code (W342, 5-2-2). */
const areas: readonly (readonly [from: number, to: number, table: string])[] = [
  [0x00, 0x00, 'cio'],
  [0x01, 0x01, 'timer_counter'],
  [0x02, 0x02, 'dm'],
  [0x06, 0x06, 'task_flag'],
  [0x09, 0x09, 'timer_counter'],
  [0x0a, 0x0a, 'em'],
  [0x20, 0x2f, 'em'],
  [0x30, 0x30, 'cio'],
  [0x31, 0x31, 'work'],
  [0x32, 0x32, 'holding'],
  [0x33, 0x33, 'auxiliary'],
  [0x40, 0x40, 'cio'],
  [0x46, 0x46, 'task_flag'],
  [0x50, 0x6f, 'em'],
  [0x70, 0x70, 'cio'],
  [0x71, 0x71, 'work'],
  [0x72, 0x72, 'holding'],
  [0x80, 0x80, 'cio'],
  [0x81, 0x81, 'timer_counter'],
  [0x82, 0x82, 'dm'],
  [0x89, 0x89, 'timer_counter'],
  [0x90, 0x9f, 'em'],
  [0xa0, 0xaf, 'em'],
  [0xb0, 0xb0, 'cio'],
  [0xb1, 0xb1, 'work'],
  [0xb2, 0xb2, 'holding'],
  [0xb3, 0xb3, 'auxiliary'],
  [0xbc, 0xbc, 'data_register'],
  [0xdc, 0xdc, 'index_register'],
];

/** The address has a word in two bytes and a bit in one. */
function readObjects(row: LogRecord, names: CodeNames): Partial<AskedOperation> {
  const area = readNumber(/\((0x[0-9a-fA-F]{2})\)/.exec(row.text('memory_area_code') ?? '')?.[1] ?? null);
  if (area === null) return {};
  const table = areas.find(([from, to]) => area >= from && area <= to)?.[2] ?? names.table('');
  const address = readNumber(row.text('beginning_address'));
  const first = address === null ? null : address >> 8;
  return { table, first, count: row.number('number_of_items') };
}

/** A log of some commands that shows no objects that count. */
function commandLog(path: string, sign: string): OperationLog {
  return {
    ...common,
    path,
    signatures: [['uid', 'command_code', 'icf_data_type', sign]],
    fields: ['command_code', 'icf_data_type', 'response_code'],
    message: 'omron_fins_link_id',
    meaning: (row, names) => readDetail(row, names, {}),
  };
}

/** All logs of the protocol. */
export const omronFinsLogs: readonly OperationLog[] = [
  headerLog,
  commandLog('omron_fins_network_status_read', 'cyclic_operation'),
  commandLog('omron_fins_data_link_status_read', 'data_links'),
  commandLog('omron_fins_error', 'error_reset_fal_no'),
  commandLog('omron_fins_error', 'beginning_record_no'),
  commandLog('omron_fins_file', 'disk_no'),
  detailLog,
];
