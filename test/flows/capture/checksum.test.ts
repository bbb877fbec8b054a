import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChecksums } from '../../../src/flows/capture/checksum.ts';
import { createPacket } from '../../../src/flows/capture/packet.ts';
import { pcap } from '../../support/capture-files.ts';
import { bytesOf, checksum, ethernet, ipv4, ipv6, long, tcp, udp, word } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const six = { source: '20010db8000000000000000000000001', destination: 'fd200001000000000000000000000002' };
const four = { source: '10.0.0.1', destination: '10.0.0.2' };
const datagram = udp(40_000, 9999, new Uint8Array(5).fill(7));
const segment = tcp({ sourcePort: 40_000, destinationPort: 9999, sequence: 1, flags: 16 }, new Uint8Array(5).fill(7));

async function remarksOf(bytes: Uint8Array, length: number = bytes.length) {
  const etherType = (bytes[0] ?? 0) >>> 4 === 6 ? 0x86dd : 0x0800;
  const frame = { micros: 0, bytes: ethernet(etherType, bytes), length: length + 14 };
  const { conversations, reading } = await readContent(pcap([frame]));
  return { lines: conversations.map(conversationLine), ...reading.statistics };
}

/** Turns one bit over. */
function damaged(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}

describe('a wrong checksum is counted, and what it covers is read', () => {
  const line = (transport: string) => `plant 10.0.0.1 -> 10.0.0.2 ${transport}/9999, -, -, missing operation, x1`;

  test.each([
    ['an IPv4 header', ipv4({ ...four, protocol: 17 }, datagram), 8, 'wrong-ip-checksum', line('udp')],
    ['a TCP segment', ipv4({ ...four, protocol: 6 }, segment), 44, 'wrong-tcp-checksum', line('tcp')],
    ['a datagram', ipv4({ ...four, protocol: 17 }, datagram), 30, 'wrong-udp-checksum', line('udp')],
  ])('of %s', async (_, bytes, at, remark, expected) => {
    expect(await remarksOf(bytes)).toMatchObject({ lines: [expected], skipped: {}, remarks: {} });
    expect(await remarksOf(damaged(bytes, at))).toEqual({
      lines: [expected],
      packets: 1,
      records: 0,
      skipped: {},
      remarks: { [remark]: 1 },
    });
  });

  test('of IPv6', async () => {
    const bytes = ipv6({ ...six, nextHeader: 17 }, datagram);
    expect((await remarksOf(bytes)).remarks).toEqual({});
    expect((await remarksOf(damaged(bytes, 50))).remarks).toEqual({ 'wrong-udp-checksum': 1 });
  });

  test('of all that a sender leaves to its network card', async () => {
    const bytes = ipv4({ ...four, protocol: 6, offload: true }, segment);
    expect(await remarksOf(bytes)).toMatchObject({
      lines: [line('tcp')],
      remarks: { 'wrong-ip-checksum': 1, 'wrong-tcp-checksum': 1 },
    });
  });

  test('but not of a datagram without one, of what was cut off, and of what a source route hides', async () => {
    const without = ipv4({ ...four, protocol: 17 }, datagram);
    without.set([0, 0], 26);
    expect((await remarksOf(without)).remarks).toEqual({});
    const cut = ipv4({ ...four, protocol: 6 }, segment);
    expect((await remarksOf(cut.subarray(0, cut.length - 3), cut.length)).remarks).toEqual({});
    const options = bytesOf(1, 131, 7, 4, [10, 0, 0, 9]);
    const routed = ipv4({ ...four, protocol: 17, options }, udp(40_000, 9999, new Uint8Array(4)));
    expect((await remarksOf(damaged(routed, 34))).remarks).toEqual({ 'source-routed': 1 });
    const routing = bytesOf(17, 2, 0, 1, long(0), new Uint8Array(16), datagram);
    expect((await remarksOf(ipv6({ ...six, nextHeader: 43 }, routing))).remarks).toEqual({ 'source-routed': 1 });
  });
});

test('sums are right wherever the bytes lie in memory', () => {
  const checksums = createChecksums();
  const packet = createPacket();
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 100 }),
      fc.nat({ max: 8 }),
      fc.nat({ max: 8 }),
      fc.boolean(),
      (content, offset, start, isSound) => {
        const bytes = new Uint8Array(new ArrayBuffer(offset + start + content.length + 3), offset);
        bytes.set(content, start);
        bytes.set([0, 0], start + 2);
        const end = start + content.length;
        const right = checksum(bytes.subarray(start, end));
        bytes.set(word(isSound ? right : right ^ 0x0101), start + 2);
        expect(checksums.isHeaderSound(bytes, start, end)).toBe(isSound);
        packet.family = 4;
        packet.protocol = 17;
        packet.bytes = bytes;
        packet.start = start;
        packet.source[0] = 0x0a00_0001;
        packet.destination[0] = -1;
        const ends = bytesOf(long(0x0a000001), long(0xffffffff), word(17), word(content.length));
        bytes.set([0, 0], start + 2);
        const covered = checksum(bytesOf(ends, bytes.subarray(start, end)));
        bytes.set(word(isSound ? covered : covered ^ 0x0101), start + 2);
        expect(checksums.isTransportSound(packet, end)).toBe(isSound);
      },
    ),
  );
});
