import { describe, expect, test } from 'vitest';
import { pcap } from '../../support/capture-files.ts';
import { bytesOf, ethernet, ipv4, long, udp, word } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const datagram = udp(40_000, 9999, new Uint8Array(4));
const packet = ipv4({ source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 }, datagram);
const line = '10.0.0.1 -> 10.0.0.2 udp/9999, -, -, missing operation, x1';

async function linesOf(bytes: Uint8Array, linkType: number): Promise<string[]> {
  const { conversations } = await readContent(pcap([{ micros: 0, bytes }], { linkType }));
  return conversations.map(conversationLine);
}

const label = (bottom: boolean) => long(0x00010000 | (bottom ? 0x100 : 0) | 64);
/** Two labels around a payload. */
const labelled = (payload: Uint8Array) => ethernet(0x8847, bytesOf(label(false), label(true), payload));
const session = (protocol: readonly number[], payload: Uint8Array) =>
  bytesOf(0x11, 0, word(1), word(protocol.length + payload.length), protocol, payload);

test.each([
  ['Ethernet', 1, ethernet(0x0800, packet)],
  ['raw IP', 101, packet],
  ['raw IPv4', 228, packet],
  ['loopback of a little-endian machine', 0, bytesOf([2, 0, 0, 0], packet)],
  ['loopback in network order', 108, bytesOf([0, 0, 0, 2], packet)],
  ['Linux cooked v1', 113, bytesOf(new Uint8Array(14), word(0x0800), packet)],
  ['Linux cooked v2', 276, bytesOf(word(0x0800), new Uint8Array(18), packet)],
  ['PPP', 9, bytesOf([0xff, 3], word(0x0021), packet)],
  ['PPP without address, with a short protocol field', 9, bytesOf(0x21, packet)],
  ['PPP on a serial line', 50, bytesOf([0xff, 3], word(0x0021), packet)],
  ['Cisco HDLC on a serial line', 50, bytesOf([0x0f, 0], word(0x0800), packet)],
  ['Cisco HDLC', 104, bytesOf([0x8f, 0], word(0x0800), packet)],
  ['PPPoE', 51, session(word(0x0021), packet)],
  ['PPPoE on Ethernet, with padding', 1, bytesOf(ethernet(0x8864, session(word(0x0021), packet)), new Uint8Array(9))],
  ['MPLS', 219, bytesOf(label(true), packet)],
  ['MPLS on Ethernet', 1, labelled(packet)],
  ['MPLS in PPPoE', 1, ethernet(0x8864, session(word(0x0281), bytesOf(label(true), packet)))],
  ['an Ethernet pseudowire', 1, labelled(bytesOf(long(0), ethernet(0x0800, packet)))],
  ['an Ethernet pseudowire without control word', 1, labelled(ethernet(0x0800, packet))],
  [
    'an Ethernet pseudowire to an address like the version of IP',
    1,
    labelled(ethernet(0x0800, packet, { destination: '45:00:00:ff:ff:02' })),
  ],
  ['a frame on a redundant ring', 1, ethernet(0x892f, bytesOf(word(0x1020), word(7), word(0x0800), packet))],
  ['a replicated frame', 1, ethernet(0xf1c1, bytesOf(word(0), word(7), word(0x0800), packet))],
  ['Ethernet with padding', 1, bytesOf(ethernet(0x0800, packet), new Uint8Array(20))],
  [
    'Ethernet with LLC and SNAP',
    1,
    ethernet(packet.length + 8, bytesOf([0xaa, 0xaa, 3, 0, 0, 0], word(0x0800), packet)),
  ],
])('IP is found in %s', async (_, linkType, bytes) => {
  expect(await linesOf(bytes, linkType)).toEqual([`plant ${line}`]);
});

