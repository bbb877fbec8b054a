/** A datagram in three pieces: whole, and in ways that must come to nothing. */
import { type Packet, protocolNumbers } from './packet.ts';
import { writeIpv4Header, writeIpv6Header } from './write-packet.ts';
import { writeTransport } from './write-transport.ts';

/**
 * In order; the last piece first; with so little first that TCP has no flags in it; with a piece that overlaps the one
 * before; without the first.
 */
export type Fragmentation = 'in order' | 'last first' | 'with a short head' | 'overlapping' | 'headless';

/** Ways to cut a packet that leave it whole for a router; in IPv6 a first piece must have all of the header (RFC 8200, section 4.5). */
export function wholeFragmentations({
  protocol,
  source,
}: Pick<Packet, 'protocol' | 'source'>): readonly Fragmentation[] {
  const isShortWhole = source.family === 4 || protocol !== protocolNumbers.tcp;
  return isShortWhole ? ['in order', 'last first', 'with a short head'] : ['in order', 'last first'];
}

/** Ways that must come to nothing. */
export function brokenFragmentations(packet: Pick<Packet, 'protocol' | 'source'>): readonly Fragmentation[] {
  const isShortWhole = wholeFragmentations(packet).includes('with a short head');
  return isShortWhole ? ['overlapping', 'headless'] : ['overlapping', 'headless', 'with a short head'];
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

/** Multiples of eight (RFC 791, RFC 8200); the first is longer than any header. */
const cuts = { first: { from: 0, to: 24 }, second: { from: 24, to: 40 }, third: { from: 40, to: 48 } } as const;
const pieces: Readonly<Record<Fragmentation, readonly Cut[]>> = {
  'in order': [cuts.first, cuts.second, cuts.third],
  'last first': [cuts.third, cuts.second, cuts.first],
  'with a short head': [{ from: 0, to: 8 }, { from: 8, to: 40 }, cuts.third],
  overlapping: [cuts.first, { from: 16, to: 40 }, cuts.third],
  headless: [cuts.second, cuts.third],
};
const datagramLength = 48;
const moreFollow = 0x2000;
const fragmentHeader = 44;

/** The fragments of a packet with so much payload that it has three; `number` as for a whole packet. */
export function writeFragments(packet: Packet, number: number, way: Fragmentation): readonly Buffer[] {
  const datagram = Buffer.alloc(datagramLength);
  const header = writeTransport(datagram, 0, { ...packet, payload: new Uint8Array() });
  writeTransport(datagram, 0, { ...packet, payload: new Uint8Array(datagramLength - header) });
  return pieces[way].map((cut) => fragmentOf(packet, number, datagram, cut));
}

function fragmentOf(packet: Packet, number: number, datagram: Buffer, { from, to }: Cut): Buffer {
  const isLast = to === datagramLength;
  if (packet.source.family === 4) {
    const bytes = Buffer.alloc(20 + to - from);
    const fragment = (isLast ? 0 : moreFollow) | (from >> 3);
    writeIpv4Header(bytes, 0, packet, number, { header: 20, length: bytes.length, fragment });
    datagram.copy(bytes, 20, from, to);
    return bytes;
  }
  const bytes = Buffer.alloc(48 + to - from);
  writeIpv6Header(bytes, 0, packet, number, { next: fragmentHeader, length: bytes.length - 40 });
  bytes[40] = packet.protocol;
  bytes.writeUInt16BE(from | (isLast ? 0 : 1), 42);
  bytes.writeUInt32BE(number, 44);
  datagram.copy(bytes, 48, from, to);
  return bytes;
}
