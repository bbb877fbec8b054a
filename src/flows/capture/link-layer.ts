/**
 * The link layers that captures in plants have (tcpdump.org link-layer header types): Ethernet, Linux cooked v1 and v2,
 * raw IP, BSD loopback, PPP, Cisco HDLC, MPLS, and the log of Linux's packet filter.
 */
import { arpType } from './arp.ts';
import { read16, read16Little, readInt32 } from './bytes.ts';
import {
  type LinkPayload,
  leastEtherType,
  readEthernet,
  readEtherType,
  readLabels,
  readPpp,
  readSession,
} from './ethernet.ts';
import { readNflog } from './nflog.ts';
import { type Packet, untagged } from './packet.ts';

/** Reads the link layer of a frame. For `bare` frames the packet gets MAC addresses and the EtherType. */
export type LinkReader = (packet: Packet) => LinkPayload;

/** The reader of a link type in the byte order of its file, null for one that is not supported. */
export function linkReader(linkType: number, little: boolean): LinkReader | null {
  switch (linkType) {
    case 1:
      return readEthernet;
    case 0:
    case 108:
      return withoutVlan(readLoopback);
    case 9:
      return withoutVlan(readPpp);
    case 50:
      return withoutVlan(readSerialPpp);
    case 51:
      return withoutVlan(readSession);
    case 104:
      return withoutVlan(readHdlc);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return withoutVlan(readRawIp);
    case 113:
      return withoutVlan(readCooked);
    case 219:
      return withoutVlan(readLabels);
    case 239:
      return (packet) => readNflog(packet, little);
    case 276:
      return withoutVlan(readCookedV2);
    default:
      return null;
  }
}

function withoutVlan(read: LinkReader): LinkReader {
  return (packet) => {
    packet.vlan = untagged;
    packet.innerVlan = untagged;
    return read(packet);
  };
}

function readRawIp(packet: Packet): LinkPayload {
  return packet.end > packet.start ? 'ip' : 'short';
}

/** BSD loopback: a 4-byte address family in the byte order of the machine, or of the network for type 108. */
function readLoopback(packet: Packet): LinkPayload {
  if (packet.end - packet.start < 4) return 'short';
  const family = Math.max(read16Little(packet.bytes, packet.start), read16(packet.bytes, packet.start + 2));
  packet.start += 4;
  return [2, 10, 24, 28, 30].includes(family) ? 'ip' : 'link-type';
}

function readCooked(packet: Packet): LinkPayload {
  const { bytes, start, end } = packet;
  if (end - start < 16) return 'short';
  packet.start = start + 16;
  return readCookedPayload(packet, read16(bytes, start + 14), read16(bytes, start), start + 6);
}

function readCookedV2(packet: Packet): LinkPayload {
  const { bytes, start, end } = packet;
  if (end - start < 20) return 'short';
  packet.start = start + 20;
  return readCookedPayload(packet, read16(bytes, start), bytes[start + 10] ?? 0, start + 12);
}

/** Packet type of Linux cooked frames: sent to everybody on the link. */
const toEverybody = 1;

/**
 * Linux cooked frames name only the sender's MAC address, at `sender`. A frame without IP therefore has no
 * conversation unless it goes to everybody; ARP names its ends itself, which its reader finds out.
 */
function readCookedPayload(packet: Packet, etherType: number, packetType: number, sender: number): LinkPayload {
  const payload = readEtherType(packet, etherType);
  const isBroadcast = packetType === toEverybody;
  if (payload !== 'link-type' || (etherType !== arpType && (!isBroadcast || etherType < leastEtherType)))
    return payload;
  const { bytes } = packet;
  packet.family = 0;
  packet.protocol = etherType;
  packet.source.fill(0);
  packet.source[0] = readInt32(bytes, sender);
  packet.source[1] = read16(bytes, sender + 4) << 16;
  packet.destination.fill(0);
  if (isBroadcast) packet.destination.set([-1, 0xffff << 16]);
  return 'bare';
}

/** A serial line speaks PPP or Cisco HDLC; the first byte tells them apart. */
function readSerialPpp(packet: Packet): LinkPayload {
  const first = packet.bytes[packet.start];
  return first === 0x0f || first === 0x8f ? readHdlc(packet) : readPpp(packet);
}

function readHdlc(packet: Packet): LinkPayload {
  if (packet.end - packet.start < 4) return 'short';
  const etherType = read16(packet.bytes, packet.start + 2);
  packet.start += 4;
  return readEtherType(packet, etherType);
}
