/** The part of a packet behind the IP header, with the checksums that connection tracking insists on. */
import { checksum, crc32c } from './checksum.ts';
import { type Packet, protocolNumbers } from './packet.ts';

const { icmp, tcp, udp, icmpv6, sctp } = protocolNumbers;

/** A quarter of the shortest header of any transport that is looked at. */
const tooShort = 4;

/** Writes it and gives where it ends. */
export function writeTransport(bytes: Buffer, at: number, packet: Packet): number {
  const end = writeBody(bytes, at, packet);
  if (packet.form === 'too short') return Math.min(end, at + tooShort);
  const position = checksumAt(packet.protocol);
  if (position === null) return end;
  bytes.writeUInt16BE(0, at + position);
  const sum =
    checksum(bytes, at, end, pseudoHeader(packet, end - at)) ^ (packet.form === 'wrong checksum' ? 0x5555 : 0);
  // Zero would say that there is no checksum (RFC 768).
  bytes.writeUInt16BE(sum === 0 && packet.protocol !== icmp ? 0xffff : sum, at + position);
  return end;
}

/** Where in its header a transport has the checksum. */
function checksumAt(protocol: number): number | null {
  switch (protocol) {
    case tcp:
      return 16;
    case udp:
      return 6;
    case icmp:
    case icmpv6:
      return 2;
    default:
      return null;
  }
}

/** Sum of the pseudo header (RFC 9293, RFC 8200); ICMP in IPv4 has none. */
function pseudoHeader({ protocol, source, destination }: Packet, length: number): number {
  return protocol === icmp ? 0 : source.sum + destination.sum + protocol + length;
}

function writeBody(bytes: Buffer, at: number, packet: Packet): number {
  switch (packet.protocol) {
    case tcp:
      return writePayload(bytes, writeTcp(bytes, at, packet), packet);
    case udp:
      bytes.writeUInt16BE(packet.sourcePort, at);
      bytes.writeUInt16BE(packet.destinationPort, at + 2);
      bytes.writeUInt16BE(8 + packet.payload.length, at + 4);
      return writePayload(bytes, at + 8, packet);
    case icmp:
    case icmpv6:
      return writeMessage(bytes, at, packet);
    case sctp:
      return writeInit(bytes, at, packet);
    default:
      bytes.fill(0, at, at + 8);
      return at + 8;
  }
}

function writeTcp(bytes: Buffer, at: number, packet: Packet): number {
  const hasOptions = packet.form === 'options';
  bytes.writeUInt16BE(packet.sourcePort, at);
  bytes.writeUInt16BE(packet.destinationPort, at + 2);
  bytes.writeUInt32BE(packet.sequence, at + 4);
  bytes.writeUInt32BE(packet.acknowledgement, at + 8);
  bytes[at + 12] = hasOptions ? 0x60 : 0x50;
  bytes[at + 13] = packet.flags;
  bytes.writeUInt16BE(1_024, at + 14);
  bytes.writeUInt32BE(0, at + 16);
  if (!hasOptions) return at + 20;
  // Maximum segment size.
  bytes.writeUInt32BE(0x0204_05b4, at + 20);
  return at + 24;
}

function writePayload(bytes: Buffer, at: number, { payload }: Packet): number {
  bytes.set(payload, at);
  return at + payload.length;
}

function writeMessage(bytes: Buffer, at: number, { sourcePort, destinationPort, quotes }: Packet): number {
  bytes[at] = destinationPort;
  bytes[at + 1] = 0;
  bytes.writeUInt16BE(quotes === null ? sourcePort : 0, at + 4);
  bytes.writeUInt16BE(0, at + 6);
  if (quotes === null) return at + 8;
  bytes.set(quotes, at + 8);
  return at + 8 + quotes.length;
}

/** An INIT, the only chunk that begins an association. */
function writeInit(bytes: Buffer, at: number, packet: Packet): number {
  bytes.fill(0, at, at + 32);
  bytes.writeUInt16BE(packet.sourcePort, at);
  bytes.writeUInt16BE(packet.destinationPort, at + 2);
  bytes[at + 12] = 1;
  bytes.writeUInt16BE(20, at + 14);
  bytes.writeUInt32BE(1, at + 16);
  bytes.writeUInt32BE(65_536, at + 20);
  bytes.writeUInt32BE(0x0001_0001, at + 24);
  bytes.writeUInt32LE(crc32c(bytes, at, at + 32), at + 8);
  return at + 32;
}
