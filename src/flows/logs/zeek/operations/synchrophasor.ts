/** IEEE C37.118 (icsnpp-synchrophasor): a log for each type of frame. None shows the data stream. */
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

const commandCodes: Readonly<Record<string, string>> = {
  'Data off': '4.1',
  'Data on': '4.2',
  'Send HDR': '4.3',
  'Send CFG-1': '4.4',
  'Send CFG-2': '4.5',
  'Send CFG-3': '4.6',
  'Extended frame': '4.8',
};
const configurationCodes: Readonly<Record<string, string>> = { CFG1: '2', CFG2: '3', CFG3: '5' };

function frameLog(
  path: string,
  signature: readonly string[],
  fields: readonly string[],
  kind: 'transaction' | 'report',
  codeOf: (text: string) => AskedOperation,
): OperationLog {
  return {
    path,
    signatures: [['uid', 'frame_type', ...signature]],
    protocol: 'synchrophasor',
    transport: 'tcp',
    fields,
    meaning: (row) => ({ kind, asks: [{ ...codeOf(row.text(fields[0] ?? '') ?? ''), hidesObject: true }] }),
  };
}

function listed(codes: Readonly<Record<string, string>>): (text: string) => AskedOperation {
  return (text) => {
    const code = codes[text];
    return code === undefined ? foreignOperation(text) : { code };
  };
}

/** All logs of the protocol that show an operation. */
export const synchrophasorLogs: readonly OperationLog[] = [
  frameLog('synchrophasor_cmd', ['command'], ['command'], 'transaction', listed(commandCodes)),
  frameLog('synchrophasor_cfg', ['cfg_frame_id', 'frame_size'], ['frame_type'], 'report', listed(configurationCodes)),
  frameLog('synchrophasor_data', ['data_frame_id', 'frame_size'], [], 'report', () => ({ code: '0' })),
  frameLog('synchrophasor_hdr', ['data', 'frame_size'], [], 'report', () => ({ code: '1' })),
];
