import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { recordComparison } from '../../support/comparison-table.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { type EveEvent, eveCaptures, eveEvents, evePath } from '../../support/eve-truth.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { namedByEveOnly, onlyInCapture, onlyInEve } from './eve-differences.ts';
import { tally } from './modbus-tally.ts';

describeCorpus('EVE of Suricata 7.0.10', [], () => {
  test('every line is used or counted by name, and every operation counts once', async () => {
    const captures = eveCaptures();
    expect(captures.length).toBeGreaterThan(120);
    let lines = 0;
    for (const capture of captures) {
      const events = eveEvents(capture);
      const { conversations, readings } = await readPaths([evePath(capture)]);
      const [reading] = readings;
      expect([capture, reading?.format, reading?.problems]).toEqual([capture, 'suricata eve', []]);
      expect(reading?.statistics.records).toBe(events.length);
      expect([capture, reading?.statistics.skipped]).toEqual([capture, leftOut(events)]);
      const shown = conversations.filter(({ operation, protocol }) => operation !== null && protocol !== 'icmp');
      expect([
        capture,
        sorted(tally(shown.map(({ operation, protocol, count }) => [`${protocol} ${operation?.code}`, count]))),
      ]).toEqual([capture, sorted(tally([...modbusCodes(events), ...dnp3Codes(events)].map((code) => [code, 1])))]);
      expect([capture, sum(conversations) - sum(shown)]).toEqual([capture, connections(events)]);
      lines += events.length;
    }
    expect(lines).toBe(12_318);
  });

  test('the connections of a capture are those of its flow records', async () => {
    for (const capture of eveCaptures()) {
      const eve = byConnection((await readPaths([evePath(capture)])).conversations);
      const { conversations, readings } = await readPaths([corpusPath(capture)]);
      const ours = byConnection(conversations.filter(({ transport }) => transport !== 'ethernet'));
      const missing = [...eve.keys()].filter((connection) => !ours.has(connection));
      const extra = [...ours.keys()].filter((connection) => !eve.has(connection));
      const named = [...eve].flatMap(([connection, protocols]) =>
        protocols
          .filter((protocol) => ours.has(connection) && !ours.get(connection)?.includes(protocol))
          .map((protocol) => `${connection} ${protocol}`),
      );
      expect([capture, missing.sort()]).toEqual([capture, [...(onlyInEve[capture] ?? [])].sort()]);
      expect([capture, extra.sort()]).toEqual([capture, [...(onlyInCapture[capture] ?? [])].sort()]);
      expect([capture, named]).toEqual([capture, namedByEveOnly[capture] ?? []]);
      recordComparison({
        capture,
        protocol: 'connections',
        oracle: 'suricata',
        packets: readings[0]?.statistics.packets ?? 0,
        compared: eve.size,
        equal: eve.size - missing.length - named.length,
        explained: missing.length + named.length + extra.length,
      });
    }
  });
});

