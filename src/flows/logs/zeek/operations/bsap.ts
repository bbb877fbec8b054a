/**
 * BSAP (icsnpp-bsap), over IP and serial lines behind converters: the header logs count messages, the others show the
 * functions of the remote database, whose signals have no numbers. Over IP no log shows the local address.
 */

import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'bsap', transport: 'udp' } as const;
const database = '0xa0';

/** What rows of the header logs count unless the functions of their messages are shown. */
const carried = 'bsap message';

const ipHeaderLog: OperationLog = {
  ...common,
  path: 'bsap_ip_header',
  signatures: [['uid', 'num_msg', 'type_name']],
  fields: ['type_name'],
  meaning(row) {
    const type = row.text('type_name') ?? '';
    if (type.startsWith('RESPONSE')) return { left: 'answer' };
    if (type === 'POLL') return { kind: 'transaction', asks: [{ code: 'poll' }] };
    return { kind: 'transaction', asks: [{ code: null }], unless: carried };
  },
};

const ipDatabaseLog: OperationLog = {
  ...common,
  path: 'bsap_ip_rdb',
  signatures: [['uid', 'app_func_code', 'func_code']],
  fields: ['app_func_code', 'func_code', 'header_size'],
  pairedBy: 'mes_seq',
  meaning(row, names) {
    const name = row.text('func_code') ?? '';
    // Only answers have a header size; their function is sometimes read from the wrong place.
    const isAnswer = row.text('header_size') !== null || name.startsWith('RSP_');
    return readDatabase(name, isAnswer, names);
  },
};

const serialHeaderLog: OperationLog = {
  ...common,
  path: 'bsap_serial_header',
  signatures: [['uid', 'dfun', 'sfun', 'type_name']],
  fields: ['dfun', 'dadd'],
  meaning(row) {
    if (!isDatabase(row.text('dfun'))) return { left: 'answer' };
    const asked = { code: null, unit: row.number('dadd') };
    return { kind: 'transaction', asks: [asked], unless: carried };
  },
};

const serialDatabaseLog: OperationLog = {
  ...common,
  path: 'bsap_serial_rdb',
  signatures: [['uid', 'func_code', 'variable_count']],
  fields: ['func_code'],
  meaning(row, names) {
    const name = row.text('func_code') ?? '';
    return readDatabase(name, name.startsWith('RSP_'), names);
  },
};

const serialExtensionLog: OperationLog = {
  ...common,
  path: 'bsap_serial_rdb_ext',
  signatures: [['uid', 'extfun']],
  fields: ['dfun', 'extfun'],
  meaning(row, names) {
    const name = row.text('extfun') ?? '';
    const code = extensionCodes[name] ?? names.code(name);
    const asks: readonly AskedOperation[] = [code === null ? foreignOperation(name) : { code }];
    return { kind: isDatabase(row.text('dfun')) ? 'request' : 'answer', asks, thread: name, shows: [carried] };
  },
};

/** Names that differ from those of the catalogue. */
const extensionCodes: Readonly<Record<string, string>> = { 'CHANGE LOCAL NODE ADDR': '0xa1/0x0400' };

const unreadLogs: readonly OperationLog[] = ['bsap_ip_unknown', 'bsap_serial_unknown'].map((path) => ({
  ...common,
  path,
  signatures: [],
  fields: [],
  meaning: () => ({ kind: 'transaction', asks: [foreignOperation('payload')], shows: [carried] }),
}));

function readDatabase(name: string, isAnswer: boolean, names: CodeNames): RowMeaning {
  const code = names.code(name.replace(/^RSP_/, ''));
  if (isAnswer) return { kind: 'answer', asks: [{ code: name.startsWith('RSP_') ? code : null }], shows: [carried] };
  const unknown = /^Unknown RDB Func-(0x[0-9a-f]{2})$/.exec(name)?.[1];
  const known = code ?? (unknown === undefined ? null : `${database}/${unknown}`);
  const asked = known === null ? foreignOperation(name) : { code: known };
  return { kind: 'request', asks: [asked], shows: [carried] };
}

function isDatabase(name: string | null): boolean {
  return name === 'RDB' || name === 'RDB_EXTENSION';
}

/** All logs of the protocol. */
export const bsapLogs: readonly OperationLog[] = [
  ipDatabaseLog,
  ipHeaderLog,
  serialDatabaseLog,
  serialExtensionLog,
  serialHeaderLog,
  ...unreadLogs,
];
