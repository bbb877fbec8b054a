/**
 * ARP (RFC 826): who speaks for which IPv4 address. Its messages are counted between the addresses that they speak
 * for, since a MAC address says nothing about the zone of a station that nobody declared.
 */
import { formatIpv4 } from '../../algebra/ip-address.ts';
import { macText } from './addresses.ts';
import { read16, read32 } from './bytes.ts';
import type { Packet } from './packet.ts';

/** EtherType of ARP. */
export const arpType = 0x0806;

const ethernet = 1;
const ipv4 = 0x0800;
const messageLength = 28;

/**
 * Passes on which MAC address speaks for which IPv4 address, and puts the protocol addresses of an ARP message into
 * the packet; a request to everybody keeps everybody as its destination. Anything else, such as a probe before an
 * address is taken (RFC 5227), keeps its MAC addresses.
 */
export function readArp(packet: Packet, says: (sender: string, mac: string) => void): void {
  const { bytes, start, end } = packet;
  if (end - start < messageLength) return;
  if (read16(bytes, start) !== ethernet || read16(bytes, start + 2) !== ipv4 || read16(bytes, start + 4) !== 0x0604)
    return;
  const sender = read32(bytes, start + 14) | 0;
  if (sender === 0) return;
  says(formatIpv4(sender >>> 0), macText(bytes, start + 8));
  const toEverybody = packet.destination[0] === -1;
  const target = toEverybody ? -1 : read32(bytes, start + 24) | 0;
  packet.family = 4;
  packet.source.fill(0);
  packet.source[0] = sender;
  packet.destination.fill(0);
  packet.destination[0] = target;
}
