/**
 * ROC Plus (icsnpp-roc-plus): `roc_plus.log` has the opcode of every message. Opcodes 24 and 205 carry another one,
 * which the logs of these two show; what the other logs tell of a message does not say who sent it.
 */
import { foreignOperation } from './foreign-operation.ts';
import type { OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'roc-plus', transport: 'tcp' } as const;

/** Opcodes about points, of which no row shows the number. */
const onPoints = new Set('10 11 24 166 167 180 181 205'.split(' '));
const carriers = new Set(['24', '205']);

/** What a row about a carrier counts unless the opcode inside is shown. */
function carriedBy(opcode: string): string {
  return `roc carrier ${opcode}`;
}

const plainLog: OperationLog = {
  ...common,
  path: 'roc_plus',
  signatures: [['uid', 'packet_type', 'opcode', 'lsb_crc']],
  fields: ['packet_type', 'opcode', 'destination_unit', 'source_unit'],
  meaning(row): RowMeaning {
    const name = row.text('opcode') ?? '';
    const number = /\((\d{1,3})\)$/.exec(name)?.[1];
    const isAnswer = row.text('packet_type') === 'Response';
    const unit = row.number(isAnswer ? 'source_unit' : 'destination_unit');
    if (number === undefined)
      return { kind: isAnswer ? 'answer' : 'request', asks: [{ ...foreignOperation(name), unit }] };
    const code = String(Number(number));
    // An error does not say which opcode it refuses.
    if (code === '255') return { kind: 'answer', asks: [{ code: null }], refused: true, answersLatest: true };
    const unless = carriers.has(code) ? { unless: carriedBy(code) } : {};
    const meaning = { asks: [{ code, unit, hidesObject: onPoints.has(code) }], thread: code, ...unless };
    // Neither a request nor an answer by the length of its data: something was asked all the same.
    if (row.text('packet_type') === 'Unknown') return { ...meaning, kind: 'transaction' };
    return { ...meaning, kind: isAnswer ? 'answer' : 'request' };
  },
};

/** The addresses that a message is passed on to, the last of those in use being the one that it is meant for. */
const hopAddresses = ['dest1_address', 'dest2_address', 'dest3_address', 'dest4_address'];

/** The log of an opcode that carries another one, which only its requests name. A peer is told by its place in a list. */
function carrierLog(path: string, carrier: string, field: string, hops: readonly string[]): OperationLog {
  return {
    ...common,
    path,
    signatures: [['uid', field]],
    fields: [field, ...hops],
    meaning(row) {
      const opcode = row.number(field);
      if (opcode === null) return { left: 'answer' };
      const code = String(opcode);
      const used = hops.map((hop) => row.number(hop)).filter((address) => address !== null && address > 0);
      const asks = [{ code, unit: used.at(-1) ?? null, hidesObject: hops.length === 0 || onPoints.has(code) }];
      return { kind: 'transaction', asks, shows: [carriedBy(carrier)] };
    },
  };
}

/** All logs of the protocol that show an operation. */
export const rocPlusLogs: readonly OperationLog[] = [
  carrierLog('roc_plus_store_and_forward', '24', 'desired_opcode', hopAddresses),
  carrierLog('roc_plus_peer_to_peer_network_messages', '205', 'embedded_roc_opcode', []),
  plainLog,
];
