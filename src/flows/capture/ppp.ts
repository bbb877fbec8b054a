/** PPP frames (RFC 1661, RFC 1662) as they come over Ethernet (RFC 2516), in a tunnel and on serial lines. */
import { read16 } from './bytes.ts';
import type { Packet } from './packet.ts';

type PppPayload = 'ip' | 'mpls' | 'unknown' | 'short';

const sessionHeaderLength = 6;

/** Steps over the header of a PPPoE session at `packet.start`, to its PPP frame. */
export function stepOverSession(packet: Packet): PppPayload {
  const { bytes, start, end } = packet;
  if (end - start < sessionHeaderLength) return 'short';
  const isSessionData = bytes[start] === 0x11 && bytes[start + 1] === 0;
  if (!isSessionData) return 'unknown';
  packet.start = start + sessionHeaderLength;
  packet.end = Math.min(end, packet.start + read16(bytes, start + 4));
  return stepOverPpp(packet);
}

/** Steps over the protocol field at `packet.start`, and what stands before it on a serial line. */
export function stepOverPpp(packet: Packet): PppPayload {
  const { bytes, end } = packet;
  let at = packet.start;
  // All stations, unnumbered information: left out by most.
  if (bytes[at] === 0xff && bytes[at + 1] === 0x03) at += 2;
  // RFC 1661 6.5: an odd first byte is all of a compressed protocol field.
  const isCompressed = ((bytes[at] ?? 0) & 1) === 1;
  const length = isCompressed ? 1 : 2;
  if (end - at < length) return 'short';
  packet.start = at + length;
  switch (isCompressed ? bytes[at] : read16(bytes, at)) {
    case 0x0021:
    case 0x0057:
      return 'ip';
    case 0x0281:
    case 0x0283:
      return 'mpls';
    default:
      return 'unknown';
  }
}
