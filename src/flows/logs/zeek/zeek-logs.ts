/** The Zeek logs that are read, by the name that Zeek gives them (`#path`). */
import { stagedLog } from '../staged-log.ts';
import { openConnLog } from './conn.ts';
import { openConnLines } from './conn-lines.ts';
import { openModbusDetailedLog } from './modbus-detailed.ts';
import { openModbusDeviceLog, openModbusMaskLog, openModbusReadWriteLog } from './modbus-extras.ts';
import { openModbusLog } from './modbus-log.ts';
import type { ZeekLog } from './zeek-log.ts';

/** Tried in this order when a row does not name its log. */
export const zeekLogs: readonly ZeekLog[] = [
  {
    path: 'modbus_read_write_multiple_registers',
    ...stagedLog(openModbusReadWriteLog),
    signature: ['uid', 'func', 'tid', 'request_response', 'write_start_address'],
  },
  {
    path: 'modbus_mask_write_register',
    ...stagedLog(openModbusMaskLog),
    signature: ['uid', 'func', 'tid', 'and_mask'],
  },
  {
    path: 'modbus_read_device_identification',
    ...stagedLog(openModbusDeviceLog),
    signature: ['uid', 'func', 'tid', 'mei_type', 'request_response'],
  },
  {
    path: 'modbus_detailed',
    ...stagedLog(openModbusDetailedLog),
    signature: ['uid', 'func', 'tid', 'matched'],
  },
  {
    path: 'modbus_detailed',
    ...stagedLog(openModbusDetailedLog),
    signature: ['uid', 'func', 'tid', 'request_response'],
  },
  { path: 'modbus', ...stagedLog(openModbusLog), signature: ['uid', 'func', 'tid', 'pdu_type'] },
  { path: 'conn', open: openConnLog, openLines: openConnLines, signature: ['uid', 'proto', 'conn_state'] },
];

/** The log of a name, null when it is not read. */
export function zeekLogNamed(path: string): ZeekLog | null {
  return zeekLogs.find((log) => log.path === path) ?? null;
}
