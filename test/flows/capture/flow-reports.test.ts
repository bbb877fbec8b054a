import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { createPlaceTrace } from '../../../src/flows/place-trace.ts';
import { readFlows } from '../../../src/flows/read-flows.ts';
import { pcap, type TimedFrame } from '../../support/capture-files.ts';
import {
  exportSeconds,
  type FlowDraft,
  fixedDatagram,
  flowData,
  flowFields,
  flowSet,
  ipfix,
  replyTo,
  template,
  version9,
} from '../../support/flow-datagrams.ts';
import { bytesOf, ethernet, ipv4, udp } from '../../support/frames.ts';
import { readRequest } from '../../support/modbus-messages.ts';
import { conversationLine, readContent, testContext } from '../../support/read-conversations.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

interface Sent {
  readonly exporter?: string;
  readonly sourcePort?: number;
  readonly port?: number;
  readonly seconds?: number;
  readonly vlans?: readonly number[];
}

/** A datagram on its way from an exporter to a collector. */
function sent(
  payload: Uint8Array,
  { exporter = '10.9.0.1', sourcePort = 40_000, port = 2055, seconds = 0, vlans = [] }: Sent = {},
): TimedFrame {
  const packet = ipv4({ source: exporter, destination: '10.9.0.2', protocol: 17 }, udp(sourcePort, port, payload));
  return { micros: (exportSeconds + seconds) * 1_000_000, bytes: ethernet(0x0800, packet, { vlans }) };
}

async function read(...frames: readonly TimedFrame[]) {
  const { conversations, reading } = await readContent(pcap(frames));
  return {
    lines: conversations.map(conversationLine),
    places: conversations.map(({ evidence }) => evidence.map(({ position, unit }) => `${unit} ${position}`).join()),
    statistics: reading.statistics,
    problems: reading.problems.map(({ reason }) => reason),
  };
}

const poll = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object';
const exported = 'plant 10.9.0.1 -> 10.9.0.2 udp/2055, netflow, -, missing operation, x1';
const five = fixedDatagram(5, [{}, replyTo({})]);
const definition = (version: 9 | 10): Uint8Array => flowSet(version === 9 ? 0 : 2, template(256, flowFields));
const data = (flow: FlowDraft = {}): Uint8Array => flowSet(256, flowData(flow));

describe('datagrams of an exporter in a capture', () => {
  test('are a conversation of their own, and report others, which is said', async () => {
    const found = await read(sent(five), sent(fixedDatagram(5, [{ sourcePort: 50_001 }])));
    expect(found).toMatchObject({
      lines: [`${poll}, x2`, exported],
      places: ['frame 1,frame 2', 'frame 1'],
      statistics: { packets: 2, records: 3, skipped: {} },
      problems: ['10.9.0.1 reports flows to 10.9.0.2 (NetFlow); the flows are judged too'],
    });
  });

  test.each([
    ['version 9', version9([definition(9), data()])],
    ['IPFIX', ipfix([definition(10), data()])],
    ['version 9, filled up with zeros', bytesOf(version9([definition(9), data()]), new Uint8Array(10))],
    ['version 7', fixedDatagram(7, [{}])],
  ])('are known at any port when they fit as a whole: %s', async (_, datagram) => {
    const { lines } = await read(sent(datagram, { port: 9995 }));
    expect(lines[0]).toContain('10.0.0.1 -> 10.0.0.2 tcp/502');
    expect(lines[1]).toContain('udp/9995, netflow');
  });

  test.each([
    ['a set that does not end with the datagram', version9([definition(9), data()]).subarray(0, 80)],
    ['more bytes than its records have', bytesOf(five, [1, 2])],
    ['a message that is longer than it says', bytesOf(ipfix([data()]), [0, 9])],
    ['a version alone', bytesOf([0, 9], new Uint8Array(30).fill(3))],
  ])('are not taken from another protocol at a port of its own: %s', async (_, payload) => {
    const { lines, statistics } = await read(sent(payload, { port: 9995 }));
    expect(lines).toEqual(['plant 10.9.0.1 -> 10.9.0.2 udp/9995, -, -, missing operation, x1']);
    expect(statistics.records).toBe(0);
  });

  test('that are damaged are said, once their exporter is known', async () => {
    const { lines, statistics } = await read(
      sent(five),
      sent(five.subarray(0, 80)),
      sent(bytesOf([0, 5, 9, 9], new Uint8Array(40))),
    );
    expect(lines).toEqual([`${poll}, x1`, exported]);
    expect(statistics.skipped).toEqual({ truncated: 1, 'malformed-datagram': 1 });
  });

  test('have templates of version 9 by address, of IPFIX by address and port', async () => {
    const nine = [sent(version9([definition(9)])), sent(version9([data()]), { sourcePort: 41_000 })];
    expect((await read(...nine)).statistics.skipped).toEqual({});
    const ten = [sent(ipfix([definition(10)])), sent(ipfix([data()]), { sourcePort: 41_000 })];
    expect((await read(...ten)).statistics.skipped).toEqual({ 'no-template': 1 });
    const other = [sent(version9([definition(9)])), sent(version9([data()]), { exporter: '10.9.0.3' })];
    expect((await read(...other)).statistics.skipped).toEqual({ 'no-template': 1 });
  });
});

