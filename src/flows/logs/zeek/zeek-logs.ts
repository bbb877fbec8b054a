/** The Zeek logs that are read, by the name that Zeek gives them (`#path`). */
import { stagedLog } from '../staged-log.ts';
import { openConnLog } from './conn.ts';
import { openConnLines } from './conn-lines.ts';
import { openModbusDetailedLog } from './modbus-detailed.ts';
import { openModbusDeviceLog, openModbusMaskLog, openModbusReadWriteLog } from './modbus-extras.ts';
import { openModbusLog } from './modbus-log.ts';
import { operationLog } from './operations/open-operation-log.ts';
import { operationLogs } from './operations/registry.ts';
import { serviceLogs } from './service-logs.ts';
import type { ZeekLog } from './zeek-log.ts';

/** Tried in this order when a row does not name its log. */
export const zeekLogs: readonly ZeekLog[] = [
  {
    path: 'modbus_read_write_multiple_registers',
    ...stagedLog(openModbusReadWriteLog),
    signatures: [['uid', 'func', 'tid', 'request_response', 'write_start_address']],
  },
  {
    path: 'modbus_mask_write_register',
    ...stagedLog(openModbusMaskLog),
    signatures: [['uid', 'func', 'tid', 'and_mask']],
  },
  {
    path: 'modbus_read_device_identification',
    ...stagedLog(openModbusDeviceLog),
    signatures: [['uid', 'func', 'tid', 'mei_type', 'request_response']],
  },
  {
    path: 'modbus_detailed',
    ...stagedLog(openModbusDetailedLog),
    signatures: [
      ['uid', 'func', 'tid', 'matched'],
      ['uid', 'func', 'tid', 'request_response'],
    ],
  },
  { path: 'modbus', ...stagedLog(openModbusLog), signatures: [['uid', 'func', 'tid', 'pdu_type']] },
  ...operationLogs.map(operationLog),
  ...serviceLogs,
  { path: 'conn', open: openConnLog, openLines: openConnLines, signatures: [['uid', 'proto', 'conn_state']] },
];

/** The log of a name, null when it is not read. */
export function zeekLogNamed(path: string): ZeekLog | null {
  return logsByPath.get(path) ?? null;
}

const logsByPath: ReadonlyMap<string, ZeekLog> = new Map([...zeekLogs].reverse().map((log) => [log.path, log]));

/** The log that a JSON row belongs to by its fields, null when none is known. */
export function zeekLogWith(fields: Readonly<Record<string, unknown>>): ZeekLog | null {
  return zeekLogs.find(({ signatures }) => signatures.some((names) => names.every((name) => name in fields))) ?? null;
}
