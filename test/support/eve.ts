/** Hand-made events of Suricata. */
import { conversationLine, readContent } from './read-conversations.ts';

/** An event by field. */
export type EveRow = Readonly<Record<string, unknown>>;

/** Fields that most events of these tests share: a request of 10.0.0.1 to port 502 of 10.0.0.2. */
export const commonEvent: EveRow = {
  timestamp: '2023-11-14T22:13:20.000001+0000',
  flow_id: 1_234_567_890_123_456,
  in_iface: 'eth1',
  event_type: 'flow',
  src_ip: '10.0.0.1',
  src_port: 40_000,
  dest_ip: '10.0.0.2',
  dest_port: 502,
  proto: 'TCP',
};

/** A flow record of a connection that was seen from its beginning. */
export const flowRecord: EveRow = {
  ...commonEvent,
  app_proto: 'modbus',
  flow: {
    pkts_toserver: 5,
    pkts_toclient: 4,
    start: '2023-11-14T22:13:19.000000+0000',
    end: '2023-11-14T22:13:20.000000+0000',
    state: 'closed',
    reason: 'timeout',
    alerted: false,
  },
  tcp: { tcp_flags: '1b', tcp_flags_ts: '1b', tcp_flags_tc: '1b', syn: true },
};

/** One Modbus transaction; `response` is null for a request without an answer. */
export function modbusEvent(request: EveRow | null, response: EveRow | null, overrides: EveRow = {}): EveRow {
  const common = { transaction_id: 7, protocol_id: 0, unit_id: 3, error_flags: 'NONE' };
  return {
    ...commonEvent,
    event_type: 'modbus',
    ...overrides,
    modbus: {
      id: 1,
      ...(request === null ? {} : { request: { ...common, ...request } }),
      ...(response === null ? {} : { response: { ...common, ...response } }),
    },
  };
}

/** A log as Suricata writes it. */
export function eveLog(rows: readonly EveRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** The same event with its ends the other way around. */
export function turned(row: EveRow): EveRow {
  return {
    ...row,
    src_ip: row['dest_ip'],
    src_port: row['dest_port'],
    dest_ip: row['src_ip'],
    dest_port: row['src_port'],
  };
}

/** The conversations of a log. */
export async function eveLines(rows: readonly EveRow[]): Promise<readonly string[]> {
  return (await readContent(eveLog(rows))).conversations.map(conversationLine);
}
