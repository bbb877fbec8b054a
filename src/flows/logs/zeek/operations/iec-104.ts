/**
 * IEC 60870-5-104. One Zeek package writes a log of messages without their objects; another writes a log per type with
 * each object, and one with what the messages have in common.
 */
import { hexCode } from '../../log-numbers.ts';
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'iec-104', transport: 'tcp' } as const;

/** Causes of transmission that answer a command: confirmations, and the end of it. */
const confirmations = /(?:actcon|deactcon|actterm|act_?con|deact_?con|act_?term|unk?nown|uknown)/i;

/** Types that the controlled station sends. */
function isMonitored(code: string): boolean {
  const type = Number(code);
  return type <= 44 || type === 70;
}

const messageLog: OperationLog = {
  ...common,
  path: 'iec104',
  signatures: [['uid', 'apci_type']],
  fields: [
    'apci_type',
    ...columns('info_obj_type'),
    ...columns('cause_tx'),
    ...columns('negative'),
    ...columns('common_address'),
  ],
  meaning(row, names) {
    const type = enumeratedText(row, 'info_obj_type');
    if (type === null) return readControl(row.text('apci_type') ?? '');
    const unit = numberOf(row, 'common_address');
    const asked = { ...readType(type, names), unit };
    const cause = enumeratedText(row, 'cause_tx') ?? '';
    return readMessage(asked, confirmations.test(cause), isSet(enumeratedText(row, 'negative')));
  },
};

/** Fields of a nested record are written with its name. */
function columns(name: string): readonly string[] {
  return [name, `asdu.${name}`];
}

/** Values of enumerations are written with their module. */
function enumeratedText(row: LogRecord, name: string): string | null {
  return (row.text(name) ?? row.text(`asdu.${name}`))?.replace(/^.*::/, '') ?? null;
}

function numberOf(row: LogRecord, name: string): number | null {
  return row.number(name) ?? row.number(`asdu.${name}`);
}

function isSet(text: string | null): boolean {
  return text === '1' || text === 'T';
}

function readType(name: string, names: CodeNames): AskedOperation {
  const number = /^(\d{1,3})$/.exec(name)?.[1];
  const code = number ?? names.code(name);
  return code === null ? foreignOperation(name) : { code, hidesObject: true };
}

function readMessage(asked: AskedOperation, isAnswer: boolean, isNegative: boolean): RowMeaning {
  const thread = asked.code ?? '';
  if (asked.code !== null && asked.isForeign !== true && isMonitored(asked.code))
    return { kind: 'report', asks: [asked] };
  if (isAnswer) return { kind: 'answer', asks: [asked], refused: isNegative, thread, mayContinue: true };
  return { kind: 'request', asks: [asked], thread };
}

/** Frames that number and start the others; this log does not say which of them a U frame is. */
function readControl(type: string): RowMeaning {
  if (type === 'S') return { kind: 'transaction', asks: [{ code: 's' }] };
  return { kind: 'transaction', asks: [type === 'U' ? { code: 'u' } : { code: null }] };
}

const identLog: OperationLog = {
  ...common,
  path: 'iec104-asdu-ident',
  signatures: [['uid', 'ident.type_id']],
  fields: ['ident.type_id', 'ident.cot', 'ident.pn', 'ident.common_address'],
  meaning(row, names) {
    const type = (row.text('ident.type_id') ?? '').replace(/^.*::/, '');
    const asked = { ...readType(type, names), unit: row.number('ident.common_address') };
    const isAnswer = confirmations.test(row.text('ident.cot') ?? '') || isFromServer(row);
    return { ...readMessage(asked, isAnswer, isSet(row.text('ident.pn'))), unless: identRow(asked.code) };
  },
};

/** What a row without objects counts unless the log of its type shows them. */
function identRow(code: string | null): string {
  return `iec104 ${code}`;
}

function isFromServer(row: LogRecord): boolean {
  return row.text('is_orig') === 'F';
}

/** Mnemonics of the types that have a log of their own. */
const typeNames: readonly string[] =
  'M_SP_NA_1 M_SP_TA_1 M_DP_NA_1 M_DP_TA_1 M_ST_NA_1 M_ST_TA_1 M_BO_NA_1 M_BO_TA_1 M_ME_NA_1 M_ME_TA_1 M_ME_NB_1 M_ME_TB_1 M_ME_NC_1 M_ME_TC_1 M_IT_NA_1 M_IT_TA_1 M_PS_NA_1 M_ME_ND_1 M_SP_TB_1 M_DP_TB_1 M_ST_TB_1 M_BO_TB_1 M_ME_TD_1 M_ME_TE_1 M_ME_TF_1 M_IT_TB_1 M_EP_TD_1 M_EP_TE_1 M_EP_TF_1 C_SC_NA_1 C_DC_NA_1 C_RC_NA_1 C_SE_NA_1 C_SE_NB_1 C_SE_NC_1 C_BO_NA_1 C_SC_TA_1 C_DC_TA_1 C_RC_TA_1 C_SE_TA_1 C_SE_TB_1 C_SE_TC_1 C_BO_TA_1 M_EI_NA_1 C_IC_NA_1 C_CI_NA_1 C_RD_NA_1 C_CS_NA_1 C_RP_NA_1 C_TS_TA_1 P_ME_NA_1 P_ME_NB_1'.split(
    ' ',
  );

/** A log with a row for each object of messages of one type; their common address is not repeated. */
function objectLog(path: string, signatures: OperationLog['signatures']): OperationLog {
  return {
    ...common,
    path,
    signatures,
    fields: ['type_id', 'io.obj_addr'],
    message: 'apdu',
    meaning(row, names) {
      const type = (row.text('type_id') ?? path.slice('iec104-'.length)).replace(/^.*::/, '');
      const asked = readType(type, names);
      const objects: AskedOperation = { ...asked, first: row.number('io.obj_addr'), count: 1 };
      return { ...readMessage(objects, isFromServer(row), false), showsOne: identRow(asked.code) };
    },
  };
}

/** What confirmations of link control confirm. */
const confirmedBy: Readonly<Record<string, string>> = { u0x0b: 'u0x07', u0x23: 'u0x13', u0x83: 'u0x43' };

const startLog: OperationLog = {
  ...common,
  path: 'iec104-apci-u',
  signatures: [['uid', 'startdt', 'stopdt', 'testfr']],
  fields: ['startdt', 'stopdt', 'testfr'],
  meaning(row) {
    // Each pair of bits is activation and confirmation.
    const bits = ['startdt', 'stopdt', 'testfr'].map((field) => (row.number(field) ?? 0) & 3);
    const octet = 3 | ((bits[0] ?? 0) << 2) | ((bits[1] ?? 0) << 4) | ((bits[2] ?? 0) << 6);
    const code = `u${hexCode(octet, 2)}`;
    const confirmed = confirmedBy[code];
    if (confirmed === undefined) return { kind: 'transaction', asks: [{ code }], thread: code };
    return { kind: 'answer', asks: [{ code }], thread: confirmed, mayContinue: true };
  },
};

const supervisoryLog: OperationLog = {
  ...common,
  path: 'iec104-apci-s',
  signatures: [],
  fields: [],
  meaning: () => ({ kind: 'transaction', asks: [{ code: 's' }] }),
};

/** All logs of the protocol. */
export const iec104Logs: readonly OperationLog[] = [
  messageLog,
  identLog,
  startLog,
  supervisoryLog,
  ...typeNames.map((name, index) =>
    objectLog(`iec104-${name}`, index === 0 ? [['uid', 'type_id', 'type_id_code']] : []),
  ),
  objectLog('iec104-unk', []),
];
