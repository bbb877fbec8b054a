/** The descriptions of all logs of operations. */
import { bacnetLogs } from './bacnet.ts';
import { bsapLogs } from './bsap.ts';
import { c1222Logs } from './c12-22.ts';
import { cipLogs } from './cip.ts';
import { dnp3Logs } from './dnp3.ts';
import { ethercatLogs } from './ethercat.ts';
import { geSrtpLogs } from './ge-srtp.ts';
import { genisysLogs } from './genisys.ts';
import { gooseLogs } from './goose.ts';
import { hartIpLogs } from './hart-ip.ts';
import { iec104Logs } from './iec-104.ts';
import { mmsLogs } from './mms.ts';
import { officeLogs } from './office.ts';
import { omronFinsLogs } from './omron-fins.ts';
import { opcUaLogs } from './opc-ua.ts';
import type { OperationLog } from './operation-log.ts';
import { profinetLogs } from './profinet.ts';
import { rocPlusLogs } from './roc-plus.ts';
import { s7commLogs } from './s7comm.ts';
import { synchrophasorLogs } from './synchrophasor.ts';

/** Tried in this order when a JSON row does not name its log: logs with more telling fields come first. */
export const operationLogs: readonly OperationLog[] = [
  ...dnp3Logs,
  ...cipLogs,
  ...s7commLogs,
  ...bacnetLogs,
  ...bsapLogs,
  ...opcUaLogs,
  ...genisysLogs,
  ...geSrtpLogs,
  ...hartIpLogs,
  ...synchrophasorLogs,
  ...rocPlusLogs,
  ...profinetLogs,
  ...ethercatLogs,
  ...omronFinsLogs,
  ...c1222Logs,
  ...mmsLogs,
  ...gooseLogs,
  ...iec104Logs,
  ...officeLogs,
];
