/** Records of the packet filter's log: the packet is read as any other, and what the log says of it is kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { enhancedPacket, interfaceDescription, pcap, sectionHeader } from '../../support/capture-files.ts';
import { bytesOf, ethernet, hexBytes, ipv4, ipv6, long, tcp, tcpFlags, udp } from '../../support/frames.ts';
import { modbus, readRequest } from '../../support/modbus-messages.ts';
import { type NflogAttribute, nflog, nflogLinkType, nflogRecord, routedRecord } from '../../support/nflog-records.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const ends = { source: '10.0.0.1', destination: '10.0.0.2' } as const;
const datagram = ipv4({ ...ends, protocol: 17 }, udp(40_000, 9999, new Uint8Array(4)));
const syn = ipv4({ ...ends, protocol: 6 }, tcp({ sourcePort: 40_000, destinationPort: 502, sequence: 1, flags: 2 }));
const line = 'plant 10.0.0.1 -> 10.0.0.2 udp/9999, -, -, missing operation, x1';
const deny = 'zonewright deny fw-line ';

async function read(records: readonly Uint8Array[], little: boolean = true) {
  const frames = records.map((bytes, index) => ({ micros: 1_800_000_000_000_000 + index, bytes }));
  const { conversations, reading } = await readContent(pcap(frames, { linkType: nflogLinkType, little }));
  return { conversations, skipped: reading.statistics.skipped, lines: conversations.map(conversationLine) };
}

/** What the log says of the only conversation. */
async function dropOf(record: Uint8Array): Promise<Conversation['drop'] | undefined> {
  const { conversations } = await read([record]);
  expect(conversations).toHaveLength(1);
  return conversations[0]?.drop;
}

const around = (payload: Uint8Array): NflogAttribute[] => [
  nflog.packetHeader(),
  nflog.prefix(deny),
  nflog.entry(7),
  nflog.exit(9),
  nflog.payload(payload),
];

describe('a record', () => {
  test('is a conversation that says what the boundary did, at which hook, and between which interfaces', async () => {
    const { conversations, lines } = await read([nflogRecord(around(datagram))]);
    expect(lines).toEqual([line]);
    expect(conversations[0]?.drop).toEqual({
      action: 'denied',
      boundary: 'fw-line',
      hook: 'forward',
      entry: { index: 7 },
      exit: { index: 9 },
    });
  });

  test.each([
    [
      'of IPv6',
      routedRecord(
        deny,
        ipv6(
          { source: 'fd'.padEnd(32, '0'), destination: 'fd'.padEnd(32, '1'), nextHeader: 17 },
          udp(5, 9999, new Uint8Array(4)),
        ),
        { family: 10 },
      ),
    ],
    ['without padding at its end', routedRecord(deny, bytesOf(datagram.subarray(0, 31)), { end: 'bare' })],
    ['with padding at its end', routedRecord(deny, bytesOf(datagram.subarray(0, 31)))],
  ])('%s is read', async (_, record) => {
    expect(await dropOf(record)).toMatchObject({ action: 'denied', boundary: 'fw-line' });
  });

  test('of a big-endian machine is the same', async () => {
    const options = { little: false } as const;
    const attributes = [...around(datagram), nflog.time(1_800_000_000, 0)];
    const [big, little] = [
      await read([nflogRecord(attributes, options)], false),
      await read([nflogRecord(attributes)]),
    ];
    expect(big).toEqual(little);
    expect(big.lines).toEqual([line]);
  });

  test('in a pcapng file is the same, beside the captures of other interfaces', async () => {
    const file = bytesOf(
      sectionHeader(),
      interfaceDescription(1),
      interfaceDescription(nflogLinkType),
      enhancedPacket(ethernet(0x0800, datagram), 1n, 0),
      enhancedPacket(routedRecord(deny, datagram), 2n, 1),
      enhancedPacket(ethernet(0x0800, datagram), 3n, 0),
    );
    const { conversations } = await readContent(file);
    expect(conversations.map((each) => [conversationLine(each), each.drop?.action ?? null])).toEqual([
      [line, null],
      [line, 'denied'],
    ]);
  });

  test('with words of somebody else is traffic that was seen', async () => {
    for (const prefix of ['', 'accepted ', 'zonewright', 'zonewright deny'])
      expect(await dropOf(routedRecord(prefix, datagram))).toBeNull();
    expect(await dropOf(nflogRecord([nflog.payload(datagram)]))).toBeNull();
  });

  test('counts at the time of the packet, which is earlier than that of the reader', async () => {
    const time = async (seconds: number, micros: number): Promise<number | undefined> => {
      const { conversations } = await read([nflogRecord([nflog.time(seconds, micros), nflog.payload(datagram)])]);
      return conversations[0]?.first;
    };
    expect(await time(1_799_999_999, 250_000)).toBe(1_799_999_999_250_000);
    // Not set, far away, or no time at all: the time of the reader counts.
    for (const [seconds, micros] of [
      [0, 5],
      [1_700_000_000, 0],
      [0xffffffff, 0],
      [1_800_000_000, 1_000_000],
    ] as const)
      expect(await time(seconds, micros)).toBe(1_800_000_000_000_000);
  });
});

