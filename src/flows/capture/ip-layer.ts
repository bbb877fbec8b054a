/**
 * IPv4 (RFC 791) and IPv6 (RFC 8200) headers down to the transport. Checksums are not looked at: a sender that
 * leaves them to its network card is captured with wrong ones.
 */
import { read16, readInt32 } from './bytes.ts';
import type { Packet } from './packet.ts';

/** What is behind the IP header: a transport header, a piece of a datagram, or nothing that can be read. */
type IpPayload = 'transport' | 'fragment' | 'short' | 'malformed';

/** Where a fragment belongs; overwritten by each fragment. */
export interface FragmentPlace {
  identification: number;
  /** Bytes before this fragment in the datagram. */
  offset: number;
  more: boolean;
}

export interface IpReader {
  /** Reads the header at `packet.start`, then moves it to the payload and fills addresses and protocol. */
  read(packet: Packet): IpPayload;
  /** Filled when `read` answered `fragment`. */
  readonly place: FragmentPlace;
}

/** A reader of IP headers. */
export function createIpReader(): IpReader {
  const place: FragmentPlace = { identification: 0, offset: 0, more: false };
  return {
    place,
    read(packet) {
      if (packet.start >= packet.end) return 'short';
      const version = (packet.bytes[packet.start] ?? 0) >>> 4;
      if (version === 4) return readIpv4(packet, place);
      return version === 6 ? readIpv6(packet, place) : 'malformed';
    },
  };
}

function readIpv4(packet: Packet, place: FragmentPlace): IpPayload {
  const { bytes, start, end } = packet;
  if (end - start < 20) return 'short';
  const headerLength = ((bytes[start] ?? 0) & 15) * 4;
  // A length of zero is written by senders that leave segmentation to the network card.
  const totalLength = read16(bytes, start + 2) || end - start + packet.cut;
  if (headerLength < 20 || totalLength < headerLength) return 'malformed';
  if (end - start < headerLength) return 'short';
  packet.family = 4;
  packet.protocol = bytes[start + 9] ?? 0;
  packet.source[0] = readInt32(bytes, start + 12);
  packet.destination[0] = readInt32(bytes, start + 16);
  limitTo(packet, start + totalLength);
  packet.start = start + headerLength;
  const fragment = read16(bytes, start + 6);
  if ((fragment & 0x3fff) === 0) return 'transport';
  place.identification = read16(bytes, start + 4);
  place.offset = (fragment & 0x1fff) * 8;
  place.more = (fragment & 0x2000) !== 0;
  return 'fragment';
}

function readIpv6(packet: Packet, place: FragmentPlace): IpPayload {
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
  return skipExtensions(packet, place);
}

/** Hop-by-hop, routing, destination options, authentication, mobility, HIP and shim6 headers, RFC 7045. */
function skipExtensions(packet: Packet, place: FragmentPlace): IpPayload {
  for (let headers = 0; headers < 32; headers++) {
    const { bytes, start, end } = packet;
    switch (packet.protocol) {
      case 0:
      case 43:
      case 60:
      case 135:
      case 139:
      case 140:
      case 51: {
        if (end - start < 8) return 'short';
        const words = bytes[start + 1] ?? 0;
        const length = packet.protocol === 51 ? (words + 2) * 4 : (words + 1) * 8;
        if (end - start < length) return 'short';
        packet.protocol = bytes[start] ?? 0;
        packet.start = start + length;
        break;
      }
      case 44: {
        if (end - start < 8) return 'short';
        const fragment = read16(bytes, start + 2);
        packet.protocol = bytes[start] ?? 0;
        packet.start = start + 8;
        place.identification = readInt32(bytes, start + 4);
        place.offset = fragment & 0xfff8;
        place.more = (fragment & 1) !== 0;
        if (place.offset !== 0 || place.more) return 'fragment';
        break;
      }
      default:
        return 'transport';
    }
  }
  return 'malformed';
}

/** Leaves out what is behind the IP packet, such as Ethernet padding, and notes what was cut off. */
function limitTo(packet: Packet, end: number): void {
  if (end <= packet.end) {
    packet.end = end;
    packet.cut = 0;
  } else packet.cut = end - packet.end;
}
