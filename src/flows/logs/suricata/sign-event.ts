/**
 * Events that show a connection and none of its operations: of protocols that are granted whole (HTTP, DNS, TLS and so
 * on), alerts and drops, files, and the records of one direction (`netflow`).
 */
import type { ReadingSession } from '../../format.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import type { ConnectionReader } from './connection-rows.ts';
import { textOf } from './eve-values.ts';
import type { Occurrence } from './event-counter.ts';
import type { EndsReader, SourceRole } from './event-ends.ts';
import { type EventReading, left } from './event-kind.ts';
import type { FlowRegister } from './flow-register.ts';
import { appProtocol } from './protocol-names.ts';

/** What a reader of such events needs. */
export interface SignTools {
  readonly session: ReadingSession;
  readonly register: FlowRegister;
  readonly readEnds: EndsReader;
  readonly readConnection: ConnectionReader;
}

/** Events about a packet: they may have no addresses, and say what their packet had to do with its flow. */
const packetEvents: ReadonlySet<string> = new Set(['alert', 'drop']);

/** Events whose protocol stands in `app_proto`. */
const unnamed: ReadonlySet<string> = new Set(['alert', 'drop', 'fileinfo', 'netflow']);

/** Events whose source is whoever sent the packet that completed them, or the file. */
const bySender: ReadonlySet<string> = new Set([
  'alert',
  'drop',
  'fileinfo',
  'tftp',
  'krb5',
  'quic',
  'sip',
  'rfb',
  'rdp',
  'websocket',
  'ike',
  'ikev2',
  'mdns',
  'bittorrent_dht',
  'template',
]);

/** A reader of such events in one file. */
export function createSignReader({
  session,
  register,
  readEnds,
  readConnection,
}: SignTools): (row: JsonObject, eventType: string) => EventReading {
  return (row, eventType) => {
    const ends = readEnds(row, roleOf(row, eventType));
    if (typeof ends === 'string') return packetEvents.has(eventType) ? left(session, 'no-addresses') : ends;
    const name = unnamed.has(eventType) ? appProtocol(row) : eventType;
    const connection = readConnection(row, ends, name);
    if (connection === 'icmp-error') return left(session, connection);
    const sign = {
      row: connection.row,
      named: connection.protocol !== null,
      refused: eventType === 'drop',
    };
    const isNetflow = eventType === 'netflow';
    return {
      repeats: !ends.bySourcePort,
      use(at: Occurrence) {
        session.trace?.left('described-elsewhere', null);
        if (!isNetflow || Number.isNaN(at.began)) register.sign(sign, at);
        else register.sign(sign, { micros: at.began, line: at.line, flow: at.flow });
      },
    };
  };
}

function roleOf(row: JsonObject, eventType: string): SourceRole {
  const direction = textOf(row['direction']);
  if (packetEvents.has(eventType) && direction === 'to_server') return 'supposed-client';
  if (packetEvents.has(eventType) && direction === 'to_client') return 'supposed-server';
  return bySender.has(eventType) ? 'sender' : 'supposed-client';
}