function sum(conversations: readonly Conversation[]): number {
  return conversations.filter(({ protocol }) => protocol !== 'icmp').reduce((total, { count }) => total + count, 0);
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** By connection: the protocols that are named. */
function byConnection(conversations: readonly Conversation[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { source, destination, transport, port, protocol } of conversations) {
    const key = `${source} ${destination} ${transport} ${port}`;
    const known = found.get(key) ?? [];
    if (protocol !== null && !known.includes(protocol)) known.push(protocol);
    found.set(key, known);
  }
  return found;
}

/** Records of TCP connections that were seen before and show no SYN. */
function isContinued(event: EveEvent, earlier: readonly EveEvent[]): boolean {
  if (event.event_type !== 'flow' || event.proto !== 'TCP' || hasSyn(event)) return false;
  const socketsOf = ({ src_ip, src_port, dest_ip, dest_port }: EveEvent): string =>
    [`${src_ip} ${src_port}`, `${dest_ip} ${dest_port}`].sort().join();
  return earlier.some(
    (other) => other.event_type === 'flow' && other.proto === 'TCP' && socketsOf(other) === socketsOf(event),
  );
}

function hasSyn(event: EveEvent): boolean {
  return [event.tcp?.tcp_flags_ts, event.tcp?.tcp_flags_tc].some(
    (flags) => (Number.parseInt(flags ?? '0', 16) & 2) !== 0,
  );
}

function leftOut(events: readonly EveEvent[]): Readonly<Record<string, number>> {
  const errors = events.filter(
    ({ event_type, proto, icmp_type }) =>
      event_type === 'flow' && proto === 'ICMP' && [3, 4, 11, 12].includes(icmp_type ?? 8),
  );
  const continued = events.filter((event, index) => isContinued(event, events.slice(0, index)));
  return Object.fromEntries(
    Object.entries({ 'continued-flow': continued.length, 'icmp-error': errors.length }).filter(
      ([, count]) => count > 0,
    ),
  );
}

/** Connections whose operations nothing shows: by their flow records, or by other events where those are missing. */
function connections(events: readonly EveEvent[]): number {
  const withOperations = new Set(
    events
      .filter(
        (event) =>
          event.modbus !== undefined || (event.dnp3 !== undefined && event.dnp3.application.function_code !== 129),
      )
      .map(({ flow_id }) => flow_id),
  );
  const records = events.filter(
    (event, index) =>
      event.event_type === 'flow' &&
      event.proto !== 'ICMP' &&
      !withOperations.has(event.flow_id) &&
      !isContinued(event, events.slice(0, index)),
  );
  const recorded = new Set(events.filter(({ event_type }) => event_type === 'flow').map(({ flow_id }) => flow_id));
  const others = new Set(
    events
      .filter(
        ({ event_type, flow_id }) => event_type !== 'flow' && !recorded.has(flow_id) && !withOperations.has(flow_id),
      )
      .map(({ flow_id }) => flow_id),
  );
  return records.length + others.size;
}

const serverPort = 502;

type ModbusMessage = NonNullable<NonNullable<EveEvent['modbus']>['request']>;

/** One side of a transaction: what joins it to the other, and its code. */
interface Half {
  readonly key: string;
  readonly code: string;
}

function halfOf(event: EveEvent, message: ModbusMessage | undefined, isAnswer: boolean): Half[] {
  if (message === undefined) return [];
  const raw = isAnswer ? message.function_raw & 0x7f : message.function_raw;
  const subCode =
    raw === message.function_raw ? (message.diagnostic?.raw ?? message.mei?.raw ?? umasOf(message)) : undefined;
  return [
    {
      key: `${event.flow_id} ${raw} ${message.transaction_id}`,
      code: `modbus ${raw}${subCode === undefined ? '' : `.${subCode}`}`,
    },
  ];
}

/** Codes of the Modbus requests: those logged, and those that only an answer tells of. */
function modbusCodes(events: readonly EveEvent[]): readonly string[] {
  const isTurned = ({ src_port, dest_port }: EveEvent): boolean => src_port === serverPort && dest_port !== serverPort;
  const asked = events.flatMap((event) =>
    halfOf(event, isTurned(event) ? event.modbus?.response : event.modbus?.request, false),
  );
  const answered = events.flatMap((event) => {
    const { request, response } = event.modbus ?? {};
    if (isTurned(event)) return halfOf(event, request, true);
    return request === undefined ? halfOf(event, response, true) : [];
  });
  // Requests that were logged with their answers wait for none.
  const open = tally(
    events.flatMap((event) => {
      const isWhole = event.modbus?.request !== undefined && event.modbus.response !== undefined && !isTurned(event);
      const request = isTurned(event) ? event.modbus?.response : event.modbus?.request;
      return isWhole ? [] : halfOf(event, request, false).map(({ key }) => [key, 1] as const);
    }),
  );
  const rest = new Map(open);
  const alone = answered.filter(({ key }) => {
    const left = rest.get(key) ?? 0;
    rest.set(key, left - 1);
    return left <= 0;
  });
  return [...asked, ...alone].flatMap(({ code }) => (code === 'modbus 23' ? [code, code] : [code]));
}

function umasOf(message: ModbusMessage): string | undefined {
  if (message.function_raw !== 90 || message.data === undefined) return undefined;
  const plain = message.data.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain.length < 2 ? undefined : `0x${plain.charCodeAt(1).toString(16).padStart(2, '0')}`;
}

/** Codes of DNP3 requests and reports, one for each range or point. */
function dnp3Codes(events: readonly EveEvent[]): readonly string[] {
  return events.flatMap(({ dnp3 }) => {
    if (dnp3 === undefined || dnp3.application.function_code === 129) return [];
    const { function_code: code, objects = [] } = dnp3.application;
    if (objects.length === 0) return [`dnp3 ${code}`];
    return objects.flatMap(({ group, prefix_code, points = [] }) => {
      const special = ['1.70', '2.50', '2.70', '2.80'].includes(`${code}.${group}`);
      const times = prefix_code > 0 ? Math.max(points.length, 1) : 1;
      return Array<string>(times).fill(`dnp3 ${code}${special ? `.${group}` : ''}`);
    });
  });
}
