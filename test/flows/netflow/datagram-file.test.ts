import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { readFlows } from '../../../src/flows/read-flows.ts';
import {
  fixedDatagram,
  flowData,
  flowFields,
  flowSet,
  ipfix,
  lengthPrefixed,
  replyTo,
  template,
  version9,
} from '../../support/flow-datagrams.ts';
import { bytesOf, long, word } from '../../support/frames.ts';
import { conversationLine, readContent, testContext } from '../../support/read-conversations.ts';

const five = fixedDatagram(5, [{}, replyTo({})]);
const nine = version9([flowSet(0, template(256, flowFields)), flowSet(256, flowData({ sourcePort: 50_001 }))]);
const ten = ipfix([flowSet(2, template(256, flowFields)), flowSet(256, flowData({ sourcePort: 50_002 }))]);
const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object';

describe('a file of datagrams', () => {
  test.each([
    ['each behind its length', lengthPrefixed([five, nine, ten, five])],
    ['one behind the other', bytesOf(five, nine, ten, five)],
  ])('%s is read, in whatever pieces it comes', async (_, bytes) => {
    const whole = await readContent(bytes);
    expect(whole.reading.format).toBe('netflow v5+v9+ipfix');
    expect(whole.reading.statistics).toMatchObject({ packets: 0, records: 6, skipped: {} });
    expect(whole.conversations.map(conversationLine)).toEqual([`${line}, x2`, `${line} time, x1`]);
    for (const size of [1, 7, 100]) expect(await readContent(bytes, {}, size)).toEqual(whole);
  });

  test.each([1, 5, 7] as const)('of version %i', async (version) => {
    const { conversations, reading } = await readContent(fixedDatagram(version, [{}, replyTo({})]));
    expect(reading.format).toBe(`netflow v${version}`);
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
    expect(conversations[0]).toMatchObject({
      first: 1_799_999_998_000_000,
      evidence: [{ position: 1, unit: 'datagram' }],
    });
  });

  test('names the datagram of the earliest record', async () => {
    const { conversations } = await readContent(
      bytesOf(fixedDatagram(5, [replyTo({})]), fixedDatagram(5, [{ sourcePort: 9 }]), fixedDatagram(5, [{}])),
    );
    expect(conversations.map(({ evidence }) => evidence.map(({ position }) => position))).toEqual([[2, 3]]);
  });

  test('uptimes that started again in between are 49 days apart, not the flows', async () => {
    const { conversations } = await readContent(fixedDatagram(5, [{ began: 2000, ended: 1000 }], { uptime: 1500 }));
    expect(conversations[0]?.first).toBe(1_799_999_998_000_000);
  });

  test('a flow that an exporter saw after it said goodbye is no flow of another month', async () => {
    const { conversations } = await readContent(fixedDatagram(5, [{ began: -3000, ended: -3500 }]));
    expect(conversations[0]?.first).toBe(1_800_000_003_000_000);
  });

  test('sampling is said once', async () => {
    const sampled = fixedDatagram(5, [{}], { sampling: 0x4064 });
    const { reading } = await readContent(bytesOf(sampled, sampled));
    expect(reading.problems.map(({ reason }) => reason)).toEqual([
      'the exporter looks at a sample of the packets only, so that conversations may be missing',
    ]);
  });
});

test('what has come counts when nothing more comes for a while, and only once', async () => {
  const aggregator = createAggregator(testContext);
  const counts: number[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield fixedDatagram(5, [{}]);
    yield new Uint8Array(0);
    counts.push(...aggregator.conversations().map(({ count }) => count));
    yield fixedDatagram(5, [replyTo({})]);
  }
  await readFlows({ file: 'x', chunks: chunks() }, testContext, aggregator);
  counts.push(...aggregator.conversations().map(({ count }) => count));
  expect(counts).toEqual([1, 1]);
});

describe('damage', () => {
  test('a datagram that promises more records than it has gives those that are there', async () => {
    const { conversations, reading } = await readContent(five.subarray(0, five.length - 20));
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
    expect(reading.statistics.skipped).toEqual({ truncated: 1 });
  });

  test('what is no datagram is left out where lengths tell what follows', async () => {
    const { conversations, reading } = await readContent(lengthPrefixed([five, new Uint8Array(40).fill(7), five]));
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
    expect(reading.problems).toMatchObject([{ position: 2, unit: 'datagram' }]);
  });

  test('what is no datagram ends a file without lengths', async () => {
    const { conversations, reading } = await readContent(bytesOf(five, new Uint8Array(40).fill(7), five));
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
    expect(reading.problems).toMatchObject([{ position: five.length, unit: 'byte' }]);
  });

  test('a length behind the end of the file is said', async () => {
    const { reading } = await readContent(bytesOf(lengthPrefixed([five]), word(900), five.subarray(0, 10)));
    expect(reading.statistics.skipped).toEqual({ truncated: 1 });
  });

  test.each<[string, Uint8Array]>([
    ['a version without records', bytesOf(word(5), word(0), new Uint8Array(20))],
    ['more records than the version has', bytesOf(word(5), word(31), new Uint8Array(20).fill(1))],
    ['an unknown version', bytesOf(word(8), word(1), new Uint8Array(100).fill(1))],
    ['a set that is none', version9([flowSet(77, long(1))])],
    ['a message shorter than its header', bytesOf(word(10), word(15), new Uint8Array(20).fill(1))],
  ])('%s is no file of datagrams', async (_, bytes) => {
    expect((await readContent(bytes)).reading.format).toBe('unknown');
  });
});
