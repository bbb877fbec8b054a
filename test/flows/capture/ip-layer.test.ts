import { describe, expect, test } from 'vitest';
import { pcap } from '../../support/capture-files.ts';
import { bytesOf, ethernet, icmp, ipv4, ipv6, long, udp, word } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const datagram = udp(40_000, 9999, new Uint8Array(100));
const addresses = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 };
const line = 'plant 10.0.0.1 -> 10.0.0.2 udp/9999, -, -, missing operation, x1';
const six = { source: '20010db8000000000000000000000001', destination: 'fd200001000000000000000000000002' };
const sixLine = 'plant 2001:db8::1 -> fd20:1::2 udp/9999, -, -, missing operation, x1';

async function read(packets: readonly Uint8Array[], etherType: number = 0x0800) {
  const frames = packets.map((bytes, index) => ({ micros: index, bytes: ethernet(etherType, bytes) }));
  const { conversations, reading } = await readContent(pcap(frames), { limits: { fragmentBytes: 200_000 } });
  return { lines: conversations.map(conversationLine), skipped: reading.statistics.skipped };
}

/** The datagram in fragments of 48 bytes. */
function fragments(identification: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < datagram.length; at += 48) {
    const more = at + 48 < datagram.length ? 0x2000 : 0;
    pieces.push(ipv4({ ...addresses, identification, fragment: more | (at / 8) }, datagram.subarray(at, at + 48)));
  }
  return pieces;
}

describe('IPv4', () => {
  test('options are stepped over and wrong checksums accepted', async () => {
    expect(await read([ipv4({ ...addresses, options: new Uint8Array(8) }, datagram)])).toEqual({
      lines: [line],
      skipped: {},
    });
  });

  test('a length of zero is what segmentation offload leaves', async () => {
    expect(await read([ipv4({ ...addresses, totalLength: 0 }, datagram)])).toEqual({ lines: [line], skipped: {} });
  });

  test('fragments are put together in any order', async () => {
    const [a, b, c] = fragments(1);
    expect(await read([c, a, b].filter((each) => each !== undefined))).toEqual({ lines: [line], skipped: {} });
  });

  test('fragments that never become whole are counted', async () => {
    expect(await read(fragments(1).slice(0, 2))).toEqual({ lines: [], skipped: { 'incomplete-fragment': 2 } });
  });

  test('fragments take bounded memory; the oldest datagram gives way', async () => {
    const first = Array.from({ length: 10 }, (_, index) => fragments(index).slice(0, 1)).flat();
    const rest = fragments(9).slice(1);
    expect(await read([...first, ...rest])).toEqual({ lines: [line], skipped: { 'incomplete-fragment': 9 } });
  });

  test('impossible headers are counted', async () => {
    const short = ipv4(addresses, datagram);
    short[0] = 0x44;
    const version = ipv4(addresses, datagram);
    version[0] = 0x55;
    expect(await read([short, version])).toEqual({ lines: [], skipped: { 'malformed-packet': 2 } });
  });

  test('other protocols are one conversation each, with their number', async () => {
    expect((await read([ipv4({ ...addresses, protocol: 50 }, new Uint8Array(20))])).lines).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 ip/50, -, -, missing operation, x1',
    ]);
  });
});

describe('IPv6', () => {
  test('extension headers are stepped over', async () => {
    const options = bytesOf(60, 0, new Uint8Array(6));
    const routing = bytesOf(17, 1, new Uint8Array(14));
    const packet = ipv6(
      { ...six, nextHeader: 0 },
      bytesOf(options, bytesOf(43, 0, new Uint8Array(6)), routing, datagram),
    );
    expect(await read([packet], 0x86dd)).toEqual({ lines: [sixLine], skipped: {} });
  });

  test('fragments are put together', async () => {
    const fragment = (offset: number, more: boolean, payload: Uint8Array) =>
      ipv6({ ...six, nextHeader: 44 }, bytesOf(17, 0, word(offset | (more ? 1 : 0)), long(77), payload));
    const pieces = [fragment(0, true, datagram.subarray(0, 56)), fragment(56, false, datagram.subarray(56))];
    expect(await read(pieces, 0x86dd)).toEqual({ lines: [sixLine], skipped: {} });
  });
});

describe('ICMP', () => {
  const echo = (source: string, destination: string, type: number) =>
    ipv4({ source, destination, protocol: 1 }, icmp(type, 5));
  const pingLine = 'plant 10.0.0.1 -> 10.0.0.2 icmp/-, icmp, diagnostic 8';

  test('each echo request counts, its reply belongs to it', async () => {
    const exchange = [echo('10.0.0.1', '10.0.0.2', 8), echo('10.0.0.2', '10.0.0.1', 0)];
    expect((await read([...exchange, ...exchange])).lines).toEqual([`${pingLine}, x2`]);
  });

  test('a reply whose request was not captured tells who asked', async () => {
    expect((await read([echo('10.0.0.2', '10.0.0.1', 0)])).lines).toEqual([`${pingLine}, x1`]);
  });

  test('errors about other packets are no conversation', async () => {
    expect(await read([echo('10.0.0.2', '10.0.0.1', 3)])).toEqual({ lines: [], skipped: { 'icmp-error': 1 } });
  });

  test('neighbour discovery is a protocol of its own', async () => {
    expect((await read([ipv6({ ...six, nextHeader: 58 }, icmp(135, 0))], 0x86dd)).lines).toEqual([
      'plant 2001:db8::1 -> fd20:1::2 icmpv6/-, ndp, -, missing operation, x1',
    ]);
    expect((await read([ipv6({ ...six, nextHeader: 58 }, icmp(128, 1))], 0x86dd)).lines).toEqual([
      'plant 2001:db8::1 -> fd20:1::2 icmpv6/-, icmpv6, diagnostic 128, x1',
    ]);
  });
});