test('a VLAN id picks the scope, the outer one where there are two, and a priority tag has none', async () => {
  expect(await linesOf(ethernet(0x0800, packet, { vlans: [7] }), 1)).toEqual([`vlan-7 ${line}`]);
  expect(await linesOf(ethernet(0x0800, packet, { vlans: [7, 9] }), 1)).toEqual([`vlan-7 ${line}`]);
  expect(await linesOf(ethernet(0x0800, packet, { vlans: [0x6000] }), 1)).toEqual([`plant ${line}`]);
});

test('the same addresses in two VLANs are two conversations', async () => {
  const frames = [7, 9].map((vlan) => ({ micros: 0, bytes: ethernet(0x0800, packet, { vlans: [vlan] }) }));
  const { conversations } = await readContent(pcap(frames));
  expect(conversations.map(conversationLine)).toEqual([`vlan-7 ${line}`, `vlan-9 ${line}`]);
});

test('the VLAN of a pseudowire is the one inside', async () => {
  const inner = ethernet(0x0800, packet, { vlans: [7] });
  const outer = ethernet(0x8847, bytesOf(label(true), long(0), inner), { vlans: [99] });
  expect(await linesOf(outer, 1)).toEqual([`vlan-7 ${line}`]);
});

test('labels and sessions with something else are conversations of MAC addresses', async () => {
  const unknown = bytesOf(label(true), [0x10, 0, 0, 7], new Uint8Array(20));
  expect(await linesOf(ethernet(0x8847, unknown), 1)).toEqual([
    'plant 02:00:00:00:00:01 -> 02:00:00:00:00:02 ethernet/34887, -, -, missing operation, x1',
  ]);
  expect(await linesOf(ethernet(0x8864, session(word(0xc021), new Uint8Array(10))), 1)).toEqual([
    'plant 02:00:00:00:00:01 -> 02:00:00:00:00:02 ethernet/34916, -, -, missing operation, x1',
  ]);
});

test.each([
  ['tags', () => ethernet(0x0800, packet, { vlans: Array.from({ length: 9 }, () => 7) })],
  ['labels', () => ethernet(0x8847, bytesOf(...Array.from({ length: 20 }, () => label(false)), label(true), packet))],
  [
    'pseudowires',
    () => {
      let inner = ethernet(0x0800, packet);
      for (let depth = 0; depth < 300; depth++) inner = labelled(inner);
      return inner;
    },
  ],
])('too many %s are counted and not followed', async (_, make) => {
  const { conversations, reading } = await readContent(pcap([{ micros: 0, bytes: make() }]));
  expect(conversations).toEqual([]);
  expect(reading.statistics.skipped).toEqual({ 'nesting-limit': 1 });
});

test('frames without IP are conversations of MAC addresses', async () => {
  expect(await linesOf(ethernet(0x8892, new Uint8Array(40), { source: '02:00:00:00:00:0A' }), 1)).toEqual([
    'plant 02:00:00:00:00:0a -> 02:00:00:00:00:02 ethernet/34962, -, -, missing operation, x1',
  ]);
  const bridge = { destination: '01:80:c2:00:00:00' };
  expect(await linesOf(ethernet(38, bytesOf([0x42, 0x42, 3], new Uint8Array(43)), bridge), 1)).toEqual([
    'plant 02:00:00:00:00:01 -> 01:80:c2:00:00:00 ethernet/66, -, -, missing operation, x1',
  ]);
});

test('both ways between two stations are one conversation', async () => {
  const frame = (source: string, destination: string) => ({
    micros: 0,
    bytes: ethernet(0x88b5, new Uint8Array(28), { source, destination }),
  });
  const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
  const { conversations } = await readContent(pcap([frame(a, b), frame(b, a), frame(a, b)]));
  expect(conversations.map(conversationLine)).toEqual([
    `plant ${a} -> ${b} ethernet/34997, -, -, missing operation, x1`,
  ]);
});

