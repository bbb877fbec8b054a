/** The bytes of a packet. Its number travels where routers leave it alone: the identification of IPv4, the flow label of IPv6. */
import { checksum } from './checksum.ts';
import type { Packet } from './packet.ts';
import { writeTransport } from './write-transport.ts';

const hopLimit = 64;
const doNotFragment = 0x4000;
const destinationOptions = 60;

/** Writes a packet with a number of 16 bits and gives where it ends. */
export function writePacket(bytes: Buffer, at: number, packet: Packet, number: number): number {
  return packet.source.family === 4 ? writeIpv4(bytes, at, packet, number) : writeIpv6(bytes, at, packet, number);
}

function writeIpv4(bytes: Buffer, at: number, packet: Packet, number: number): number {
  const header = packet.form === 'options' ? 24 : 20;
  // Four options of one byte that do nothing (RFC 791).
  if (packet.form === 'options') bytes.writeUInt32BE(0x0101_0101, at + 20);
  const end = writeTransport(bytes, at + header, packet);
  writeIpv4Header(bytes, at, packet, number, { header, length: end - at, fragment: doNotFragment });
  return end;
}

/** `fragment` is the word of flags and offset; options are there already. */
export function writeIpv4Header(
  bytes: Buffer,
  at: number,
  { service, protocol, source, destination }: Packet,
  number: number,
  { header, length, fragment }: { readonly header: number; readonly length: number; readonly fragment: number },
): void {
  bytes[at] = 0x40 | (header >> 2);
  bytes[at + 1] = service;
  bytes.writeUInt16BE(length, at + 2);
  bytes.writeUInt16BE(number, at + 4);
  bytes.writeUInt16BE(fragment, at + 6);
  bytes[at + 8] = hopLimit;
  bytes[at + 9] = protocol;
  bytes.writeUInt16BE(0, at + 10);
  bytes.set(source.bytes, at + 12);
  bytes.set(destination.bytes, at + 16);
  bytes.writeUInt16BE(checksum(bytes, at, at + header, 0), at + 10);
}

function writeIpv6(bytes: Buffer, at: number, packet: Packet, number: number): number {
  const hasOptions = packet.form === 'options';
  const transport = at + (hasOptions ? 48 : 40);
  if (hasOptions) {
    bytes[at + 40] = packet.protocol;
    bytes[at + 41] = 0;
    // Six bytes of padding (RFC 8200, section 4.2).
    bytes.writeUInt16BE(0x0104, at + 42);
    bytes.writeUInt32BE(0, at + 44);
  }
  const end = writeTransport(bytes, transport, packet);
  writeIpv6Header(bytes, at, packet, number, {
    next: hasOptions ? destinationOptions : packet.protocol,
    length: end - at - 40,
  });
  return end;
}

export function writeIpv6Header(
  bytes: Buffer,
  at: number,
  { service, source, destination }: Packet,
  number: number,
  { next, length }: { readonly next: number; readonly length: number },
): void {
  bytes.writeUInt32BE(((6 << 28) | (service << 20) | number) >>> 0, at);
  bytes.writeUInt16BE(length, at + 4);
  bytes[at + 6] = next;
  bytes[at + 7] = hopLimit;
  bytes.set(source.bytes, at + 8);
  bytes.set(destination.bytes, at + 24);
}

/** The number that a packet carries, null for bytes that are none. */
export function numberOf(packet: Buffer): number | null {
  const version = (packet[0] ?? 0) >> 4;
  if (version === 4) return packet.readUInt16BE(4);
  return version === 6 ? packet.readUInt16BE(2) : null;
}

/**
 * Whether what came out is what went in, apart from what every router changes: time to live and header checksum. Sums may have
 * been corrected for other addresses.
 */
export function isSamePacket(
  sent: Buffer,
  from: number,
  received: Buffer,
  sums: 'exact' | 'corrected' = 'exact',
): boolean {
  const isFour = (sent[from] ?? 0) >> 4 === 4;
  for (let index = 0; index < received.length; index++) {
    const changes = isFour ? index === 8 || index === 10 || index === 11 : index === 7;
    if (
      !changes &&
      sent[from + index] !== received[index] &&
      (sums === 'exact' || !isSameSum(sent, from, received, index))
    )
      return false;
  }
  return true;
}

/** A sum of all ones is one of all zeros (RFC 1071); who corrects a checksum may come to either. */
function isSameSum(sent: Buffer, from: number, received: Buffer, index: number): boolean {
  const at = index - (index % 2);
  const [a, b] = [sent.readUInt16BE(from + at), received.length > at + 1 ? received.readUInt16BE(at) : -1];
  return (a === 0 || a === 0xffff) && (b === 0 || b === 0xffff);
}
