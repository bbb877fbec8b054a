/** Reads events by their type: each is used, or left out and counted under its name. */
import type { ReadingSession } from '../../format.ts';
import { createLogCounter } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { createArpReader } from './arp-event.ts';
import { createConnectionReader } from './connection-rows.ts';
import { dnp3Events } from './dnp3-event.ts';
import { enipEvents } from './enip-event.ts';
import { objectOf, textOf } from './eve-values.ts';
import { createEventCounter } from './event-counter.ts';
import { createEndsReader } from './event-ends.ts';
import { type EventReading, left } from './event-kind.ts';
import { createFlowReader } from './flow-event.ts';
import { createFlowRegister } from './flow-register.ts';
import { modbusEvents } from './modbus-event.ts';
import { mqttEvents } from './mqtt-event.ts';
import { createOperationEvents } from './operation-event.ts';
import { createProtocolRows, type EveProtocol, type ProtocolReader } from './protocol-event.ts';
import { createSignReader } from './sign-event.ts';
import { snmpEvents } from './snmp-event.ts';

/** The protocols whose operations Suricata logs. */
const protocols: readonly EveProtocol[] = [modbusEvents, dnp3Events, enipEvents, snmpEvents, mqttEvents];

/** Events that are no traffic, or only repeat what others say: each with the reason that it is counted under. */
const leftOut: ReadonlyMap<string, string> = new Map([
  ['stats', 'event-stats'],
  ['engine', 'event-engine'],
  ['anomaly', 'event-anomaly'],
  ['metadata', 'event-metadata'],
  ['frame', 'event-frame'],
  ['stream_tcp', 'event-stream'],
]);

export interface EventReader {
  /** What an event says; `line` is where it stands. */
  read(row: JsonObject, line: number): EventReading;
  /** Takes the time of every event that is used. */
  pass(micros: number): void;
  /** Counts what waits for events that have not come. */
  settle(): void;
}

/** A reader for one file. */
export function createEventReader(session: ReadingSession): EventReader {
  const { context, tally } = session;
  const logCounter = createLogCounter(session);
  const counter = createEventCounter(session);
  const register = createFlowRegister(session, counter);
  const readEnds = createEndsReader(session, logCounter);
  const readConnection = createConnectionReader(session, logCounter);
  const operations = createOperationEvents({ session, counter, register });
  const shown = new Set(protocols.map(({ protocol }) => protocol));
  const readFlow = createFlowReader({ session, counter, register, readEnds, readConnection, shown });
  const readSign = createSignReader({ session, register, readEnds, readConnection });
  const readArp = createArpReader(session, logCounter, register);
  const readers: ReadonlyMap<string, ProtocolReader> = new Map(
    protocols
      .filter(({ protocol }) => context.catalogue.protocols.has(protocol))
      .map((each) => [each.name, each.open(createProtocolRows(session, logCounter, readEnds, each.protocol))]),
  );

  function readAlert(row: JsonObject): EventReading {
    for (const [name, reader] of readers) {
      const body = objectOf(row[name]);
      // An alert that shows its transaction in part is still an alert.
      const event = body === null ? '' : reader(directed(row), body);
      if (typeof event === 'string') continue;
      const kind = operations.alert(event, name);
      // What stands for the port of the source here is that of the destination.
      return directed(row) === row ? kind : { ...kind, repeats: false };
    }
    return readSign(row, 'alert');
  }

  function readOther(row: JsonObject, eventType: string, line: number): EventReading {
    const isKnown = signs.has(eventType) || context.catalogue.suricataNames.has(eventType);
    if (isKnown) return readSign(row, eventType);
    tally.note(`events of type \`${eventType.slice(0, 100)}\`: not read yet`, 'line', line);
    return left(session, 'event-not-read');
  }

  return {
    read(row, line) {
      const eventType = textOf(row['event_type']);
      if (eventType === null) return 'no field `event_type`';
      const reason = leftOut.get(eventType);
      if (reason !== undefined) return left(session, reason);
      if (eventType === 'flow') return readFlow(row);
      if (eventType === 'alert') return readAlert(row);
      if (eventType === 'arp') return readArp(row);
      const reader = readers.get(eventType);
      if (reader === undefined) return readOther(row, eventType, line);
      const body = objectOf(row[eventType]);
      if (body === null) return `no field \`${eventType}\``;
      const event = reader(row, body);
      return typeof event === 'string' ? event : operations.transaction(event, eventType);
    },
    pass: register.pass,
    settle() {
      operations.settle();
      register.settle();
    },
  };
}

/** Events without a protocol of their own, and of protocols that have no entry in the catalogue. */
const signs: ReadonlySet<string> = new Set(['drop', 'fileinfo', 'netflow', 'bittorrent_dht', 'template']);

/** An alert with the client as its source, as far as it says who that is. */
function directed(row: JsonObject): JsonObject {
  if (row['direction'] !== 'to_client') return row;
  const { src_ip, src_port, dest_ip, dest_port } = row;
  return { ...row, src_ip: dest_ip, src_port: dest_port, dest_ip: src_ip, dest_port: src_port };
}
