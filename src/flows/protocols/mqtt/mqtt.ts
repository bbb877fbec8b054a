/**
 * MQTT 3.1, 3.1.1 and 5.0 (OASIS): packets of both sides of a broker's connection, with the message type of Sparkplug B
 * (Eclipse Sparkplug 3.0 5) where a topic has one. Topics, user names and passwords stay where they are.
 */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createMqttPacket, isMqttConnect, type MqttPacket, readMqttPacket } from './mqtt-packet.ts';
import { sparkplugType, sparkplugTypes } from './sparkplug.ts';

const connect = 1;
const connectAnswer = 2;
const publish = 3;
const subscribe = 8;
const subscribeAnswer = 9;
const unsubscribe = 10;
const unsubscribeAnswer = 11;
const packetTypes = 16;

export const mqttDecoder: Decoder = {
  protocol: 'mqtt',
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeMqtt,
  prepare(lookup) {
    const operations = createMqttOperations(lookup);
    return (output) => openMqtt(operations, output);
  },
};

interface MqttOperations {
  readonly byType: readonly (readonly KnownOperation[])[];
  readonly sparkplug: ReadonlyMap<string, readonly KnownOperation[]>;
}

function createMqttOperations(lookup: OperationLookup): MqttOperations {
  return {
    byType: Array.from({ length: packetTypes }, (_, type) => lookup(String(type))),
    sparkplug: new Map(sparkplugTypes.map((type) => [type, lookup(`${publish}.${type}`)])),
  };
}

/** Only the first packet of a connection is a sure sign: CONNECT, or its answer. */
function probeMqtt(bytes: Uint8Array, start: number, end: number): Recognition {
  const first = bytes[start];
  if (first === connect << 4) {
    const answer = isMqttConnect(bytes, start, end);
    return answer === 'more' ? 'more' : answer === 'yes' ? 'client' : 'no';
  }
  return 'no';
}

function openMqtt({ byType, sparkplug }: MqttOperations, output: OperationOutput): Dialogue {
  const packet = createMqttPacket();
  const inStep = { client: true, server: true };
  let connecting = absent;
  /** Slots of subscriptions by packet identifier. */
  const waiting = new Map<number, number>();

  function operationsOf(bytes: Uint8Array, { type, start, end }: MqttPacket): readonly KnownOperation[] {
    const known = type === publish ? sparkplug.get(sparkplugType(bytes, start, end)) : undefined;
    return known ?? byType[type] ?? [];
  }

  function count(known: readonly KnownOperation[]): number {
    let slot = absent;
    for (const { operation, table } of known) slot = output.operation(operation, absent, table, absent, absent, 0);
    return slot;
  }

  function fromClient(bytes: Uint8Array): void {
    const slot = count(operationsOf(bytes, packet));
    if (packet.type === connect) connecting = slot;
    if (packet.type !== subscribe && packet.type !== unsubscribe) return;
    if (waiting.size > 256) waiting.clear();
    waiting.set(((bytes[packet.start] ?? 0) << 8) | (bytes[packet.start + 1] ?? 0), slot);
  }

  function fromServer(bytes: Uint8Array): void {
    const { type, start, end } = packet;
    if (type === connectAnswer && connecting !== absent) {
      output.answered(connecting);
      if ((bytes[start + 1] ?? 0) !== 0) output.refuse(connecting);
      connecting = absent;
    } else if (type === subscribeAnswer || type === unsubscribeAnswer) {
      const identifier = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
      const slot = waiting.get(identifier);
      if (slot === undefined) return;
      waiting.delete(identifier);
      output.answered(slot);
      // Each octet at the end is the reason code of one topic.
      if (end > start + 2 && (bytes[end - 1] ?? 0) >= 0x80) output.refuse(slot);
    } else if (type === publish) output.answersElsewhere();
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const answer = readMqttPacket(bytes, at, end, packet);
      if (answer === 'no') {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
        continue;
      }
      if (answer === 'more') return inStep[from] ? at : end;
      if (!inStep[from] && packet.next < end && readMqttPacket(bytes, packet.next, end, { ...packet }) === 'no') {
        at++;
        continue;
      }
      inStep[from] = true;
      if (from === 'client') fromClient(bytes);
      else fromServer(bytes);
      at = packet.next;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
    },
  };
}
