import { describe, expect, test } from 'vitest';
import { pcap } from '../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../support/decoder-laws.ts';
import { bytesOf } from '../../support/frames.ts';
import { genisys, plainGenisys } from '../../support/genisys-messages.ts';
import { withSerialChecksum } from '../../support/modbus-messages.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function lines(...said: readonly Said[]): Promise<string[]> {
  const messages = said.map(([from, bytes]) => ({ from, bytes }));
  return await linesOf({ transport: 'tcp', port: 10_001, messages: [], lines: [] }, messages);
}

describe('Genisys', () => {
  test.each([
    [genisys(0xfa, 1), ['read 0xfa, unit 1, x1']],
    [genisys(0xfb, 1), ['read 0xfb, unit 1, x1']],
    [plainGenisys(0xfb, 1), ['read 0xfb, unit 1, x1']],
    [genisys(0xfd, 0xf3), ['read 0xfd, unit 243, x1']],
    [genisys(0xfe, 1), ['control 0xfe, unit 1, x1']],
    [genisys(0xfc, 1, [5, 0xff, 6, 1, 7, 0, 20, 9]), ['write 0xfc, unit 1 5+3, x1', 'write 0xfc, unit 1 20+1, x1']],
    [genisys(0xf9, 0, [0xe0, 2]), ['write 0xf9, unit 0 224+1, x1']],
    [genisys(0xfc, 1), ['write 0xfc, unit 1, x1']],
  ])('%#: header, unit and points are read', async (message, expected) => {
    expect(await lines(['client', message])).toEqual(expected);
  });

  test('what a field unit answers is no operation of its own', async () => {
    expect(
      await lines(
        ['client', genisys(0xfb, 1)],
        ['server', plainGenisys(0xf1, 1)],
        ['client', genisys(0xfd, 1)],
        ['server', genisys(0xf2, 1, [0, 5, 1, 4])],
        ['client', genisys(0xfc, 1, [3, 1])],
        ['server', genisys(0xf3, 1, [3, 1])],
      ),
    ).toEqual(['read 0xfb, unit 1, x1', 'write 0xfc, unit 1 3+1, x1', 'read 0xfd, unit 1, x1']);
  });

  test('what it sends to no request that was captured is a report', async () => {
    expect(
      await lines(
        ['server', genisys(0xf2, 1, [0, 5, 1, 4])],
        ['server', plainGenisys(0xf1, 1)],
        ['server', genisys(0xf3, 1, [3, 1])],
      ),
    ).toEqual(['session 0xf1, unit 1, x1', 'report 0xf2, unit 1 0+2, x1', 'report 0xf3, unit 1, x1']);
  });

  test('a wrong checksum, a missing end and a message of the other side are no messages', async () => {
    const wrong = bytesOf(0xfc, 1, 3, 1, 0, 0, 0xf6);
    const endless = genisys(0xfe, 1).slice(0, -1);
    expect(
      await lines(
        ['client', genisys(0xfb, 1)],
        ['client', bytesOf(wrong, genisys(0xfd, 2))],
        ['client', bytesOf(endless, genisys(0xfd, 2))],
        ['client', bytesOf(genisys(0xf2, 1), genisys(0xfd, 2))],
      ),
    ).toEqual(['read 0xfb, unit 1, x1', 'read 0xfd, unit 2, x3', 'unknown payload, x3']);
  });

  test('a checksum that is not escaped is right too, even where it holds the byte that ends messages', async () => {
    const messages = Array.from({ length: 0xf0 * 16 }, (_, index) =>
      withSerialChecksum(bytesOf(0xfc, 1, [Math.floor(index / 0xf0) * 13, index % 0xf0])),
    );
    const bare = messages.filter(([, , , , low = 0, high = 0]) => low === 0xf6 || high >= 0xf0);
    expect(bare.filter((bytes) => bytes[4] === 0xf6).length).toBeGreaterThan(3);
    expect(bare.filter((bytes) => bytes[5] === 0xf0).length).toBeGreaterThan(3);
    const said = bare.map((bytes): Said => ['client', bytesOf(bytes, 0xf6)]);
    const counted = await lines(['client', genisys(0xfb, 1)], ...said);
    const writes = counted.filter((line) => line.startsWith('write 0xfc, unit 1 '));
    expect(writes.reduce((sum, line) => sum + Number(/x(\d+)$/.exec(line)?.[1]), 0)).toBe(bare.length);
    expect(counted).toHaveLength(writes.length + 1);
  });

  test('a capture that starts inside a message, or misses a part, finds the next', async () => {
    const talk = tcpTalk({ serverPort: 10_001 })
      .open()
      .client(genisys(0xfc, 1, [3, 1]).subarray(2))
      .unseen('client', genisys(0xfc, 1, [4, 1]).subarray(0, 4))
      .client(bytesOf(genisys(0xfc, 1, [4, 1]).subarray(4), genisys(0xfe, 1)));
    const { conversations } = await readContent(pcap(talk.frames.slice(3)));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/10001, genisys, control 0xfe, unit 1, x1',
    ]);
  });
});

describeDecoderLaws('Genisys', {
  transport: 'tcp',
  port: 10_001,
  messages: [
    { from: 'client', bytes: genisys(0xfc, 0xf4, [5, 0xff, 6, 0xf6]) },
    { from: 'server', bytes: genisys(0xf3, 0xf4, [5, 0xff, 6, 0xf6]) },
    { from: 'client', bytes: genisys(0xfe, 0xf4) },
    { from: 'server', bytes: plainGenisys(0xf1, 0xf4) },
  ],
  lines: ['write 0xfc, unit 244 5+2, x1', 'control 0xfe, unit 244, x1'],
});
