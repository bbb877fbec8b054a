/** Services of office and DMZ whose logs show operations: NTP, SNMP and MQTT (Zeek's own scripts). */
import type { LogRecord } from '../../log-record.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

/** The mode says who speaks: 4 answers 3, and 5 is sent to everybody. */
const ntpLog: OperationLog = {
  path: 'ntp',
  signatures: [['uid', 'mode', 'stratum']],
  protocol: 'ntp',
  transport: 'udp',
  fields: ['mode'],
  meaning(row) {
    const mode = row.number('mode');
    if (mode === null) return 'no mode in field `mode`';
    if (mode === 4) return { kind: 'answer', asks: [{ code: '3' }], thread: '3' };
    return { kind: mode === 3 ? 'request' : 'transaction', asks: [{ code: String(mode) }], thread: String(mode) };
  },
};

/** The counters of `snmp.log` by code; it counts variables, and a row stands for a whole session. */
const snmpCounters = [
  ['get_requests', '0'],
  ['get_bulk_requests', '5'],
  ['set_requests', '3'],
] as const;

const snmpLog: OperationLog = {
  path: 'snmp',
  signatures: [['uid', 'community', 'get_requests']],
  protocol: 'snmp',
  transport: 'udp',
  fields: [...snmpCounters.map(([field]) => field), 'version', 'display_string'],
  meaning(row) {
    const version = /^(?:1|2c|3)$/.exec(row.text('version') ?? '')?.[0];
    const asks = snmpCounters
      .filter(([field]) => (row.number(field) ?? 0) > 0)
      .map(([, code]): AskedOperation => ({ code: version === undefined ? code : `${code}.v${version}` }));
    const description = row.text('display_string');
    return {
      kind: 'transaction',
      // Traps are not counted there.
      asks: asks.length > 0 ? asks : [{ code: null }],
      facts: description === null ? [] : [{ about: 'server', field: 'description', value: description }],
    };
  },
};

const mqttCommon = { protocol: 'mqtt', transport: 'tcp' } as const;

const mqttConnectLog: OperationLog = {
  ...mqttCommon,
  path: 'mqtt_connect',
  signatures: [['uid', 'proto_name', 'connect_status']],
  fields: ['connect_status'],
  meaning(row) {
    const status = row.text('connect_status');
    return { kind: 'transaction', asks: [{ code: '1' }], refused: status !== null && !/accepted/i.test(status) };
  },
};

const mqttPublishLog: OperationLog = {
  ...mqttCommon,
  path: 'mqtt_publish',
  signatures: [['uid', 'from_client', 'topic']],
  fields: ['from_client', 'topic'],
  meaning(row, names) {
    // What a broker hands on was asked for by a subscription.
    if (row.text('from_client') === 'F') return { left: 'answer' };
    return { kind: 'transaction', asks: [{ code: names.exact(`3.${sparkplugType(row.text('topic') ?? '')}`, '3') }] };
  },
};

/** Behind the group, except for the states of hosts. */
function sparkplugType(topic: string): string {
  const [namespace, group, type = ''] = topic.split('/', 3);
  if (namespace !== 'spBv1.0') return '';
  return group === 'STATE' ? group : type;
}

const mqttSubscribeLog: OperationLog = {
  ...mqttCommon,
  path: 'mqtt_subscribe',
  signatures: [['uid', 'action', 'topics']],
  fields: ['action'],
  meaning: (row) => ({ kind: 'transaction', asks: [readSubscription(row)] }),
};

function readSubscription(row: LogRecord): AskedOperation {
  const action = (row.text('action') ?? '').replace(/^.*::/, '').toUpperCase();
  if (action === 'SUBSCRIBE') return { code: '8' };
  return action === 'UNSUBSCRIBE' ? { code: '10' } : foreignOperation(action);
}

/** All of these logs. */
export const officeLogs: readonly OperationLog[] = [ntpLog, snmpLog, mqttConnectLog, mqttPublishLog, mqttSubscribeLog];
