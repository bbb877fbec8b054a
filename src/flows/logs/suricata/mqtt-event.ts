/**
 * MQTT exchanges in EVE (`mqtt`, rust/src/mqtt/logger.rs): an object for each packet, by its type. Of what a client
 * publishes only the topic is looked at, as Sparkplug tells commands from data by it.
 */
import type { JsonObject } from '../zeek/json-record.ts';
import { countOf, objectOf, textOf } from './eve-values.ts';
import { type AskedOperation, type EveProtocol, noObjects, type ProtocolRows } from './protocol-event.ts';

export const mqttEvents: EveProtocol = {
  protocol: 'mqtt',
  name: 'mqtt',
  open: (rows) => (row, body) => {
    const ends = rows.readEnds(row, senderOf(body));
    if (typeof ends === 'string') return ends;
    const isRefused = refusals.some((name) => refuses(objectOf(body[name])));
    // What a broker delivers answers a subscription; the client acknowledges it.
    const codes = ends.turned ? codesOf(rows, body, acknowledgements) : codesOf(rows, body, requests);
    const asked: readonly AskedOperation[] = codes.flatMap((code) =>
      rows
        .operations(code)
        .map((known) => ({ row: rows.row(ends, known, noObjects), refused: isRefused && !ends.turned })),
    );
    return {
      ends,
      asked,
      open: false,
      answer: asked.length > 0 ? null : { refused: isRefused, thread: null, tells: [] },
      thread: null,
      swapped: ends.turned,
      connection: rows.concealed(ends),
      repeats: true,
    };
  },
};

/** Packets that only clients send. */
const clientPackets: ReadonlyMap<string, string> = new Map([
  ['connect', '1'],
  ['subscribe', '8'],
  ['unsubscribe', '10'],
  ['pingreq', '12'],
]);
/** Packets of the client in an exchange that it begins. */
const requests: ReadonlyMap<string, string> = new Map([
  ...clientPackets,
  ['publish', '3'],
  ['pubrel', '6'],
  ['disconnect', '14'],
  ['auth', '15'],
]);
/** Packets of the client in an exchange that the broker begins. */
const acknowledgements: ReadonlyMap<string, string> = new Map([
  ['puback', '4'],
  ['pubrec', '5'],
  ['pubcomp', '7'],
]);
/** Packets of the broker that may refuse what was asked. */
const refusals: readonly string[] = ['connack', 'puback', 'pubrec', 'suback', 'unsuback'];

function senderOf(body: JsonObject): 'client' | 'sender' {
  return [...clientPackets.keys()].some((name) => objectOf(body[name]) !== null) ? 'client' : 'sender';
}

function codesOf(rows: ProtocolRows, body: JsonObject, packets: ReadonlyMap<string, string>): readonly string[] {
  return [...packets].flatMap(([name, code]) => {
    const packet = objectOf(body[name]);
    if (packet === null) return [];
    return name === 'publish' ? [publishCode(rows, textOf(packet['topic']) ?? '')] : [code];
  });
}

/** `spBv1.0/<group>/<message>/<node>`, or `spBv1.0/STATE/<host>`. */
function publishCode(rows: ProtocolRows, topic: string): string {
  const [, second = '', third = ''] = /^spBv1\.0\/([^/]*)(?:\/([^/]*))?/.exec(topic) ?? [];
  const message = second === 'STATE' ? second : third;
  return rows.isListed(`3.${message}`) ? `3.${message}` : '3';
}

/** From here on a reason is a refusal (MQTT 5.0 2.4); in older versions any answer but 0 to `connect` is one. */
const firstRefusal = 0x80;

function refuses(packet: JsonObject | null): boolean {
  if (packet === null) return false;
  if ((countOf(packet['return_code']) ?? 0) > 0) return true;
  const reasons = [packet['reason_code'], packet['qos_granted'], packet['reason_codes']].flat();
  return reasons.some((reason) => (countOf(reason) ?? 0) >= firstRefusal);
}
