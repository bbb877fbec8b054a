import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import { pcap } from '../support/capture-files.ts';
import { bytesOf } from '../support/frames.ts';
import { readRequest } from '../support/modbus-messages.ts';
import { conversationLine, readContent, readContents, testContext } from '../support/read-conversations.ts';
import { tcpTalk } from '../support/tcp-talk.ts';

const { frames } = tcpTalk()
  .open()
  .client(readRequest(1, 3, 0, 10))
  .close();
const capture = pcap(frames);
const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 0+10';

describe('packed files', () => {
  test.each([
    ['gzip', gzipSync(capture)],
    ['gzip in two members', bytesOf(gzipSync(capture.subarray(0, 100)), gzipSync(capture.subarray(100)))],
    ['zstd', zstdCompressSync(capture)],
    [
      'zstd in two frames',
      bytesOf(zstdCompressSync(capture.subarray(0, 100)), zstdCompressSync(capture.subarray(100))),
    ],
    [
      'zstd behind a skippable frame',
      bytesOf([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4], zstdCompressSync(capture)),
    ],
  ])('%s is unpacked on the way', async (_, packed) => {
    const plain = await readContent(capture);
    expect(await readContent(packed)).toEqual(plain);
    expect(await readContent(packed, {}, 3)).toEqual(plain);
  });

  test('what is cut off or damaged is read up to the damage', async () => {
    const packed = gzipSync(capture, { level: 0 });
    const { reading, conversations } = await readContent(packed.subarray(0, packed.length - 20));
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
    expect(reading.statistics.skipped).toMatchObject({ unpack: 1 });
  });

  test('a file that unpacks to too much is given up', async () => {
    const bomb = gzipSync(bytesOf(capture, new Uint8Array(5_000_000)));
    const { reading } = await readContent(bomb, { limits: { unpackedBytes: 100_000 } });
    expect(reading.problems.map(({ reason }) => reason)).toContainEqual(
      'unpacks to more than 100000 bytes; the rest is not read',
    );
  });
});

test('a packed file of which nothing can be unpacked is not said to be empty', async () => {
  const { reading } = await readContent(gzipSync(capture).subarray(0, 12));
  expect(reading.format).toBe('unknown');
  expect(reading.problems.map(({ reason }) => reason)).toEqual([
    'gzip data is damaged or cut off after 0 unpacked bytes',
  ]);
});

describe('files of no known format', () => {
  test('an empty file is said to be empty', async () => {
    const { reading } = await readContent('');
    expect(reading).toMatchObject({ format: 'empty', problems: [{ reason: 'the file is empty' }] });
  });
});

describe('reading', () => {
  test('tells how far it is', async () => {
    const seen: number[] = [];
    const large = bytesOf(capture, ...Array.from({ length: 40 }, () => capture.subarray(24)));
    await readContent(large, { onProgress: (_, bytes) => seen.push(bytes) }, 1000);
    expect(seen.at(-1)).toBe(large.length);
  });

  test('passes a failure of the source on and closes it', async () => {
    let closed = false;
    async function* failing(): AsyncGenerator<Uint8Array> {
      try {
        yield capture.subarray(0, 50);
        throw new Error('disk on fire');
      } finally {
        closed = true;
      }
    }
    for (const wrap of [failing, () => prefixed(gzipSync(capture).subarray(0, 20), failing())]) {
      closed = false;
      const aggregator = createAggregator(testContext);
      await expect(readFlows({ file: 'x', chunks: wrap() }, testContext, aggregator)).rejects.toThrow('disk on fire');
      expect(closed).toBe(true);
    }
  });

  test('closes the source when the rest is of no use', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(1000).fill(7);
      } finally {
        closed = true;
      }
    }
    await readFlows({ file: 'x', chunks: endless() }, testContext, createAggregator(testContext));
    expect(closed).toBe(true);
  });

  test('counts observations that find no place, per file', async () => {
    const other = pcap(tcpTalk({ clientPort: 1, serverPort: 4840 }).open().frames);
    const { readings } = await readContents(
      [
        { file: 'a', content: capture },
        { file: 'b', content: other },
      ],
      { limits: { conversations: 1 } },
    );
    expect(readings.map(({ statistics }) => statistics.skipped)).toEqual([{}, { 'conversation-limit': 1 }]);
  });
});

async function* prefixed(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
