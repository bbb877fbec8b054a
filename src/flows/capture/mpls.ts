/**
 * MPLS label stacks (RFC 3032). Nothing in a label says what it carries, so the bytes behind the last one do: IP, or an
 * Ethernet pseudowire with or without its control word (RFC 4448, RFC 4385).
 */
import { read16 } from './bytes.ts';
import type { Packet } from './packet.ts';

/** What is behind the labels, where `packet.start` then stands; it stays where it is for `unknown`. */
type MplsPayload = 'ip' | 'ethernet' | 'unknown' | 'short' | 'deep';

const mostLabels = 16;
const controlWordLength = 4;

/** Steps over the labels at `packet.start`. */
export function stepOverLabels(packet: Packet): MplsPayload {
  const { bytes, start, end } = packet;
  let at = start;
  for (let labels = 0; ; labels++) {
    if (end - at < 4) return 'short';
    if (labels === mostLabels) return 'deep';
    const isLast = ((bytes[at + 2] ?? 0) & 1) === 1;
    at += 4;
    if (isLast) break;
  }
  const nibble = (bytes[at] ?? 0) >>> 4;
  if ((nibble === 4 && isIpv4(packet, at)) || (nibble === 6 && isIpv6(packet, at))) {
    packet.start = at;
    return 'ip';
  }
  const frame = frameBehind(packet, at, nibble === 0);
  if (frame < 0) return 'unknown';
  packet.start = frame;
  return 'ethernet';
}

/** Where a frame begins, behind a control word or at once; -1 for nowhere. An EtherType is a better sign than a length. */
function frameBehind(packet: Packet, at: number, mayControl: boolean): number {
  const starts = mayControl ? [at + controlWordLength, at] : [at];
  for (const isSign of [hasUsualType, hasLength]) {
    const start = starts.find((each) => packet.end - each >= 14 && isSign(packet, each));
    if (start !== undefined) return start;
  }
  return -1;
}

/** A MAC address may begin with the digit 4 or 6 too, so the lengths must fit. */
function isIpv4({ bytes, end, cut }: Packet, at: number): boolean {
  const headerLength = ((bytes[at] ?? 0) & 15) * 4;
  const length = read16(bytes, at + 2);
  return headerLength >= 20 && length >= headerLength && length <= end - at + cut;
}

function isIpv6({ bytes, end, cut }: Packet, at: number): boolean {
  return read16(bytes, at + 4) + 40 <= end - at + cut;
}

/** EtherTypes that are worth believing without any other sign. */
const usualTypes = new Set([
  0x0800, 0x0806, 0x8035, 0x8100, 0x86dd, 0x8847, 0x8848, 0x8863, 0x8864, 0x8892, 0x88a4, 0x88a8, 0x88b8, 0x88b9,
  0x88ba, 0x88cc, 0x88e3, 0x88e5, 0x88f7, 0x8902, 0x892f, 0x88fb,
]);
/** IEEE 802.3: a longer frame carries an EtherType here. */
const mostLength = 1500;

function hasUsualType({ bytes }: Packet, at: number): boolean {
  return usualTypes.has(read16(bytes, at + 12));
}

function hasLength({ bytes, end, cut }: Packet, at: number): boolean {
  const length = read16(bytes, at + 12);
  return length > 2 && length <= mostLength && length <= end - at - 14 + cut;
}
