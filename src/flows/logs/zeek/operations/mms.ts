/**
 * IEC 61850 MMS (icsnpp-mms): rows are written with the answer, so that each is a whole transaction. The last part of a
 * variable's name tells a control object.
 */
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';
import { columnFacts, type FactColumns } from './column-facts.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

const common = { protocol: 'mms', transport: 'tcp' } as const;

const services: Readonly<Record<string, string>> = { read: '4', write: '5', report: 'u0' };

function accessLog(path: string, sign: string): OperationLog {
  return {
    ...common,
    path,
    signatures: [['uid', 'operation', sign]],
    fields: ['operation', 'success', sign],
    meaning(row, names) {
      const operation = row.text('operation') ?? '';
      const code = services[operation];
      const asked = code === undefined ? foreignOperation(operation) : withControlObject(code, row.text(sign), names);
      const kind = code === 'u0' ? 'report' : 'transaction';
      return { kind, asks: [asked], refused: isRefused(row) };
    },
  };
}

/** `…$Oper` and its like; what follows are the parts of one such object. */
function withControlObject(code: string, variable: string | null, names: CodeNames): AskedOperation {
  const object = /[$.](Oper|SBOw|SBO|Cancel)(?:[$.]|$)/.exec(variable ?? '')?.[1];
  return { code: object === undefined ? code : names.exact(`${code}.${object.toLowerCase()}`, code) };
}

function isRefused(row: LogRecord): boolean {
  return row.text('success') === 'F';
}

function serviceLog(path: string, signature: readonly string[], code: string): OperationLog {
  return {
    ...common,
    path,
    signatures: [['uid', ...signature]],
    fields: ['success'],
    meaning: (row) => ({ kind: 'transaction', asks: [{ code }], refused: isRefused(row) }),
  };
}

const deviceColumns: FactColumns = { vendor: 'deviceVendor', model: 'deviceModel', firmware: 'deviceRevision' };

/** All logs of the protocol. */
export const mmsLogs: readonly OperationLog[] = [
  accessLog('mms_varlist_access', 'listname'),
  accessLog('mms_var_access', 'variable'),
  serviceLog('mms_name_list', ['class', 'scope', 'success'], '1'),
  serviceLog('mms_var_attributes', ['variable', 'attributes'], '6'),
  serviceLog('mms_varlist_attributes', ['list', 'success'], '12'),
  {
    ...common,
    path: 'mms',
    signatures: [['uid', 'servicesSupported']],
    fields: Object.values(deviceColumns),
    meaning: (row) => ({
      kind: 'transaction',
      asks: [{ code: 'p8' }],
      facts: columnFacts(row, 'server', deviceColumns),
    }),
  },
];
