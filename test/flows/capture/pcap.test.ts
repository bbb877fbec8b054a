import { describe, expect, test } from 'vitest';
import { pcap } from '../../support/capture-files.ts';
import { bytesOf } from '../../support/frames.ts';
import { readRequest } from '../../support/modbus-messages.ts';
import { readContent } from '../../support/read-conversations.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

const start = 1_700_000_000_123_456;
const { frames } = tcpTalk({ start })
  .open()
  .client(readRequest(1, 3, 0, 10))
  .close();

describe('classic captures', () => {
  test.each([
    { little: true, nanos: false },
    { little: true, nanos: true },
    { little: false, nanos: false },
    { little: false, nanos: true },
    { little: true, patched: true },
    { little: false, patched: true },
  ])('are read in both byte orders and resolutions: %o', async (options) => {
    const { conversations, reading } = await readContent(pcap(frames, options));
    expect(reading).toEqual({
      format: 'pcap',
      statistics: { packets: frames.length, records: 0, skipped: {}, remarks: {} },
      problems: [],
    });
    expect(conversations).toHaveLength(1);
    expect(conversations[0]).toMatchObject({
      source: '10.0.0.1',
      first: start + 3_000_000,
      last: start + 3_000_000,
      evidence: [{ file: 'input', position: 4, unit: 'frame', uid: null }],
    });
  });

  test('say the same whatever pieces they arrive in', async () => {
    const whole = await readContent(pcap(frames));
    for (const pieceBytes of [1, 2, 7, 16, 23, 24, 25, 100])
      expect(await readContent(pcap(frames), {}, pieceBytes)).toEqual(whole);
  });

  test('that are cut off say where, at every length', async () => {
    const bytes = pcap(frames);
    for (let length = 24; length < bytes.length; length++) {
      const { reading } = await readContent(bytes.subarray(0, length));
      const complete = frames.findIndex((_, index) => pcap(frames.slice(0, index + 1)).length > length);
      expect(reading.statistics.packets).toBe(complete);
      const isWhole = pcap(frames.slice(0, complete)).length === length;
      expect(reading.statistics.skipped).toEqual(isWhole ? {} : { truncated: 1 });
    }
  });

  test('stop at a packet that cannot be, and say where', async () => {
    const good = pcap(frames.slice(0, 2));
    const broken = bytesOf(
      good,
      new Uint8Array(8),
      [0xff, 0xff, 0xff, 0x7f],
      [0xff, 0xff, 0xff, 0x7f],
      new Uint8Array(99),
    );
    const { reading } = await readContent(broken);
    expect(reading.statistics).toEqual({ packets: 2, records: 0, skipped: { 'oversized-packet': 1 }, remarks: {} });
    expect(reading.problems).toMatchObject([{ file: 'input', unit: 'byte', position: good.length }]);
  });

  test('with an unknown link type are counted as such', async () => {
    const { reading } = await readContent(pcap(frames, { linkType: 147 }));
    expect(reading.statistics.skipped).toEqual({ 'link-type': frames.length });
    expect(reading.problems.map(({ reason }) => reason)).toEqual([
      'link type 147 is not supported; its packets are not read',
    ]);
  });
});
