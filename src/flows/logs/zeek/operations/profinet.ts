/**
 * The PROFINET context manager: icsnpp-profinet-io-cm logs every message, some of which are DNS or other RPC; the plugin
 * of Amazon logs RPC headers in one log, and slots and records in another.
 */
import { readNumber } from '../../log-numbers.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'profinet-cm', transport: 'udp' } as const;

/** The version of connectionless RPC. */
const rpcVersion = 4;
/** The interfaces of PROFINET, in the byte order of both kinds of machines. */
const interfaces = /^(?:DEA0000[1-4]-6C97|0[1-4]00A0DE-976C)/i;

const managerLog: OperationLog = {
  ...common,
  path: 'profinet_io_cm',
  signatures: [['uid', 'rpc_version', 'packet_type']],
  fields: ['rpc_version', 'packet_type', 'interface_uuid', 'activity_uuid', 'operation_num', 'fragment_num'],
  pairedBy: 'sequence_num',
  meaning(row, names) {
    const uuid = row.text('interface_uuid') ?? '';
    if (row.number('rpc_version') !== rpcVersion || !interfaces.test(uuid)) return { left: 'other-protocol' };
    const asks = [readOperation(row.text('operation_num') ?? '', names)];
    // The first parts of the id change with the byte order of the machine.
    const thread = row.text('activity_uuid')?.slice(-17) ?? '';
    if ((row.number('fragment_num') ?? 0) > 0) return { left: 'fragment-of-message' };
    return readPacketType(row.text('packet_type') ?? '', asks, thread);
  },
};

function readPacketType(
  type: string,
  asks: readonly AskedOperation[],
  thread: string,
): ReturnType<OperationLog['meaning']> {
  const shared = { asks, thread, mayChangePorts: true };
  switch (type) {
    case 'Request':
      return { ...shared, kind: 'request' };
    case 'Response':
      return { ...shared, kind: 'answer' };
    case 'Fault':
    case 'Reject':
      return { ...shared, kind: 'answer', refused: true };
    default:
      // Pings, acknowledgements and cancellations.
      return { left: 'upkeep' };
  }
}

function readOperation(name: string, names: CodeNames): AskedOperation {
  const code = names.code(name);
  return code === null ? foreignOperation(name) : { code, hidesObject: true };
}

const rpcLog: OperationLog = {
  ...common,
  path: 'profinet_dce_rpc',
  signatures: [['uid', 'packet_type', 'interface_uuid', 'operation']],
  fields: ['packet_type', 'operation'],
  meaning(row, names) {
    const asked = readOperation(row.text('operation') ?? '', names);
    const thread = asked.code ?? '';
    const unless = headerRow(asked.code);
    switch (row.number('packet_type')) {
      case 0:
        return { kind: 'request', asks: [asked], thread, unless };
      case 2:
        return { kind: 'answer', asks: [asked], thread, unless };
      case 3:
      case 6:
        return { kind: 'answer', asks: [asked], thread, unless, refused: true };
      default:
        return { left: 'upkeep' };
    }
  },
};

/** What a row of `profinet_dce_rpc.log` counts unless `profinet.log` shows the block inside. */
function headerRow(code: string | null): string {
  return `profinet rpc ${code}`;
}

const blockLog: OperationLog = {
  ...common,
  path: 'profinet',
  signatures: [['uid', 'operation_type', 'slot_number']],
  fields: ['operation_type', 'slot_number', 'index'],
  meaning(row): RowMeaning {
    const type = row.text('operation_type') ?? '';
    const code = blocks.find(([pattern]) => pattern.test(type))?.[1];
    if (code === undefined) return { kind: 'transaction', asks: [foreignOperation(type)] };
    const isRecord = code === '2' || code === '3';
    const asked: AskedOperation = {
      code,
      ...(isRecord ? readRecord(row.number('slot_number'), row.text('index')) : {}),
    };
    return { kind: isAnswer.test(type) ? 'answer' : 'request', asks: [asked], thread: code, shows: [headerRow(code)] };
  },
};

function readRecord(unit: number | null, index: string | null): Partial<AskedOperation> {
  const first = indexes[index ?? ''] ?? readNumber(/^index \((\d{1,5})\)$/.exec(index ?? '')?.[1] ?? null);
  return { unit, first, count: 1, hidesObject: unit === null || first === null };
}

const isAnswer = /ResHeader$|Res$|\.rsp$|DiffBlock$|ServerBlock$/;
/** Operations by the blocks that their messages begin with. */
const blocks: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/^IODWriteRe[qs]Header$/, '3'],
  [/^IODReadRe[qs]Header$/, '2'],
  [/^IODReleaseRe[qs]$/, '1'],
  [
    /^(?:ARBlock|IOCRBlock|AlarmCRBlock|ExpectedSubmoduleBlock|PrmServerBlock|MCRBlock|ARRPCServerBlock|ARVendorBlock)/,
    '0',
  ],
  [/^(?:IODControl|IOXBlock|IOXControl|ControlBlockPrmBegin)/, '4'],
];
/** Records that the plugin writes by name. */
const indexes: Readonly<Record<string, number>> = {
  'Diagnosis, Maintenance, Qualified and Status for one device': 0xf80c,
  ARData: 0xf820,
  APIData: 0xf821,
  LogData: 0xf830,
  PDevData: 0xf831,
  'I&M0FilterData': 0xf840,
  PDRealData: 0xf841,
  PDExpectedData: 0xf842,
  AutoConfigurarion: 0xf850,
};

/** All logs of the protocol. */
export const profinetLogs: readonly OperationLog[] = [managerLog, blockLog, rpcLog];
