/** GE SRTP (icsnpp-ge-srtp): requests name their service, answers only say how it went. */
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

/** Names that differ from those of the catalogue. */
const serviceCodes: Readonly<Record<string, string>> = {
  'PLC short status request': '0x00',
  'Change PLC CPU privilege level': '0x21',
  'Set control ID (CPU ID)': '0x22',
  'Set PLC (run vs stop)': '0x23',
  'Set PLC time/date': '0x24',
  'Return PLC time/date': '0x25',
  'Program store (upload from PLC)': '0x3f',
  'Program load (download to PLC)': '0x40',
  'Return controller type and ID information': '0x43',
};

/** Tables of the catalogue by the words that segment selectors begin with. */
const segments: readonly (readonly [words: string, table: string])[] = [
  ['Discrete Inputs', 'discrete_inputs'],
  ['Discrete Outputs', 'discrete_outputs'],
  ['Discrete Internals', 'discrete_internals'],
  ['Discrete Temporaries', 'discrete_temporaries'],
  ['%SA', 'system_a'],
  ['%SB', 'system_b'],
  ['%SC', 'system_c'],
  ['%S', 'system'],
  ['Genius Global', 'genius_global'],
  ['Analog Inputs', 'analog_inputs'],
  ['Analog Outputs', 'analog_outputs'],
  ['Registers', 'registers'],
];

/** Reading and writing of system memory, which name a segment. */
const onMemory = new Set(['0x04', '0x07']);
const bitsInOctet = 8;

/** All logs of the protocol. */
export const geSrtpLogs: readonly OperationLog[] = [
  {
    path: 'ge_srtp_general',
    signatures: [['uid', 'srtp_type']],
    protocol: 'ge-srtp',
    transport: 'tcp',
    fields: [
      'srtp_type',
      'message_type',
      'service_request_code',
      'segment_selector',
      'memory_offset',
      'data_length',
      'status_code',
    ],
    pairedBy: 'sequence_number_1',
    meaning(row, names) {
      const asks = [readService(row, names)];
      if (row.text('srtp_type') !== 'Reply') return { kind: 'request', asks };
      const status = row.text('status_code');
      const isNack = row.text('message_type')?.startsWith('Error Nack') === true;
      return { kind: 'answer', asks, refused: isNack || (status !== null && status !== 'No Error Occurred') };
    },
  },
];

function readService(row: LogRecord, names: CodeNames): AskedOperation {
  const service = row.text('service_request_code');
  if (service === null) return { code: null };
  const code = serviceCodes[service] ?? names.code(service);
  if (code === null) return foreignOperation(service);
  if (!onMemory.has(code)) return { code };
  const selector = row.text('segment_selector') ?? '';
  const table = segments.find(([words]) => selector.startsWith(words))?.[1] ?? null;
  const offset = row.number('memory_offset');
  if (table === null || offset === null) return { code, hidesObject: true };
  // Discrete memories are counted in bits, whatever the selector counts them in.
  const perElement = selector.endsWith('Byte-selector') ? bitsInOctet : 1;
  const count = Math.max(row.number('data_length') ?? 1, 1) * perElement;
  return { code, table, first: offset * perElement, count };
}
