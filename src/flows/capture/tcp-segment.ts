/** What the header of one TCP segment (RFC 9293 3.1) says about its connection. */
import { readInt32 } from './bytes.ts';
import type { Connection, SideNumber } from './connection.ts';
import type { Packet } from './packet.ts';
import { isFar } from './tcp-queue.ts';

export const tcpFlags = { fin: 1, syn: 2, reset: 4, push: 8, acknowledge: 16 } as const;

/** Length of the TCP header at `packet.start`, 0 when it is not all there or impossible. */
export function tcpHeaderLength(packet: Packet): number {
  if (packet.end - packet.start < 20) return 0;
  const length = ((packet.bytes[packet.start + 12] ?? 0) >>> 4) * 4;
  return length >= 20 && packet.start + length <= packet.end + packet.cut ? length : 0;
}

/** True when a segment of `side` opens another connection between the same sockets. */
export function opensAnother(connection: Connection, number: SideNumber, packet: Packet): boolean {
  const flags = packet.bytes[packet.start + 13] ?? 0;
  if ((flags & tcpFlags.syn) === 0 || (flags & tcpFlags.reset) !== 0) return false;
  const side = connection.sides[number];
  const other = connection.sides[opposite(number)];
  // A connection whose beginning was not captured has begun before this request.
  if (!side.started) return (flags & tcpFlags.acknowledge) === 0 && other.started && other.opened === null;
  const sequence = readInt32(packet.bytes, packet.start + 4);
  if (side.opened !== null) return side.opened !== sequence;
  const behind = (side.next - sequence) | 0;
  return behind <= 0 || isFar(behind);
}

/** The one byte that a keep-alive repeats (RFC 1122 4.2.3.6), which tells nothing when the stream is not known yet. */
export function isKeepAlive(packet: Packet, dataStart: number): boolean {
  return packet.end - dataStart === 1 && packet.cut === 0 && packet.bytes[packet.start + 13] === tcpFlags.acknowledge;
}

export function opposite(number: SideNumber): SideNumber {
  return number === 0 ? 1 : 0;
}