describe('what a boundary did', () => {
  test('keeps packets of the same sockets apart', async () => {
    const { conversations } = await read([
      routedRecord('zonewright deny a ', syn),
      routedRecord('zonewright spoofed a ', syn),
      routedRecord('zonewright stray a ', syn),
      routedRecord('zonewright deny b ', syn),
      routedRecord('zonewright deny a ', syn),
      routedRecord('passed ', syn),
    ]);
    expect(conversations.map(({ drop, count }) => [drop?.action ?? null, drop?.boundary ?? null, count])).toEqual([
      [null, null, 1],
      ['denied', 'a', 1],
      ['denied', 'b', 1],
      ['spoofed', 'a', 1],
      ['stray', 'a', 1],
    ]);
  });

  test('judges a datagram as a question of its sender, whatever its port is, unless its content tells', async () => {
    const from = (sourcePort: number, payload: Uint8Array) =>
      ipv4({ ...ends, protocol: 17 }, udp(sourcePort, 40_000, payload));
    const lineOf = async (prefix: string, packet: Uint8Array): Promise<string> =>
      (await read([routedRecord(prefix, packet)])).lines[0] ?? '';
    expect(await lineOf('passed ', from(47_808, new Uint8Array(4)))).toContain('10.0.0.2 -> 10.0.0.1 udp/47808');
    expect(await lineOf(deny, from(47_808, new Uint8Array(4)))).toContain('10.0.0.1 -> 10.0.0.2 udp/40000');
    const time = bytesOf(0x24, new Uint8Array(47).fill(1));
    expect(await lineOf(deny, from(123, time))).toContain('10.0.0.2 -> 10.0.0.1 udp/123, ntp');
  });

  test('with a borrowed address tells nothing about whose address it is', async () => {
    const banner = new TextEncoder().encode('SSH-2.0-OpenSSH_9.2\r\n');
    const header = { sourcePort: 22, destinationPort: 40_000, sequence: 1, flags: tcpFlags.acknowledge };
    const segment = ipv4({ ...ends, protocol: 6 }, tcp(header, banner));
    const factsOf = async (prefix: string): Promise<number> => {
      const frame = { micros: 0, bytes: routedRecord(prefix, segment) };
      const { devices } = await readContent(pcap([frame], { linkType: nflogLinkType }));
      return devices.flatMap(({ facts }) => facts).length;
    };
    expect([await factsOf(deny), await factsOf('zonewright spoofed fw-line ')]).toEqual([1, 0]);
  });

  test('is bounded, however many interfaces a file names', async () => {
    const records = Array.from({ length: 9000 }, (_, index) =>
      nflogRecord([nflog.prefix(deny), nflog.entry(index + 1), nflog.payload(datagram)]),
    );
    const { conversations } = await read(records);
    expect(conversations).toHaveLength(4097);
    expect(conversations.every(({ drop }) => drop?.action === 'denied')).toBe(true);
    expect(conversations.filter(({ drop }) => drop?.entry === null)).toHaveLength(1);
  });
});

