/** Packets as bytes, with the checksums that connection tracking insists on. */
import { parseIpAddress } from '../../src/algebra/ip-address.ts';

export interface PacketSpec {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly port?: number;
  /** Default `syn`. */
  readonly flags?: 'syn' | 'syn-ack' | 'ack' | 'fin' | 'fin-ack' | 'rst-ack' | 'urg-ack' | 'null';
  /** Bytes of options that do nothing behind the header of TCP: 0 to 40, a multiple of four. */
  readonly tcpOptions?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Payload of UDP, TCP and ICMP, behind the first eight bytes of ICMP. */
  readonly payload?: Buffer;
  /** Identifies the packet on its way: IPv4 identification or IPv6 flow label. */
  readonly mark: number;
  readonly ttl?: number;
  /** IPv6 only: a destination options header in front of the transport (RFC 8200). */
  readonly options?: boolean;
}

const flagBits = {
  syn: 0x02,
  'syn-ack': 0x12,
  ack: 0x10,
  fin: 0x01,
  'fin-ack': 0x11,
  'rst-ack': 0x14,
  'urg-ack': 0x30,
  null: 0,
};

/** The answer to a TCP SYN or a UDP datagram, for a SYN with sequence number 1,000. */
export function replyTo(spec: PacketSpec): PacketSpec {
  return {
    ...spec,
    source: spec.destination,
    destination: spec.source,
    sourcePort: spec.port ?? 0,
    port: spec.sourcePort ?? 0,
    flags: 'syn-ack',
    sequence: 5_000,
    acknowledgement: 1_001,
  };
}

/** An IPv4 or IPv6 packet. */
export function buildPacket(spec: PacketSpec): Buffer {
  const source = addressBytes(spec.source);
  const destination = addressBytes(spec.destination);
  const segment = buildSegment(spec, source, destination);
  if (source.length === 4)
    return Buffer.concat([ipv4Header(spec, source, destination, segment.length, 0x4000), segment]);
  if (spec.options !== true)
    return Buffer.concat([ipv6Header(spec, source, destination, segment.length, spec.protocol), segment]);
  const options = Buffer.from([spec.protocol, 0, 1, 4, 0, 0, 0, 0]);
  return Buffer.concat([ipv6Header(spec, source, destination, segment.length + 8, 60), options, segment]);
}

/** The same packet as fragments of `size` bytes each, a multiple of eight. */
export function buildFragments(spec: PacketSpec, size: number): readonly Buffer[] {
  const source = addressBytes(spec.source);
  const destination = addressBytes(spec.destination);
  const segment = buildSegment(spec, source, destination);
  const fragments: Buffer[] = [];
  for (let start = 0; start < segment.length; start += size) {
    const part = segment.subarray(start, start + size);
    const more = start + size < segment.length;
    if (source.length === 4) {
      const flags = (more ? 0x2000 : 0) | (start / 8);
      fragments.push(Buffer.concat([ipv4Header(spec, source, destination, part.length, flags), part]));
    } else {
      const header = Buffer.from([spec.protocol, 0, 0, 0, 0, 0, spec.mark >> 8, spec.mark & 255]);
      header.writeUInt16BE(start | (more ? 1 : 0), 2);
      fragments.push(Buffer.concat([ipv6Header(spec, source, destination, part.length + 8, 44), header, part]));
    }
  }
  return fragments;
}

/** Whether bytes that came out are the packet that was sent, apart from its time to live. */
export function isSamePacket(sent: Buffer, received: Buffer): boolean {
  return sent.length === received.length && blank(sent).equals(blank(received));
}

function blank(packet: Buffer): Buffer {
  const copy = Buffer.from(packet);
  if ((copy[0] ?? 0) >> 4 === 4) {
    copy[8] = 0;
    copy.writeUInt16BE(0, 10);
  } else copy[7] = 0;
  return copy;
}

function buildSegment(spec: PacketSpec, source: Buffer, destination: Buffer): Buffer {
  const payload = spec.payload ?? Buffer.alloc(0);
  const { protocol } = spec;
  if (protocol === 6) return withChecksum(tcpHeader(spec), payload, 16, protocol, source, destination);
  if (protocol === 17) {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(spec.sourcePort ?? 40_000, 0);
    header.writeUInt16BE(spec.port ?? 0, 2);
    header.writeUInt16BE(8 + payload.length, 4);
    return withChecksum(header, payload, 6, protocol, source, destination);
  }
  if (protocol === 1 || protocol === 58) {
    const header = Buffer.alloc(8);
    header[0] = spec.icmpType ?? 8;
    header[1] = spec.icmpCode ?? 0;
    header.writeUInt16BE(spec.sourcePort ?? 0, 4);
    return withChecksum(header, payload, 2, protocol === 1 ? null : protocol, source, destination);
  }
  return Buffer.concat([Buffer.alloc(8), payload]);
}

function tcpHeader(spec: PacketSpec): Buffer {
  const header = Buffer.alloc(20 + (spec.tcpOptions ?? 0), 1);
  header.fill(0, 0, 20);
  header.writeUInt16BE(spec.sourcePort ?? 40_000, 0);
  header.writeUInt16BE(spec.port ?? 0, 2);
  header.writeUInt32BE(spec.sequence ?? 1_000, 4);
  header.writeUInt32BE(spec.acknowledgement ?? 0, 8);
  header[12] = header.length << 2;
  header[13] = flagBits[spec.flags ?? 'syn'];
  header.writeUInt16BE(1_024, 14);
  if (spec.flags === 'urg-ack') header.writeUInt16BE(1, 18);
  return header;
}

/** `pseudo` is the protocol of the pseudo header, null for none. */
function withChecksum(
  header: Buffer,
  payload: Buffer,
  offset: number,
  pseudo: number | null,
  source: Buffer,
  destination: Buffer,
): Buffer {
  const segment = Buffer.concat([header, payload]);
  const prefix =
    pseudo === null
      ? Buffer.alloc(0)
      : Buffer.concat([source, destination, Buffer.from([0, pseudo, segment.length >> 8, segment.length & 255])]);
  const sum = checksum(Buffer.concat([prefix, segment]));
  segment.writeUInt16BE(sum === 0 ? 0xffff : sum, offset);
  return segment;
}

function ipv4Header(spec: PacketSpec, source: Buffer, destination: Buffer, length: number, flags: number): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x45;
  header.writeUInt16BE(20 + length, 2);
  header.writeUInt16BE(spec.mark & 0xffff, 4);
  header.writeUInt16BE(flags, 6);
  header[8] = spec.ttl ?? 64;
  header[9] = spec.protocol;
  const whole = Buffer.concat([header, source, destination]);
  whole.writeUInt16BE(checksum(whole), 10);
  return whole;
}

function ipv6Header(spec: PacketSpec, source: Buffer, destination: Buffer, length: number, next: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE((0x60000000 | (spec.mark & 0xfffff)) >>> 0, 0);
  header.writeUInt16BE(length, 4);
  header[6] = next;
  header[7] = spec.ttl ?? 64;
  return Buffer.concat([header, source, destination]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return 0xffff - sum;
}

function addressBytes(text: string): Buffer {
  const address = parseIpAddress(text);
  if (address === null) throw new Error(`no address: ${text}`);
  const hex = address.value.toString(16).padStart(address.family === 4 ? 8 : 32, '0');
  return Buffer.from(hex, 'hex');
}
