import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { longLittle, shortLittle } from '../../support/capture-files.ts';
import { bytesOf, hexBytes } from '../../support/frames.ts';
import { lz4Literals } from '../../support/lz4-block.ts';
import { lzoBlock } from '../../support/lzo-block.ts';
import {
  element,
  elementRecord,
  extensionMap,
  flowElements,
  longLongLittle,
  type MapRecordOptions,
  mapRecord,
  nfcapd,
  nfcapdCompressions,
  nfcapdOfLayout1,
} from '../../support/nfcapd-files.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const ask = {};
const answer = {
  source: '10.0.0.2',
  destination: '10.0.0.1',
  sourcePort: 502,
  destinationPort: 50_000,
  first: 1_800_000_000_001,
};
const records = bytesOf(flowElements(ask), flowElements(answer));
const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object, x1';

async function read(bytes: Uint8Array) {
  const { conversations, reading } = await readContent(bytes);
  const { problems, statistics, format } = reading;
  return {
    lines: conversations.map(conversationLine),
    problems: problems.map(({ reason }) => reason),
    statistics,
    format,
    conversations,
  };
}

describe('files of nfdump 1.7', () => {
  test.each([
    ['none', nfcapd([{ content: records }])],
    ['lz4', nfcapd([{ content: lz4Literals(records) }], { compression: nfcapdCompressions.lz4 })],
    ['lzo', nfcapd([{ content: lzoBlock([], records).packed }], { compression: nfcapdCompressions.lzo })],
    ['zstd', nfcapd([{ content: zstdCompressSync(records) }], { compression: nfcapdCompressions.zstd })],
    ['one block left unpacked', nfcapd([{ content: records, flags: 1 }], { compression: nfcapdCompressions.lz4 })],
  ])('are read, compression %s', async (_, bytes) => {
    const { lines, statistics, format, conversations } = await read(bytes);
    expect({ lines, statistics, format }).toMatchObject({
      lines: [line],
      statistics: { packets: 0, records: 2, skipped: {} },
      format: 'nfcapd',
    });
    expect(conversations[0]).toMatchObject({
      first: 1_800_000_000_000_000,
      evidence: [{ position: 1, unit: 'record' }],
    });
    for (const size of [1, 50]) {
      const pieces = await readContent(bytes, {}, size);
      expect(pieces.conversations).toEqual(conversations);
    }
  });

  test.each([
    ['packed with BZ2', nfcapd([{ content: records }], { compression: nfcapdCompressions.bz2 })],
    ['encrypted', nfcapd([{ content: records }], { encryption: 1 })],
    ['in a later layout', nfcapd([{ content: records }], { layout: 3 })],
    ['from a big-endian machine', bytesOf([0xa5, 0x0c, 0, 2], new Uint8Array(60))],
  ])('that are %s say what to do', async (_, bytes) => {
    const { lines, problems } = await read(bytes);
    expect(lines).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('nfdump -r FILE')]);
  });

  test('may hold records in several blocks, tables among them', async () => {
    const table = bytesOf(shortLittle(7), shortLittle(12), new Uint8Array(8));
    const bytes = nfcapd([
      { content: bytesOf(table, flowElements(ask)) },
      { content: new Uint8Array(40), type: 4 },
      { content: flowElements(answer) },
    ]);
    expect(await read(bytes)).toMatchObject({ lines: [line], problems: [], statistics: { records: 2 } });
  });

  test('of IPv6', async () => {
    const flow = { source: '20010db8000000000000000000000001', destination: `fd${'00'.repeat(14)}02` };
    expect((await read(nfcapd([{ content: flowElements(flow) }]))).lines).toEqual([
      'plant 2001:db8::1 -> fd00::2 tcp/502, -, -, missing operation object, x1',
    ]);
  });

  test.each<[string, Uint8Array, string]>([
    ['the VLAN of what came in', element(6, bytesOf(longLittle(5), longLittle(6))), 'vlan-5 10.0.0.1'],
    ['the VLAN of what went out, where no other is known', element(6, bytesOf(longLittle(0), longLittle(6))), 'vlan-6'],
    ['who began', element(4, bytesOf(new Uint8Array(12), 2, 0, 0, 0)), '10.0.0.2 -> 10.0.0.1 tcp/50000'],
    ['that a firewall denied it', element(19, bytesOf(new Uint8Array(14), 3, 0)), 'refused 1'],
    ['a name, which is not looked at', element(28, new TextEncoder().encode('label')), 'x1'],
  ])('tell %s', async (_, extra, expected) => {
    expect((await read(nfcapd([{ content: flowElements(ask, [extra]) }]))).lines).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  test('count an event of a firewall without packets, and of a direction without packets the other', async () => {
    const event = flowElements({ packets: 0 }, [
      element(19, bytesOf(longLongLittle(1_800_000_000_000), new Uint8Array(6), 1, 0)),
    ]);
    const back = flowElements({ packets: 0, sourcePort: 9 }, [
      element(5, bytesOf(longLongLittle(1), longLongLittle(3), longLongLittle(300))),
    ]);
    const nothing = flowElements({ packets: 0, sourcePort: 10 });
    const { lines, statistics } = await read(nfcapd([{ content: bytesOf(event, back, nothing) }]));
    expect(lines).toEqual([line.replace('x1', 'x2')]);
    expect(statistics.skipped).toEqual({ 'no-packets': 1 });
  });

  test('of frames without IP', async () => {
    const macs = element(
      15,
      bytesOf(
        Uint8Array.from(hexBytes('0000020000000001')).reverse(),
        new Uint8Array(8),
        Uint8Array.from(hexBytes('0000010ccd010001')).reverse(),
        new Uint8Array(8),
      ),
    );
    const layer2 = element(38, bytesOf(shortLittle(5), new Uint8Array(22), shortLittle(0x88b8), new Uint8Array(6)));
    const generic = flowElements(ask).subarray(12, 12 + 52);
    const { lines } = await read(nfcapd([{ content: elementRecord([generic, macs, layer2]) }]));
    expect(lines).toEqual([
      'vlan-5 02:00:00:00:00:01 -> 01:0c:cd:01:00:01 ethernet/35000, -, -, missing operation object, x1',
    ]);
  });

  test('say that packets were sampled and addresses made anonymous', async () => {
    const elements = flowElements(ask).subarray(12);
    const content = elementRecord([elements], { flags: 6, count: 2 });
    expect((await read(nfcapd([{ content }]))).problems).toEqual([
      'the exporter looks at a sample of the packets only, so that conversations may be missing',
      'the addresses were made anonymous, so that no verdict on them means anything',
    ]);
  });

  test.each<[string, Uint8Array]>([
    ['an element longer than its record', elementRecord([element(1, new Uint8Array(8), 400)])],
    ['more elements than it has', elementRecord([element(1, new Uint8Array(48))], { count: 9 })],
    ['an element without room for its own header', elementRecord([element(1, new Uint8Array(48), 3)])],
  ])('a record with %s is left out, not those behind it', async (_, bad) => {
    const { lines, statistics } = await read(nfcapd([{ content: bytesOf(bad, flowElements(ask)) }]));
    expect(lines).toEqual([line]);
    expect(statistics.skipped).toEqual({ 'malformed-record': 1 });
  });

  test.each([
    [
      'a block that does not unpack',
      nfcapd([{ content: Uint8Array.of(0xf0, 255, 255) }], { compression: 3 }),
      'unpack',
    ],
    ['a block too large', nfcapd([{ content: records, size: 2 ** 31 }]), 'oversized-block'],
    [
      'a record longer than its block',
      nfcapd([{ content: bytesOf(records, shortLittle(11), shortLittle(90)) }]),
      'malformed-record',
    ],
    ['a file that ends in a block', nfcapd([{ content: records }, { content: records }]).subarray(0, 300), 'truncated'],
  ])('%s is said', async (_, bytes, reason) => {
    expect((await read(bytes)).statistics.skipped).toEqual({ [reason]: 1 });
  });
});