describe('a packet that the log cuts off', () => {
  const query = (bytes: number) =>
    ipv4(
      { ...ends, protocol: 6 },
      tcp({ sourcePort: 40_000, destinationPort: 502, sequence: 5, flags: 24 }, readRequest(1, 3, 7, 2)),
    ).subarray(0, bytes);

  test('shows the operation as far as the bytes reach', async () => {
    expect((await read([routedRecord(deny, query(52))])).lines).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 7+2, x1',
    ]);
    for (const bytes of [40, 44, 48]) {
      const { lines, skipped } = await read([routedRecord(deny, query(bytes))]);
      expect(lines).toEqual([
        expect.stringMatching(/^plant 10.0.0.1 -> 10.0.0.2 tcp\/502, .*missing operation object, x1$/),
      ]);
      expect(skipped).toEqual({ 'cut-off-bytes': 1 });
    }
  });

  test('shows its first message of several', async () => {
    const two = ipv4(
      { ...ends, protocol: 6 },
      tcp(
        { sourcePort: 40_000, destinationPort: 502, sequence: 5, flags: 24 },
        bytesOf(readRequest(1, 3, 7, 2), modbus(2, 1, 16, new Array(60).fill(1))),
      ),
    );
    const { lines, skipped } = await read([routedRecord(deny, two.subarray(0, 96))]);
    expect(lines).toEqual(['plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 7+2, x1']);
    expect(skipped).toEqual({ 'cut-off-bytes': 1 });
  });

  test('a datagram of which a part is missing has no operation', async () => {
    const long = ipv4({ ...ends, protocol: 17 }, udp(40_000, 47_808, new Uint8Array(90)));
    expect((await read([routedRecord(deny, long.subarray(0, 96))])).lines).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/47808, -, -, missing operation object, x1',
    ]);
  });

  test('a request to connect shows that nothing more was asked', async () => {
    expect(syn[33]).toBe(tcpFlags.syn);
    expect((await read([routedRecord(deny, syn)])).lines).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, session connect, x1',
    ]);
  });
});

describe('a record of a bridge', () => {
  const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
  const bridged = (etherType: number, payload: Uint8Array, more: readonly NflogAttribute[] = [], written = etherType) =>
    nflogRecord(
      [
        nflog.packetHeader(etherType),
        nflog.prefix(deny),
        nflog.physicalEntry(3),
        nflog.entry(2),
        nflog.physicalExit(4),
        nflog.exit(2),
        nflog.linkHeader(b, a, written),
        ...more,
        nflog.payload(payload),
      ],
      { family: 7 },
    );

  test('is a conversation of MAC addresses, between two ports of the bridge', async () => {
    const { conversations, lines } = await read([bridged(0x88b5, new Uint8Array(30))]);
    expect(lines).toEqual([`plant ${a} -> ${b} ethernet/34997, -, -, missing operation, x1`]);
    expect(conversations[0]?.drop).toMatchObject({ entry: { index: 3 }, exit: { index: 4 } });
  });

  test('with IP inside is one of IP addresses', async () => {
    expect((await read([bridged(0x0800, datagram)])).lines).toEqual([line]);
  });

  test('has the VLAN of the tag that was taken off, or of the one that is still there', async () => {
    const tagged = line.replace('plant', 'vlan-7');
    expect((await read([bridged(0x0800, datagram, [nflog.vlan(7)])])).lines).toEqual([tagged]);
    const inside = bytesOf([0, 7, 0x08, 0], datagram);
    expect((await read([bridged(0x8100, inside)])).lines).toEqual([tagged]);
  });

  test('of a frame with a length in place of an EtherType is told by its access point', async () => {
    const payload = bytesOf([0x42, 0x42, 3], new Uint8Array(35));
    expect((await read([bridged(4, payload, [], 38)])).lines).toEqual([
      `plant ${a} -> ${b} ethernet/66, -, -, missing operation, x1`,
    ]);
  });

  test('as Linux 6.18 writes it is read with its tag, its ports and its time', async () => {
    const record = hexBytes(
      [
        '0700006408000100889202001b000a007a6f6e657772696768742064656e792066772d6c3220000008000600000000030800',
        '04000000000208000700000000040800050000000002100008000006000002000000000a000006000f000001000006001100',
        '000e00001200100002000000000b02000000000a8892000014000300000000006b07cb50000000000008fea408000b000000',
        '000008000e000000000014001480060002000005000006000100810000001200150002000000000b02000000000a88920000',
        '3200090080000101010101010101010101010101010101010101010101010101010101010101010101010101010101010101',
        '0000',
      ].join(''),
    );
    const { conversations } = await read([record]);
    expect(conversations.map(conversationLine)).toEqual([
      `vlan-5 ${a} -> ${b} ethernet/34962, profinet-rt, read 0x8000, x1`,
      `vlan-5 ${a} -> ${b} ethernet/34962, profinet-rt, write 0x8000, x1`,
    ]);
    for (const { drop, first } of conversations) {
      expect(drop).toMatchObject({ boundary: 'fw-l2', hook: 'forward', entry: { index: 3 }, exit: { index: 4 } });
      // The reader of this test came long after the packet.
      expect(first).toBe(1_800_000_000_000_000);
    }
  });

  test('with a borrowed address tells nothing about whose address it is', async () => {
    const arp = bytesOf(
      long(0x00010800),
      long(0x06040001),
      [2, 0, 0, 0, 0, 10],
      [10, 0, 0, 1],
      new Uint8Array(6),
      [10, 0, 0, 2],
    );
    const factsOf = async (prefix: string): Promise<number> => {
      const record = nflogRecord(
        [nflog.packetHeader(0x0806), nflog.prefix(prefix), nflog.linkHeader(b, a, 0x0806), nflog.payload(arp)],
        { family: 7 },
      );
      const { devices } = await readContent(pcap([{ micros: 0, bytes: record }], { linkType: nflogLinkType }));
      return devices.flatMap(({ facts }) => facts).length;
    };
    expect([await factsOf(deny), await factsOf('zonewright spoofed fw-line ')]).toEqual([1, 0]);
  });

  test('that may be cut off shows no operation', async () => {
    const frame = (bytes: number) => bridged(0x8892, bytesOf([0x80, 0], new Uint8Array(bytes - 2).fill(1)));
    expect((await read([frame(95)])).lines).toHaveLength(2);
    expect((await read([frame(96)])).lines).toEqual([`plant ${a} -> ${b} ethernet/34962, -, -, missing operation, x1`]);
  });

  test('without addresses is left out unless it holds IP', async () => {
    const bare = (etherType: number) =>
      nflogRecord(
        [nflog.packetHeader(etherType), nflog.payload(etherType === 0x0800 ? datagram : new Uint8Array(30))],
        {
          family: 7,
        },
      );
    expect((await read([bare(0x0800)])).lines).toEqual([line]);
    expect((await read([bare(0x88b5)])).skipped).toEqual({ 'link-type': 1 });
  });
});

