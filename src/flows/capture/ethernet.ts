/**
 * Ethernet frames (IEEE 802.3) down to the network layer: tags, LLC, and what only labels a link, MPLS (RFC 3032) and
 * PPPoE (RFC 2516).
 */
import { read16, readInt32 } from './bytes.ts';
import { stepOverLabels } from './mpls.ts';
import { mostNested, type Packet, untagged } from './packet.ts';
import { stepOverPpp, stepOverSession } from './ppp.ts';

/** What a frame turned out to carry; `link-type` when that is nothing that can be read. */
export type LinkPayload = 'ip' | 'bare' | 'short' | 'malformed' | 'deep' | 'link-type';

const etherTypeIpv4 = 0x0800;
const etherTypeIpv6 = 0x86dd;
/** IEEE 802.3: below this the field is a length and an LLC header follows. */
export const leastEtherType = 0x0600;
/** In place of MAC addresses in a frame that has none. */
const noAddresses = -1;

/** Reads an Ethernet frame, be it the captured one or one that a tunnel carries. */
export function readEthernet(packet: Packet): LinkPayload {
  const { bytes, start, end } = packet;
  if (end - start < 14) return 'short';
  const etherType = ((bytes[start + 12] ?? 0) << 8) | (bytes[start + 13] ?? 0);
  packet.vlan = untagged;
  packet.innerVlan = untagged;
  packet.start = start + 14;
  if (etherType === etherTypeIpv4) return 'ip';
  return readTagged(packet, etherType, start);
}

/** Reads what an EtherType announces at `packet.start`, where no MAC addresses stand before it. */
export function readEtherType(packet: Packet, etherType: number): LinkPayload {
  return readTagged(packet, etherType, noAddresses);
}

/** The same where the MAC header stands apart, its two addresses at `addresses`. */
export function readBehindAddresses(packet: Packet, etherType: number, addresses: number): LinkPayload {
  return readTagged(packet, etherType, addresses);
}

/** Follows tags to the payload; `addresses` is where the two MAC addresses stand. */
function readTagged(packet: Packet, outerType: number, addresses: number): LinkPayload {
  const { bytes, end } = packet;
  let etherType = outerType;
  for (let tags = 0, length = tagLength(etherType); length > 0; tags++, length = tagLength(etherType)) {
    if (end - packet.start < length) return 'short';
    if (tags === mostNested) return 'deep';
    if (length === vlanTagLength) {
      const vlan = read16(bytes, packet.start) & 0xfff;
      if (packet.vlan === untagged) packet.vlan = vlan;
      else packet.innerVlan = vlan;
    }
    packet.start += length;
    etherType = read16(bytes, packet.start - 2);
  }
  if (etherType === etherTypeIpv4 || etherType === etherTypeIpv6) return 'ip';
  const { start } = packet;
  const payload = readEncapsulation(packet, etherType);
  if (payload !== 'link-type') return payload;
  packet.start = start;
  packet.end = end;
  return addresses === noAddresses ? 'link-type' : readBareFrame(packet, etherType, addresses);
}

const vlanTagLength = 4;
const redundancyTagLength = 6;

/** Bytes of a tag and the EtherType behind it; 0 for an EtherType that is no tag. */
function tagLength(etherType: number): number {
  switch (etherType) {
    case 0x8100:
    case 0x88a8:
    case 0x9100:
    case 0x9200:
      return vlanTagLength;
    // High-availability seamless redundancy (IEC 62439-3) and frame replication (IEEE 802.1CB).
    case 0x892f:
    case 0xf1c1:
      return redundancyTagLength;
    default:
      return 0;
  }
}

/** Steps into what only labels a link: it is no conversation of its own. */
function readEncapsulation(packet: Packet, etherType: number): LinkPayload {
  switch (etherType) {
    case 0x8847:
    case 0x8848:
      return readLabels(packet);
    case 0x8864:
      return readSession(packet);
    default:
      return 'link-type';
  }
}

/** Reads MPLS labels and what is behind them. */
export function readLabels(packet: Packet): LinkPayload {
  const payload = stepOverLabels(packet);
  if (payload === 'unknown') return 'link-type';
  if (payload !== 'ethernet') return payload;
  return ++packet.nested > mostNested ? 'deep' : readEthernet(packet);
}

/** Reads PPPoE and what is in it. */
export function readSession(packet: Packet): LinkPayload {
  return pppPayload(packet, stepOverSession(packet));
}

/** Reads a PPP frame. */
export function readPpp(packet: Packet): LinkPayload {
  return pppPayload(packet, stepOverPpp(packet));
}

function pppPayload(packet: Packet, payload: ReturnType<typeof stepOverPpp>): LinkPayload {
  if (payload === 'mpls') return readLabels(packet);
  return payload === 'unknown' ? 'link-type' : payload;
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
