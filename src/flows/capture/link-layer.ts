/**
 * Finds the network layer behind the link layers that OT captures use (tcpdump.org link-layer header types):
 * Ethernet with 802.1Q and 802.1ad tags, Linux cooked v1 and v2, raw IP, BSD loopback.
 */
import { read16, read16Little, readInt32 } from './bytes.ts';
import { type Packet, untagged } from './packet.ts';

/** What a frame turned out to carry. */
type LinkPayload = 'ip' | 'bare' | 'short' | 'link-type';

/** Reads the link layer of a frame. For `bare` frames the packet gets MAC addresses and the EtherType. */
export type LinkReader = (packet: Packet) => LinkPayload;

/** The reader of a link type, null for one that is not supported. */
export function linkReader(linkType: number): LinkReader | null {
  switch (linkType) {
    case 1:
      return readEthernet;
    case 0:
    case 108:
      return readLoopback;
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return readRawIp;
    case 113:
      return readCooked;
    case 276:
      return readCookedV2;
    default:
      return null;
  }
}

const etherTypeIpv4 = 0x0800;
const etherTypeIpv6 = 0x86dd;
/** IEEE 802.3: below this the field is a length and an LLC header follows. */
const leastEtherType = 0x0600;

function readEthernet(packet: Packet): LinkPayload {
  const { bytes, start, end } = packet;
  if (end - start < 14) return 'short';
  const etherType = ((bytes[start + 12] ?? 0) << 8) | (bytes[start + 13] ?? 0);
  packet.vlan = untagged;
  packet.innerVlan = untagged;
  packet.start = start + 14;
  if (etherType === etherTypeIpv4) return 'ip';
  return readEtherType(packet, etherType, start);
}

/** Follows VLAN tags to the payload; `addresses` is where the two MAC addresses stand, or -1. */
function readEtherType(packet: Packet, outerType: number, addresses: number): LinkPayload {
  const { bytes, end } = packet;
  let etherType = outerType;
  for (let tags = 0; isVlanTag(etherType); tags++) {
    if (end - packet.start < 4 || tags === 8) return 'short';
    const vlan = read16(bytes, packet.start) & 0xfff;
    if (packet.vlan === untagged) packet.vlan = vlan;
    else packet.innerVlan = vlan;
    etherType = read16(bytes, packet.start + 2);
    packet.start += 4;
  }
  if (etherType === etherTypeIpv4 || etherType === etherTypeIpv6) return 'ip';
  if (addresses < 0) return 'link-type';
  return readBareFrame(packet, etherType, addresses);
}

function isVlanTag(etherType: number): boolean {
  return etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100 || etherType === 0x9200;
}

function readBareFrame(packet: Packet, etherType: number, addresses: number): LinkPayload {
  const { bytes } = packet;
  packet.family = 0;
  packet.destination[0] = readInt32(bytes, addresses);
  packet.destination[1] = read16(bytes, addresses + 4) << 16;
  packet.source[0] = readInt32(bytes, addresses + 6);
  packet.source[1] = read16(bytes, addresses + 10) << 16;
  packet.destination.fill(0, 2);
  packet.source.fill(0, 2);
  packet.protocol = etherType;
  if (etherType >= leastEtherType) return 'bare';
  packet.end = Math.min(packet.end, packet.start + etherType);
  return readLlc(packet);
}

/** IEEE 802.2: the destination access point, or behind SNAP the protocol id, says what is carried. */
function readLlc(packet: Packet): LinkPayload {
  const { bytes, start, end } = packet;
  if (end - start < 3) return 'short';
  const isSnap = bytes[start] === 0xaa && end - start >= 8;
  packet.protocol = isSnap ? read16(bytes, start + 6) : (bytes[start] ?? 0);
  packet.start = isSnap ? start + 8 : start + 3;
  if (isSnap && (packet.protocol === etherTypeIpv4 || packet.protocol === etherTypeIpv6)) return 'ip';
  return 'bare';
}

function readRawIp(packet: Packet): LinkPayload {
  packet.vlan = untagged;
  packet.innerVlan = untagged;
  return packet.end > packet.start ? 'ip' : 'short';
}

/** BSD loopback: a 4-byte address family in the byte order of the machine, or of the network for type 108. */
function readLoopback(packet: Packet): LinkPayload {
  packet.vlan = untagged;
  packet.innerVlan = untagged;
  if (packet.end - packet.start < 4) return 'short';
  const family = Math.max(read16Little(packet.bytes, packet.start), read16(packet.bytes, packet.start + 2));
  packet.start += 4;
  return [2, 10, 24, 28, 30].includes(family) ? 'ip' : 'link-type';
}

function readCooked(packet: Packet): LinkPayload {
  return readCookedHeader(packet, 14, 16);
}

function readCookedV2(packet: Packet): LinkPayload {
  return readCookedHeader(packet, 0, 20);
}

/** Linux cooked frames name only the sender's MAC address, so that bare frames in them have no conversation. */
function readCookedHeader(packet: Packet, typeAt: number, length: number): LinkPayload {
  packet.vlan = untagged;
  packet.innerVlan = untagged;
  if (packet.end - packet.start < length) return 'short';
  const etherType = read16(packet.bytes, packet.start + typeAt);
  packet.start += length;
  return readEtherType(packet, etherType, -1);
}