describe('ARP', () => {
  const everybody = 'ff:ff:ff:ff:ff:ff';
  const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
  const arp = (kind: number, sender: number, target: number, destination: string) =>
    ethernet(
      0x0806,
      bytesOf(
        long(0x00010800),
        long(0x06040000 | kind),
        new Uint8Array(6),
        long(sender),
        new Uint8Array(6),
        long(target),
      ),
      { source: a, destination },
    );

  test('is counted between the addresses that it speaks for', async () => {
    expect(await linesOf(arp(1, 0x0a000001, 0x0a000002, everybody), 1)).toEqual([
      'plant 10.0.0.1 -> 255.255.255.255 ethernet/2054, -, -, missing operation, x1',
    ]);
    expect(await linesOf(arp(2, 0x0a000001, 0x0a000002, b), 1)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 ethernet/2054, -, -, missing operation, x1',
    ]);
  });

  test('without such addresses it is counted between stations', async () => {
    const line = `plant ${a} -> ${everybody} ethernet/2054, -, -, missing operation, x1`;
    expect(await linesOf(arp(1, 0, 0x0a000002, everybody), 1)).toEqual([line]);
    expect(await linesOf(arp(1, 1, 2, everybody).subarray(0, 30), 1)).toEqual([line]);
  });
});

describe('Linux cooked frames without IP', () => {
  const header = (kind: number, etherType: number) =>
    bytesOf(word(kind), word(1), word(6), [2, 0, 0, 0, 0, 0x0a, 0, 0], word(etherType));
  const headerV2 = (kind: number, etherType: number) =>
    bytesOf(word(etherType), word(0), long(3), word(1), kind, 6, [2, 0, 0, 0, 0, 0x0a, 0, 0]);
  const arp = bytesOf(
    long(0x00010800),
    long(0x06040002),
    new Uint8Array(6),
    long(0x0a000001),
    new Uint8Array(6),
    long(0x0a000002),
  );

  test.each([
    ['v1', 113, header],
    ['v2', 276, headerV2],
  ])('of %s are told by what says their ends', async (_, linkType, make) => {
    expect(await linesOf(bytesOf(make(0, 0x0806), arp), linkType)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 ethernet/2054, -, -, missing operation, x1',
    ]);
    expect(await linesOf(bytesOf(make(1, 0x8892), new Uint8Array(40)), linkType)).toEqual([
      'plant 02:00:00:00:00:0a -> ff:ff:ff:ff:ff:ff ethernet/34962, -, -, missing operation, x1',
    ]);
    for (const etherType of [0x8892, 0x0004]) {
      const bytes = bytesOf(make(0, etherType), new Uint8Array(40));
      const { conversations, reading } = await readContent(pcap([{ micros: 0, bytes }], { linkType }));
      expect(conversations).toEqual([]);
      expect(reading.statistics.skipped).toEqual({ 'link-type': 1 });
    }
    const probe = bytesOf(make(0, 0x0806), new Uint8Array(28));
    const { reading } = await readContent(pcap([{ micros: 0, bytes: probe }], { linkType }));
    expect(reading.statistics.skipped).toEqual({ 'no-destination': 1 });
  });
});

test('a conversation across two VLANs of one scope is one', async () => {
  const there = ethernet(0x0800, packet, { vlans: [7] });
  const back = ethernet(
    0x0800,
    ipv4({ source: '10.0.0.2', destination: '10.0.0.1', protocol: 17 }, udp(9999, 40_000, new Uint8Array(4))),
    { vlans: [9] },
  );
  const frames = [there, back].map((bytes) => ({ micros: 0, bytes }));
  const { conversations } = await readContent(pcap(frames), { scopeOf: () => 'plant' });
  expect(conversations.map(conversationLine)).toEqual([`plant ${line}`]);
});

test('frames that are cut off are counted', async () => {
  for (let length = 0; length < 42; length++) {
    const bytes = ethernet(0x0800, packet, { vlans: [7] }).subarray(0, length);
    const { reading, conversations } = await readContent(pcap([{ micros: 0, bytes }]));
    expect(conversations).toEqual([]);
    expect(Object.values(reading.statistics.skipped)).toEqual([1]);
  }
});
