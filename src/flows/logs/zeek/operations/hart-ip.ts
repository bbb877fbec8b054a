/**
 * HART-IP (icsnpp-hart-ip). Commands are written by name, and some names stand for two commands: then the row does not
 * show which one. A server may answer from a port of its own.
 */
import { isHartRefusal } from '../../../protocols/hart-ip/hart-refusals.ts';
import { readNumber } from '../../log-numbers.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'hart-ip', transport: 'udp' } as const;

/** Names that differ from those of the catalogue. */
const commandCodes: Readonly<Record<string, string>> = {
  'Read Loop Current': '2',
  'Read Dynamic Variable': '3',
  'Read Device Variable': '9',
  'Read Unique Identifier Tag': '11',
  'Read Tag': '13',
  'Read Unique Identifier Long Tag': '21',
  'Write Primary Variable Damping Value': '34',
  'Write Primary Variable Range Values': '35',
  'Set Primary Variable Upper Range Value': '36',
  'Set Primary Variable Lower Range Value': '37',
  'EEPROM Control': '39',
  'Perform Self-Test': '41',
  'Write Primary Variable Transducer Serial Number': '49',
  'Write Device Variable Damping Value': '55',
  'Write Device Variable Transducer Serial No.': '56',
  'Write Unit Tag, Descriptor, Date': '58',
  'Write Number of Response Preambles': '59',
  'Read Analog Channel and Percent of Range': '60',
  'Read Dynamic Variables and Primary Variable Analog Channel': '61',
  'Write Analog Channel Additional Damping Value': '64',
  'Write Analog Channel Range Values': '65',
  'Trim Analog Channel GAIN': '68',
  'Read Analog Channel Endpoint Values': '70',
  'Read I/O System Capabilities': '74',
  'Pull Sub-Device': '75',
  'Poll Sub-Device': '75',
  'Reset Device Variable Trim': '83',
  'Read I/O Channel Statistics': '85',
  'Write I/O System Master Mode': '87',
  'Write I/O System Retry Count': '88',
};

/** Names of two commands each: 57 reads and 58 writes, 82 writes a trim point and 83 resets the trim. */
const ambiguous = new Set(['Read Unit Tag, Descriptor, Date', 'Write Device Variable Trim Point']);

const messageCodes: Readonly<Record<string, string>> = {
  'Session Initiate': 'm0',
  'Session Close': 'm1',
  'Keep Alive': 'm2',
  'Direct PDU': 'm4',
  'Read Audit Log': 'm5',
};

/** What a row about a direct PDU counts unless its commands are shown. */
const directCommands = 'hart direct pdu';

const generalLog: OperationLog = {
  ...common,
  path: 'hart_ip_general',
  signatures: [['uid', 'header_message_type_message_type']],
  fields: [
    'header_message_type_message_type',
    'header_message_id',
    'token_passing_pdu_command_number',
    'token_passing_pdu_contents_response_response_code',
  ],
  pairedBy: 'header_sequence_number',
  meaning(row, names) {
    const message = row.text('header_message_id') ?? '';
    const command = row.text('token_passing_pdu_command_number');
    const asked = command === null ? readMessage(message) : readCommand(command, names);
    const unless = asked.code === 'm4' ? { unless: directCommands } : {};
    const meaning = { asks: [asked], thread: message, mayChangePorts: true, ...unless };
    switch (row.text('header_message_type_message_type')) {
      case 'Request':
        return { ...meaning, kind: 'request' };
      case 'Publish':
        return { ...meaning, kind: 'report' };
      case 'Response':
        return {
          ...meaning,
          kind: 'answer',
          refused: isRefusal(row.text('token_passing_pdu_contents_response_response_code')),
        };
      default:
        return { ...meaning, kind: 'answer', refused: true };
    }
  },
};

const directLog: OperationLog = {
  ...common,
  path: 'hart_ip_direct_pdu_command',
  signatures: [['uid', 'direct_pdu_command_command_number']],
  fields: ['direct_pdu_command_command_number', 'direct_pdu_contents_response_response_code'],
  meaning(row, names): RowMeaning {
    const command = row.text('direct_pdu_command_command_number') ?? '';
    const code = row.text('direct_pdu_contents_response_response_code');
    const meaning = {
      asks: [readCommand(command, names)],
      thread: command,
      mayChangePorts: true,
      shows: [directCommands],
    };
    if (code === null) return { ...meaning, kind: 'request' };
    return { ...meaning, kind: 'answer', refused: isRefusal(code) };
  },
};

function readMessage(name: string): AskedOperation {
  const code = messageCodes[name];
  return code === undefined ? foreignOperation(name) : { code };
}

function readCommand(name: string, names: CodeNames): AskedOperation {
  if (ambiguous.has(name)) return { code: null };
  const unknown = readNumber(/^unknown-(0x[0-9a-f]{1,4})$/.exec(name)?.[1] ?? null);
  const code = unknown === null ? (commandCodes[name] ?? names.code(name)) : String(unknown);
  return code === null ? foreignOperation(name) : { code };
}

function isRefusal(text: string | null): boolean {
  return isHartRefusal(readNumber(text) ?? 0);
}

/** All logs of the protocol that show an operation. */
export const hartIpLogs: readonly OperationLog[] = [directLog, generalLog];