describe('flows of connections that the capture shows itself', () => {
  const talk = tcpTalk({ clientPort: 50_000 })
    .open()
    .client(readRequest(1, 3, 0, 10));
  const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 0+10, x1';

  test('are left out, so that nothing is judged twice', async () => {
    const { lines, statistics } = await read(...talk.frames, sent(five));
    expect(lines).toEqual([line, exported]);
    expect(statistics.skipped).toEqual({ 'also-captured': 2 });
  });

  test('are left out whatever VLAN the capture has, as the flow names none', async () => {
    const tagged = tcpTalk({ clientPort: 50_000, vlans: [5] })
      .open()
      .client(readRequest(1, 3, 0, 10));
    const { lines } = await read(...tagged.frames, sent(five));
    expect(lines).toEqual([exported, line.replace('plant', 'vlan-5')]);
  });

  test('are others when one port differs', async () => {
    const { lines } = await read(...talk.frames, sent(fixedDatagram(5, [{ sourcePort: 50_001 }])));
    expect(lines).toEqual([`${poll}, x1`, line, exported]);
  });
});

test('a frame that reports flows tells them when asked', async () => {
  const trace = createPlaceTrace(() => true);
  const context = { ...testContext, trace };
  const aggregator = createAggregator(context);
  const bytes = pcap([sent(fixedDatagram(5, [{}])), sent(fixedDatagram(5, [replyTo({})]))]);
  await readFlows({ file: 'x', chunks: oneByOne([bytes]) }, context, aggregator);
  const places = trace.places('x', aggregator.conversationOf);
  expect(places.map(({ role, conversations }) => [role, conversations.map(({ port }) => port)])).toEqual([
    ['request', [502, 2055]],
    ['answer', [502]],
  ]);
});

test('flows count without waiting for the end when traffic is judged while it goes on', async () => {
  const context = { ...testContext, reportAfter: 5_000_000 };
  const aggregator = createAggregator(context);
  const first = pcap([sent(five)]);
  const rest = [10, 20].map((seconds) => pcap([sent(new Uint8Array(8), { port: 7, seconds })]).subarray(24));
  const seen: number[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield first;
    for (const piece of rest) {
      seen.push(aggregator.conversations().filter(({ port }) => port === 502).length);
      yield piece;
    }
    seen.push(aggregator.conversations().filter(({ port }) => port === 502).length);
  }
  await readFlows({ file: 'x', chunks: chunks() }, context, aggregator);
  expect(seen).toEqual([0, 1, 1]);
  expect(aggregator.conversations().find(({ port }) => port === 502)?.count).toBe(1);
});

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
