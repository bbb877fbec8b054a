import { describe, expect, test } from 'vitest';
import {
  block,
  enhancedPacket,
  interfaceDescription,
  longLittle,
  pcapng,
  sectionHeader,
  shortLittle,
} from '../../support/capture-files.ts';
import { bytesOf } from '../../support/frames.ts';
import { readRequest } from '../../support/modbus-messages.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

const start = 1_700_000_000_123_456;
const { frames } = tcpTalk({ start })
  .open()
  .client(readRequest(1, 3, 0, 10))
  .close();
const request = frames[3]?.bytes ?? new Uint8Array(0);
const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 0+10';

/** An interface option with its padding. */
function option(code: number, value: readonly number[]): Uint8Array {
  return bytesOf(shortLittle(code), shortLittle(value.length), value, new Uint8Array((4 - (value.length % 4)) % 4));
}

async function timeOf(...blocks: readonly Uint8Array[]): Promise<number | undefined> {
  const { conversations } = await readContent(bytesOf(sectionHeader(), ...blocks));
  return conversations[0]?.first;
}

describe('pcapng captures', () => {
  test.each([true, false])('are read in both byte orders: little %s', async (little) => {
    const { conversations, reading } = await readContent(pcapng(frames, little));
    expect(reading).toEqual({
      format: 'pcapng',
      statistics: { packets: frames.length, records: 0, skipped: {}, remarks: {} },
      problems: [],
    });
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
    expect(conversations[0]).toMatchObject({
      first: start + 3_000_000,
      evidence: [{ file: 'input', position: 4, unit: 'frame', uid: null }],
    });
  });

  test('say the same whatever pieces they arrive in', async () => {
    const whole = await readContent(pcapng(frames));
    for (const pieceBytes of [1, 3, 12, 28, 100])
      expect(await readContent(pcapng(frames), {}, pieceBytes)).toEqual(whole);
  });

  test('give times in the resolution and with the offset of the interface', async () => {
    const micros = BigInt(start);
    const seconds = BigInt(Math.floor(start / 1_000_000));
    expect(await timeOf(interfaceDescription(1, option(9, [9])), enhancedPacket(request, micros * 1000n + 999n))).toBe(
      start,
    );
    expect(await timeOf(interfaceDescription(1, option(9, [3])), enhancedPacket(request, micros / 1000n))).toBe(
      Math.floor(start / 1000) * 1000,
    );
    expect(
      await timeOf(interfaceDescription(1, option(9, [0x80 | 10])), enhancedPacket(request, seconds * 1024n)),
    ).toBe(Number(seconds) * 1_000_000);
    const offset = option(14, [...longLittle(1000), ...longLittle(0)]);
    expect(await timeOf(interfaceDescription(1, offset), enhancedPacket(request, micros))).toBe(start + 1_000_000_000);
  });

  test('may have several interfaces, sections, and blocks that nobody knows', async () => {
    const { conversations, reading } = await readContent(
      bytesOf(
        sectionHeader(),
        block(0x0bad, new Uint8Array(41)),
        interfaceDescription(147),
        interfaceDescription(101),
        enhancedPacket(request.subarray(14), BigInt(start), 1),
        enhancedPacket(request, BigInt(start), 0),
        sectionHeader(false),
        interfaceDescription(1, new Uint8Array(0), false),
        enhancedPacket(request, BigInt(start), 0, false),
      ),
    );
    expect(reading.statistics).toEqual({ packets: 3, records: 0, skipped: { 'link-type': 1 }, remarks: {} });
    // The second section brings the same bytes of the same connection once more.
    expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
  });

  test('may have packet blocks of older kinds; a simple one has no time', async () => {
    const packet = bytesOf(
      shortLittle(0),
      shortLittle(0),
      longLittle(Math.floor(start / 2 ** 32)),
      longLittle(start % 2 ** 32),
      longLittle(request.length),
      longLittle(request.length),
      request,
    );
    expect(await timeOf(interfaceDescription(), block(2, packet))).toBe(start);
    const simple = block(3, bytesOf(longLittle(request.length), request));
    const { conversations } = await readContent(bytesOf(sectionHeader(), interfaceDescription(), simple));
    expect(conversations.map(conversationLine)).toEqual([`${line}, missing time, x1`]);
  });

  test('may have names, statistics, secrets, journals and blocks of vendors, which are stepped over', async () => {
    const secret = new TextEncoder().encode('CLIENT_RANDOM 0123456789abcdef');
    const kinds = [4, 5, 9, 10, 0x0bad, 0x4000_0bad, 0x204];
    for (const little of [true, false]) {
      const others = kinds.map((kind) => block(kind, bytesOf(longLittle(0x544c534b), secret), little));
      const { conversations, reading } = await readContent(
        bytesOf(
          sectionHeader(little),
          ...others,
          interfaceDescription(1, new Uint8Array(0), little),
          ...others,
          enhancedPacket(request, BigInt(start), 0, little),
          ...others,
        ),
      );
      expect(conversations.map(conversationLine)).toEqual([`${line}, x1`]);
      expect(reading.statistics).toEqual({ packets: 1, records: 0, skipped: {}, remarks: {} });
      expect(reading.problems).toEqual([]);
    }
  });

  test('are cut off where their interface says', async () => {
    const simple = block(3, bytesOf(longLittle(request.length), request.subarray(0, 60)));
    const { reading } = await readContent(
      bytesOf(sectionHeader(), interfaceDescription(1, new Uint8Array(0), true, 60), simple),
    );
    expect(reading.statistics).toMatchObject({ packets: 1, skipped: { 'cut-off-bytes': 1 } });
  });

  test('with a time that cannot be have none', async () => {
    const seconds = interfaceDescription(1, option(9, [0]));
    const late = bytesOf(sectionHeader(), seconds, enhancedPacket(request, 2n ** 63n));
    expect((await readContent(late)).conversations.map(conversationLine)).toEqual([`${line}, missing time, x1`]);
    const before = option(14, [...longLittle(0xfffff000), ...longLittle(0xffffffff)]);
    const early = bytesOf(sectionHeader(), interfaceDescription(1, before), enhancedPacket(request, 5n));
    expect((await readContent(early)).conversations.map(conversationLine)).toEqual([`${line}, missing time, x1`]);
  });

  test.each([
    ['no known byte order', block(0x0a0d0d0a, bytesOf(longLittle(0x12345678), new Uint8Array(12)))],
    [
      'another version',
      block(0x0a0d0d0a, bytesOf(longLittle(0x1a2b3c4d), shortLittle(2), shortLittle(0), new Uint8Array(8))),
    ],
    ['two lengths that differ', bytesOf(enhancedPacket(request, 1n).subarray(0, -4), longLittle(16))],
    ['an interface without room for its link type', bytesOf(longLittle(1), longLittle(12), longLittle(12))],
  ])('stop at a block with %s', async (_, wrong) => {
    const good = pcapng(frames);
    const { reading } = await readContent(bytesOf(good, wrong, pcapng(frames)));
    expect(reading.problems).toMatchObject([{ unit: 'byte', position: good.length }]);
    expect(reading.statistics).toMatchObject({ packets: frames.length, skipped: { 'malformed-block': 1 } });
  });

  test('with a packet of an interface that is not described go on behind it', async () => {
    const { conversations, reading } = await readContent(
      bytesOf(sectionHeader(), enhancedPacket(request, 1n, 7), interfaceDescription(), enhancedPacket(request, 1n)),
    );
    expect(reading.statistics.skipped).toEqual({ 'malformed-block': 1 });
    expect(conversations).toHaveLength(1);
  });

  test('stop at a block that cannot be, and say where', async () => {
    const good = pcapng(frames);
    const { reading } = await readContent(bytesOf(good, longLittle(6), longLittle(7), new Uint8Array(50)));
    expect(reading.problems).toMatchObject([{ unit: 'byte', position: good.length }]);
    expect(reading.statistics.packets).toBe(frames.length);
  });

  test('that are cut off never fail, at every length', async () => {
    const bytes = pcapng(frames.slice(2, 5));
    for (let length = 12; length < bytes.length; length++) {
      const { reading } = await readContent(bytes.subarray(0, length));
      expect(reading.format).toBe('pcapng');
      expect(reading.statistics.packets).toBeLessThanOrEqual(3);
    }
  });
});