describe('a record that lies', () => {
  test.each([
    ['ends inside its header', nflogRecord([]).subarray(0, 3), 'truncated-packet'],
    ['has a version that nobody knows', routedRecord(deny, datagram, { version: 1 }), 'link-type'],
    ['has no packet', nflogRecord([nflog.prefix(deny)]), 'malformed-packet'],
    [
      'has an attribute that is shorter than its header',
      nflogRecord([{ type: 1, value: new Uint8Array(4), length: 3 }, nflog.payload(datagram)]),
      'malformed-packet',
    ],
    [
      'has an attribute of no length',
      nflogRecord([{ type: 1, value: new Uint8Array(4), length: 0 }]),
      'malformed-packet',
    ],
    [
      'has an attribute that ends behind it',
      nflogRecord([{ type: 1, value: new Uint8Array(4), length: 0xffff }, nflog.payload(datagram)]),
      'malformed-packet',
    ],
    [
      'has attributes without end',
      nflogRecord([...Array.from({ length: 70 }, () => nflog.exit(1)), nflog.payload(datagram)]),
      'malformed-packet',
    ],
    ['has an empty packet', nflogRecord([nflog.payload(new Uint8Array(0))]), 'truncated-packet'],
  ])('because it %s is counted and left out', async (_, record, reason) => {
    const { lines, skipped } = await read([record]);
    expect({ lines, skipped }).toEqual({ lines: [], skipped: { [reason]: 1 } });
  });

  test('about the length of its packet shows what is there of it', async () => {
    const record = nflogRecord([nflog.prefix(deny), { ...nflog.payload(datagram), length: 0xffff }]);
    expect((await read([record])).lines).toEqual([line]);
  });

  test('anywhere never fails, and accounts for every record', async () => {
    const sound = [nflogRecord([...around(datagram), nflog.vlan(3), nflog.time(1, 1)]), routedRecord(deny, syn)];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(1), fc.nat(150), fc.nat(255)), { maxLength: 5 }),
        fc.nat(160),
        async (changes, keep) => {
          const records = sound.map((bytes) => bytes.slice());
          for (const [which, at, value] of changes)
            records[which]?.set([value], Math.min(at, (records[which]?.length ?? 1) - 1));
          const { conversations, skipped } = await read(records.map((bytes) => bytes.subarray(0, keep)));
          const counted = conversations.reduce((sum, { count }) => sum + count, 0);
          const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
          expect(counted + left).toBeGreaterThanOrEqual(2);
        },
      ),
      { numRuns: 500 },
    );
  });
});
