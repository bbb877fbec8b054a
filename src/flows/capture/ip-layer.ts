/** IPv4 (RFC 791) and IPv6 (RFC 8200) headers down to the transport. */
import { read16, readInt32 } from './bytes.ts';
import type { Checksums } from './checksum.ts';
import type { Packet } from './packet.ts';

/** What is behind the IP header: a transport header, a piece of a datagram, or nothing that can be read. */
export type IpPayload = 'transport' | 'fragment' | 'short' | 'malformed';

/** Where a fragment belongs; overwritten by each fragment. */
export interface FragmentPlace {
  identification: number;
  /** Bytes before this fragment in the datagram. */
  offset: number;
  more: boolean;
}

/** What is odd about a header that is read all the same; overwritten by each packet. */
interface HeaderRemarks {
  wrongChecksum: boolean;
  /** The sender chose the way (RFC 791 3.1, RFC 8200 4.4): the destination in the header is not the last one. */
  sourceRouted: boolean;
}

export interface IpReader {
  /** Reads the header at `packet.start`, then moves it to the payload and fills addresses and protocol. */
  read(packet: Packet): IpPayload;
  /** Reads on in a datagram that was put together from fragments. */
  readOn(packet: Packet): IpPayload;
  /** Filled when `read` answered `fragment`. */
  readonly place: FragmentPlace;
  readonly remarks: HeaderRemarks;
}

const authenticationHeader = 51;

/** A reader of IP headers. */
export function createIpReader(checksums: Checksums): IpReader {
  const place: FragmentPlace = { identification: 0, offset: 0, more: false };
  const remarks: HeaderRemarks = { wrongChecksum: false, sourceRouted: false };

  function readIpv4(packet: Packet): IpPayload {
    const { bytes, start, end } = packet;
    if (end - start < 20) return 'short';
    const headerLength = ((bytes[start] ?? 0) & 15) * 4;
    // A length of zero is written by senders that leave segmentation to the network card.
    const totalLength = read16(bytes, start + 2) || end - start + packet.cut;
    if (headerLength < 20 || totalLength < headerLength) return 'malformed';
    if (end - start < headerLength) return 'short';
    remarks.wrongChecksum = !checksums.isHeaderSound(bytes, start, start + headerLength);
    if (headerLength > 20) remarks.sourceRouted = hasSourceRoute(bytes, start + 20, start + headerLength);
    packet.family = 4;
    packet.protocol = bytes[start + 9] ?? 0;
    packet.source[0] = readInt32(bytes, start + 12);
    packet.destination[0] = readInt32(bytes, start + 16);
    limitTo(packet, start + totalLength);
    packet.start = start + headerLength;
    const fragment = read16(bytes, start + 6);
    if ((fragment & 0x3fff) === 0)
      return packet.protocol === authenticationHeader ? skipExtensions(packet) : 'transport';
    place.identification = read16(bytes, start + 4);
    place.offset = (fragment & 0x1fff) * 8;
    place.more = (fragment & 0x2000) !== 0;
    return 'fragment';
  }

  function readIpv6(packet: Packet): IpPayload {
    const { bytes, start, end } = packet;
    if (end - start < 40) return 'short';
    packet.family = 6;
    for (let word = 0; word < 4; word++) {
      packet.source[word] = readInt32(bytes, start + 8 + word * 4);
      packet.destination[word] = readInt32(bytes, start + 24 + word * 4);
    }
    const payloadLength = read16(bytes, start + 4);
    if (payloadLength !== 0) limitTo(packet, start + 40 + payloadLength);
    packet.protocol = bytes[start + 6] ?? 0;
    packet.start = start + 40;
    return skipExtensions(packet);
  }

  function skipExtensions(packet: Packet): IpPayload {
    for (let headers = 0; headers < mostExtensions; headers++) {
      const { bytes, start, end, protocol } = packet;
      const length = extensionLength(protocol, bytes[start + 1] ?? 0);
      if (length === 0) return 'transport';
      if (end - start < length) return 'short';
      if (protocol === routingHeader && bytes[start + 3] !== 0) remarks.sourceRouted = true;
      packet.protocol = bytes[start] ?? 0;
      packet.start = start + length;
      if (protocol !== fragmentHeader) continue;
      const fragment = read16(bytes, start + 2);
      place.identification = readInt32(bytes, start + 4);
      place.offset = fragment & 0xfff8;
      place.more = (fragment & 1) !== 0;
      if (place.offset !== 0 || place.more) return 'fragment';
    }
    return 'malformed';
  }

  return {
    place,
    remarks,
    read(packet) {
      remarks.wrongChecksum = false;
      remarks.sourceRouted = false;
      if (packet.start >= packet.end) return 'short';
      const version = (packet.bytes[packet.start] ?? 0) >>> 4;
      if (version === 4) return readIpv4(packet);
      return version === 6 ? readIpv6(packet) : 'malformed';
    },
    readOn: (packet) =>
      packet.family === 6 || packet.protocol === authenticationHeader ? skipExtensions(packet) : 'transport',
  };
}

/** Loose and strict source routes with an address still to come, in `bytes[start, end)`. */
function hasSourceRoute(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const kind = bytes[at] ?? 0;
    if (kind === 0) return false;
    const length = kind === 1 ? 1 : (bytes[at + 1] ?? 0);
    if (length === 0) return false;
    if ((kind === 131 || kind === 137) && (bytes[at + 2] ?? 0) <= length) return true;
    at += length;
  }
  return false;
}

const mostExtensions = 32;
const routingHeader = 43;
const fragmentHeader = 44;

/** Bytes of an extension header (RFC 7045), of which the second byte is given; 0 for anything else. */
function extensionLength(protocol: number, second: number): number {
  switch (protocol) {
    // Hop-by-hop and destination options, routing, mobility, host identity, shim6.
    case 0:
    case 60:
    case routingHeader:
    case 135:
    case 139:
    case 140:
      return (second + 1) * 8;
    case authenticationHeader:
      return (second + 2) * 4;
    case fragmentHeader:
      return 8;
    default:
      return 0;
  }
}

/** Leaves out what is behind the IP packet, such as Ethernet padding, and notes what was cut off. */
function limitTo(packet: Packet, end: number): void {
  if (end <= packet.end) {
    packet.end = end;
    packet.cut = 0;
  } else packet.cut = end - packet.end;
}
