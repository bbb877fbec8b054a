/** Bytes of packets against those that the tests build by another way. */
import { expect, test } from 'vitest';
import { parseIpAddress } from '../../../../src/algebra/ip-address.ts';
import { createAtlas, type Place } from '../../../../src/exporters/probes/atlas.ts';
import { type Packet, tcpFlags } from '../../../../src/exporters/probes/packet/packet.ts';
import { writeFragments } from '../../../../src/exporters/probes/packet/write-fragments.ts';
import { isSamePacket, numberOf, writePacket } from '../../../../src/exporters/probes/packet/write-packet.ts';
import { buildPacket, type PacketSpec } from '../../../support/packets.ts';

const atlas = createAtlas({ of: new Map(), ambiguous: new Set() }, () => 0);

function place(text: string): Place {
  const address = parseIpAddress(text);
  if (address === null) throw new Error(text);
  return atlas(address);
}

function packet(source: string, destination: string, more: Partial<Packet>): Packet {
  return {
    entry: 0,
    source: place(source),
    destination: place(destination),
    protocol: 6,
    service: 0,
    sourcePort: 40_000,
    destinationPort: 502,
    flags: tcpFlags.syn,
    sequence: 1_000,
    acknowledgement: 0,
    form: 'plain',
    payload: new Uint8Array(),
    quotes: null,
    ...more,
  };
}

function bytesOf(each: Packet, number: number = 7): Buffer {
  const bytes = Buffer.alloc(256, 0xaa);
  return bytes.subarray(3, writePacket(bytes, 3, each, number));
}

const pairs = [
  ['10.1.2.3', '192.168.255.254'],
  ['fd00::ffff:1', '2001:db8::f:0'],
] as const;

const cases: readonly (readonly [string, Partial<Packet>, Partial<PacketSpec>])[] = [
  ['a SYN', {}, {}],
  [
    'an answer',
    { flags: tcpFlags.syn | tcpFlags.ack, sequence: 5_000, acknowledgement: 1_001 },
    { flags: 'syn-ack', sequence: 5_000, acknowledgement: 1_001 },
  ],
  ['a datagram', { protocol: 17, payload: new Uint8Array(5) }, { protocol: 17, payload: Buffer.alloc(5) }],
  ['a datagram without payload', { protocol: 17 }, { protocol: 17 }],
  ['another protocol', { protocol: 47 }, { protocol: 47 }],
];

for (const [source, destination] of pairs) {
  const protocol = source.includes(':') ? 58 : 1;
  test.each([
    ...cases,
    ['an echo', { protocol, destinationPort: 8, sourcePort: 77 }, { protocol, icmpType: 8, sourcePort: 77 }] as const,
  ])(`${source}: %s`, (_, own, spec) => {
    const built = buildPacket({ source, destination, protocol: 6, sourcePort: 40_000, port: 502, mark: 7, ...spec });
    expect(bytesOf(packet(source, destination, own)).toString('hex')).toBe(built.toString('hex'));
  });

  test(`${source}: an error quotes a packet`, () => {
    const quoted = bytesOf(packet(destination, source, {}), 0);
    const own = packet(source, destination, { protocol, destinationPort: 3, sourcePort: 9, quotes: quoted });
    const built = buildPacket({ source, destination, protocol, icmpType: 3, sourcePort: 0, mark: 7, payload: quoted });
    expect(bytesOf(own).toString('hex')).toBe(built.toString('hex'));
  });

  test(`${source}: the number is read back, and a changed byte is seen`, () => {
    const sent = bytesOf(packet(source, destination, {}), 1_999);
    expect(numberOf(sent)).toBe(1_999);
    const received = Buffer.from(sent);
    received[source.includes(':') ? 7 : 8] = 63;
    expect(isSamePacket(sent, 0, received)).toBe(true);
    received[received.length - 1] = 1;
    expect(isSamePacket(sent, 0, received)).toBe(false);
  });

  test(`${source}: a wrong checksum is wrong, and a packet that is too short ends within its header`, () => {
    const right = bytesOf(packet(source, destination, {}));
    const wrong = bytesOf(packet(source, destination, { form: 'wrong checksum' }));
    expect(wrong.length).toBe(right.length);
    expect([...wrong].filter((byte, index) => byte !== right[index])).toHaveLength(2);
    expect(bytesOf(packet(source, destination, { form: 'too short' })).length).toBe(right.length - 16);
  });

  test.each([6, 17])(`${source}: fragments of protocol %i make up the datagram`, (transport) => {
    const own = packet(source, destination, { protocol: transport });
    const header = source.includes(':') ? 48 : 20;
    const whole = bytesOf({ ...own, payload: new Uint8Array(transport === 6 ? 28 : 40) }).subarray(
      header === 48 ? 40 : 20,
    );
    for (const way of ['in order', 'last first', 'with a short head'] as const) {
      const pieces = writeFragments(own, 7, way).map((bytes) => {
        const offset = header === 48 ? bytes.readUInt16BE(42) & ~7 : (bytes.readUInt16BE(6) & 0x1fff) * 8;
        return { offset, body: bytes.subarray(header) };
      });
      const joined = Buffer.concat(pieces.sort((a, b) => a.offset - b.offset).map(({ body }) => body));
      expect({ way, hex: joined.toString('hex') }).toEqual({ way, hex: whole.toString('hex') });
    }
  });
}
