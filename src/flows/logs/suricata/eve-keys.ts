/** The fields of an EVE event that are looked at (Suricata `etc/schema.json`), for reading lines without parsing them. */
import type { KeyTree } from '../key-tree.ts';

/** Numbers of the values that differ from event to event. */
export const located = {
  timestamp: 0,
  flow: 1,
  sourcePort: 2,
  transaction: 3,
  flowStart: 4,
  netflowStart: 5,
  modbusRequest: 6,
  modbusResponse: 7,
  dnp3Sequence: 8,
} as const;

export const locatedCount = 9;

const range = { address: 'decides', quantity: 'decides' } as const;

const modbusMessage = {
  unit_id: 'decides',
  function_raw: 'decides',
  diagnostic: { raw: 'decides' },
  mei: { raw: 'decides' },
  read: range,
  write: range,
  // Of a function without a form of its own, such as UMAS.
  data: 'decides',
} as const;

const dnp3Message = {
  type: 'decides',
  src: 'decides',
  dst: 'decides',
  iin: 'decides',
} as const;

const dnp3Application = {
  function_code: 'decides',
  objects: {
    group: 'decides',
    prefix_code: 'decides',
    range_code: 'decides',
    start: 'decides',
    stop: 'decides',
    count: 'decides',
    points: { prefix: 'decides' },
  },
} as const;

const dnp3InAlert = { ...dnp3Message, application: dnp3Application } as const;

const cip = {
  service: 'decides',
  status: 'decides',
  path: 'decides',
  multiple: { service: 'decides', status: 'decides', path: 'decides' },
} as const;

const returned = { return_code: 'decides', reason_code: 'decides', reason_codes: 'decides' } as const;

/** What an event says without its times, numbers of transactions and values of the process. */
export const eveKeys: KeyTree = {
  event_type: 'decides',
  timestamp: located.timestamp,
  flow_id: located.flow,
  src_ip: 'decides',
  src_port: located.sourcePort,
  dest_ip: 'decides',
  dest_port: 'decides',
  proto: 'decides',
  vlan: 'decides',
  app_proto: 'decides',
  app_proto_tc: 'decides',
  app_proto_ts: 'decides',
  icmp_type: 'decides',
  direction: 'decides',
  tx_id: located.transaction,
  flow: { start: located.flowStart, action: 'decides' },
  netflow: { start: located.netflowStart },
  tcp: { tcp_flags: 'decides', tcp_flags_ts: 'decides', tcp_flags_tc: 'decides' },
  arp: { opcode: 'decides', src_mac: 'decides', src_ip: 'decides', dest_mac: 'decides', dest_ip: 'decides' },
  modbus: {
    request: { ...modbusMessage, transaction_id: located.modbusRequest },
    response: {
      ...modbusMessage,
      transaction_id: located.modbusResponse,
      exception: { raw: 'decides' },
    },
  },
  dnp3: {
    ...dnp3Message,
    application: { ...dnp3Application, control: { sequence: located.dnp3Sequence } },
    request: dnp3InAlert,
    response: dnp3InAlert,
  },
  enip: {
    request: { command: 'decides', cip },
    response: { command: 'decides', status: 'decides', cip },
  },
  snmp: { version: 'decides', pdu_type: 'decides' },
  mqtt: {
    connect: {},
    connack: returned,
    publish: { topic: 'decides' },
    puback: returned,
    pubrec: returned,
    pubrel: {},
    pubcomp: {},
    subscribe: {},
    suback: { qos_granted: 'decides' },
    unsubscribe: {},
    unsuback: returned,
    pingreq: {},
    disconnect: {},
    auth: {},
  },
  // Amazon's firewall wraps events; such lines are parsed.
  event: 'decides',
};
