import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFragmentStore } from '../../../src/flows/capture/fragments.ts';
import { createPacket } from '../../../src/flows/capture/packet.ts';
import { pcap } from '../../support/capture-files.ts';
import { bytesOf, ethernet, ipv4, ipv6, long, udp, withChecksum, word } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const ends = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 };
const datagram = withChecksum(17, bytesOf([10, 0, 0, 1, 10, 0, 0, 2]), udp(40_000, 9999, new Uint8Array(104).fill(7)));
const line = 'plant 10.0.0.1 -> 10.0.0.2 udp/9999, -, -, missing operation, x1';
const six = { source: '20010db8000000000000000000000001', destination: 'fd200001000000000000000000000002' };

/** A stretch of the datagram as a fragment. */
function piece(from: number, to: number, payload: Uint8Array = datagram, identification: number = 1): Uint8Array {
  const fragment = (to < payload.length ? 0x2000 : 0) | (from / 8);
  return ipv4({ ...ends, identification, fragment }, payload.subarray(from, to));
}

async function read(packets: readonly Uint8Array[], { etherType = 0x0800, fragmentBytes = 200_000, cut = 0 } = {}) {
  const frames = packets.map((bytes, index) => {
    const whole = ethernet(etherType, bytes);
    return { micros: index, bytes: whole.subarray(0, whole.length - cut), length: whole.length };
  });
  const { conversations, reading } = await readContent(pcap(frames), { limits: { fragmentBytes } });
  const { skipped, remarks } = reading.statistics;
  return { lines: conversations.map(conversationLine), skipped, remarks };
}

const whole = { lines: [line], skipped: {}, remarks: {} };

describe('fragments', () => {
  test('in any cut, order and number of copies make their datagram', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 13 }), { maxLength: 8 }),
        fc.array(fc.tuple(fc.nat({ max: 13 }), fc.integer({ min: 1, max: 14 })), { maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (cuts, repeats, ranks) => {
          const edges = [0, ...cuts.sort((a, b) => a - b).map((cut) => cut * 8), datagram.length];
          const cover = edges.slice(0, -1).map((from, index) => piece(from, edges[index + 1] ?? 0));
          const again = repeats.map(([from, units]) => piece(from * 8, Math.min((from + units) * 8, datagram.length)));
          const all = [...cover, ...again].map((bytes) => ({ bytes, rank: Number(ranks.next().value) }));
          const { lines, remarks } = await read(all.sort((a, b) => a.rank - b.rank).map(({ bytes }) => bytes));
          expect({ lines, remarks }).toEqual({ lines: [line], remarks: {} });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('that say otherwise about the same bytes are counted, and the first win', async () => {
    const forged = datagram.slice();
    forged.set(word(8888), 2);
    expect(await read([piece(0, 56), piece(0, 64, forged), piece(56, 112)])).toEqual({
      ...whole,
      remarks: { 'conflicting-fragment': 1 },
    });
  });

  test('that contradict where the datagram ends are left out', async () => {
    const longer = bytesOf(datagram, new Uint8Array(16));
    const incomplete = (count: number) => ({ ...whole, skipped: { 'incomplete-fragment': count } });
    expect(await read([piece(56, 112), piece(112, 128, longer), piece(0, 56)])).toEqual(incomplete(1));
    // One that only reaches over the end is cut there.
    const over = piece(0, 120, bytesOf(longer, longer));
    expect(await read([piece(56, 112), over])).toEqual({ ...whole, remarks: { 'conflicting-fragment': 1 } });
    expect(
      await read([
        piece(56, 112, longer),
        piece(48, 56, datagram.subarray(0, 56)),
        piece(0, 56),
        piece(112, 128, longer),
      ]),
    ).toMatchObject({
      skipped: { 'incomplete-fragment': 1 },
    });
  });

  test('that reach beyond the largest packet or bring nothing are left out', async () => {
    const beyond = ipv4({ ...ends, fragment: 0x1fff }, new Uint8Array(64));
    const empty = ipv4({ ...ends, fragment: 0x2000 }, new Uint8Array(0));
    expect(await read([beyond, empty])).toEqual({ lines: [], skipped: { 'incomplete-fragment': 2 }, remarks: {} });
  });

  test('of which the first was cut off show their ports', async () => {
    expect(await read([piece(0, 56)], { cut: 20 })).toEqual({ ...whole, skipped: { 'cut-off-bytes': 1 } });
  });

  test('take no more memory than allowed, and the oldest datagram gives way', async () => {
    const bomb = Array.from({ length: 1000 }, (_, index) => piece(0, 8, datagram, index + 2));
    const { lines, skipped } = await read([piece(0, 56), ...bomb, piece(56, 112)], { fragmentBytes: 50_000 });
    expect({ lines, skipped }).toEqual({ lines: [], skipped: { 'incomplete-fragment': 1002 } });
    const { lines: later } = await read([...bomb, piece(0, 56), piece(56, 112)], { fragmentBytes: 50_000 });
    expect(later).toEqual([line]);
  });

  test('of one datagram that never becomes whole are bounded like those of many', () => {
    const lost: number[] = [];
    const store = createFragmentStore(10_000, { lost: () => lost.push(1), conflict: () => {} });
    const packet = { ...createPacket(), bytes: new Uint8Array(8), end: 8, family: 4 };
    for (let identification = 0; identification < 3; identification++)
      for (let unit = 1; unit < 8000; unit++) store.add(packet, { identification, offset: unit * 8, more: true });
    // The datagram that is being filled stays; its size is bounded by that of an IP packet.
    expect(lost.length).toBe(2 * 7999);
  });
});

describe('fragments of IPv6', () => {
  const fragment = (offset: number, more: boolean, payload: Uint8Array, next: number = 17) =>
    ipv6({ ...six, nextHeader: 44 }, bytesOf(next, 0, word(offset | (more ? 1 : 0)), long(77), payload));
  const sixLine = 'plant 2001:db8::1 -> fd20:1::2 udp/9999, -, -, missing operation, x1';
  const plain = udp(40_000, 9999, new Uint8Array(104));
  plain.set([0, 0], 6);

  test('may have options behind the fragment header, and disagree on what follows', async () => {
    const payload = bytesOf(17, 0, new Uint8Array(6), plain);
    const pieces = [fragment(56, false, payload.subarray(56), 59), fragment(0, true, payload.subarray(0, 56), 60)];
    expect(await read(pieces, { etherType: 0x86dd })).toEqual({ lines: [sixLine], skipped: {}, remarks: {} });
  });

  test('may be in fragments again, to a depth', async () => {
    let payload = plain;
    for (let depth = 0; depth < 3; depth++) payload = bytesOf(depth === 0 ? 17 : 44, 0, word(0), long(depth), payload);
    expect((await read([fragment(0, false, payload, 44)], { etherType: 0x86dd })).lines).toEqual([sixLine]);
  });
});

test('an authentication header hides nothing in either version', async () => {
  const header = (next: number) => bytesOf(next, 4, word(0), long(1), long(2), new Uint8Array(12));
  const bytes = bytesOf(header(17), datagram);
  const { lines } = await read([ipv4({ ...ends, protocol: 51 }, bytes)]);
  expect(lines).toEqual([line]);
  const { lines: lines6 } = await read([ipv6({ ...six, nextHeader: 51 }, bytes)], { etherType: 0x86dd });
  expect(lines6).toEqual(['plant 2001:db8::1 -> fd20:1::2 udp/9999, -, -, missing operation, x1']);
});