describe('files of nfdump 1.6', () => {
  test.each<[string, MapRecordOptions]>([
    ['32-bit counters', {}],
    ['64-bit counters', { wide: true }],
    ['the short header of older versions', { isShort: true }],
  ])('are read, with %s', async (_, options) => {
    const content = bytesOf(extensionMap(0, [4, 6]), mapRecord(ask, options), mapRecord(answer, options));
    const { lines, conversations, problems } = await read(nfcapdOfLayout1([{ content }]));
    expect({ lines, problems }).toEqual({ lines: [line], problems: [] });
    expect(conversations[0]).toMatchObject({ first: 1_800_000_000_000_000, evidence: [{ position: 1 }] });
  });

  test('of IPv6, packed with LZ4', async () => {
    const flow = { source: '20010db8000000000000000000000001', destination: `fd${'00'.repeat(14)}02` };
    const content = lz4Literals(bytesOf(extensionMap(3, []), mapRecord(flow, { map: 3 })));
    expect((await read(nfcapdOfLayout1([{ content }], 0x10))).lines).toEqual([
      'plant 2001:db8::1 -> fd00::2 tcp/502, -, -, missing operation object, x1',
    ]);
  });

  test('have extensions where their map says', async () => {
    const map = extensionMap(7, [5, 13, 10]);
    const extensions = bytesOf(new Uint8Array(8), shortLittle(12), shortLittle(13), new Uint8Array(16));
    const content = bytesOf(map, mapRecord(ask, { map: 7, extensions }), mapRecord(ask, { map: 8, extensions }));
    expect((await read(nfcapdOfLayout1([{ content }]))).lines).toEqual([line, line.replace('plant', 'vlan-12')]);
  });

  test('say that addresses were made anonymous', async () => {
    const { problems } = await read(nfcapdOfLayout1([{ content: mapRecord(ask) }], 2));
    expect(problems).toEqual(['the addresses were made anonymous, so that no verdict on them means anything']);
  });

  test('a record without its addresses is left out', async () => {
    const bad = bytesOf(shortLittle(10), shortLittle(36), new Uint8Array(32));
    const { lines, statistics } = await read(nfcapdOfLayout1([{ content: bytesOf(bad, mapRecord(ask)) }]));
    expect(lines).toEqual([line]);
    expect(statistics.skipped).toEqual({ 'malformed-record': 1 });
  });
});
