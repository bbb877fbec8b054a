/**
 * Tunnels over IP, opened so that what is inside is judged as the traffic it is: GRE (RFC 2784, RFC 2890, RFC 2637),
 * ERSPAN (draft-foschiano-erspan), VXLAN (RFC 7348), Geneve (RFC 8926), IP in IP (RFC 2003, RFC 4213).
 * A frame inside brings its own VLAN; an IP packet inside keeps the one around it.
 */
import { read16 } from './bytes.ts';
import { type LinkPayload, readEthernet, readEtherType, readPpp } from './ethernet.ts';
import { mostNested, type Packet, untagged } from './packet.ts';

export interface TunnelReader {
  /**
   * Steps over the headers of the tunnel that an IP packet of this protocol is, so that `read` can be called; false
   * when it is none that can be opened.
   */
  enterIp(packet: Packet): boolean;
  /** The same for the payload of a datagram to a port, which begins 8 bytes behind `packet.start`. */
  enterUdp(packet: Packet, destinationPort: number): boolean;
  /**
   * True when what was entered carries nothing but copies of frames to a sensor (ERSPAN), so that it is no traffic of
   * the plant itself.
   */
  mirrors(): boolean;
  /** Reads the link layer of what is inside; an answer of `ip` leaves the IP header to its reader. */
  read(packet: Packet): LinkPayload;
}

const genericEncapsulation = 47;
const transparentBridging = 0x6558;
const pointToPoint = 0x880b;
const erspan = 0x88be;
const erspanThird = 0x22eb;
const unknown = 0;

/** A reader without state between packets. */
export function createTunnelReader(): TunnelReader {
  /** EtherType of what is inside. */
  let content = unknown;
  let isMirror = false;
  /** VLAN in which a mirrored frame was seen. */
  let vlan = untagged;

  function enter(inside: number): boolean {
    content = inside;
    isMirror = false;
    vlan = untagged;
    return inside !== unknown;
  }

  function enterErspan(packet: Packet, type: number, isSequenced: boolean): boolean {
    const { bytes, start } = packet;
    enter(transparentBridging);
    isMirror = true;
    // The first type has no header of its own, and no sequence number in that of GRE.
    if (type === erspan && !isSequenced) return true;
    vlan = read16(bytes, start) & 0xfff;
    packet.start += type === erspan ? 8 : 12;
    if (type === erspanThird && ((bytes[start + 11] ?? 0) & 1) === 1) packet.start += 8;
    return true;
  }

  return {
    enterIp(packet) {
      const { bytes, start, protocol } = packet;
      if (protocol !== genericEncapsulation) return enter(insideIp(protocol, (bytes[start] ?? 0) >>> 4));
      const length = encapsulationLength(packet);
      if (length === 0 || start + length > packet.end) return enter(unknown);
      const type = read16(bytes, start + 2);
      const isSequenced = ((bytes[start] ?? 0) & 0x10) !== 0;
      packet.start = start + length;
      return type === erspan || type === erspanThird ? enterErspan(packet, type, isSequenced) : enter(type);
    },
    enterUdp(packet, destinationPort) {
      switch (destinationPort) {
        case 4789:
        // The port of Linux before there was a standard one.
        case 8472:
          return enter(stepOverVxlan(packet));
        case 6081:
          return enter(stepOverGeneve(packet));
        default:
          return false;
      }
    },
    mirrors: () => isMirror,
    read(packet) {
      if (packet.start > packet.end) return 'short';
      if (++packet.nested > mostNested) return 'deep';
      if (content === pointToPoint) return readPpp(packet);
      if (content !== transparentBridging) return readEtherType(packet, content);
      const mirrored = vlan;
      const payload = readEthernet(packet);
      if (packet.vlan === untagged) packet.vlan = mirrored;
      return payload;
    },
  };
}

/** EtherType of what IP protocols 4 and 41 carry, if the version inside agrees. */
function insideIp(protocol: number, version: number): number {
  if (protocol === 4 && version === 4) return 0x0800;
  return protocol === 41 && version === 6 ? 0x86dd : unknown;
}

const mostRoutes = 32;

/** Length of the GRE header at `packet.start`, 0 when it is not all there or of an unknown version. */
function encapsulationLength({ bytes, start, end }: Packet): number {
  if (end - start < 4) return 0;
  const flags = read16(bytes, start);
  const version = flags & 7;
  const hasRoutes = (flags & 0x4000) !== 0;
  let length = 4;
  if ((flags & 0xc000) !== 0) length += 4;
  if ((flags & 0x2000) !== 0) length += 4;
  if ((flags & 0x1000) !== 0) length += 4;
  // RFC 2637 4.1: version 1 carries PPP and may acknowledge.
  if (version === 1) return read16(bytes, start + 2) === pointToPoint ? length + ((flags & 0x0080) === 0 ? 0 : 4) : 0;
  if (version !== 0) return 0;
  if (!hasRoutes) return length;
  // RFC 1701: a list of routes whose last entry is all zeros.
  for (let routes = 0; routes < mostRoutes && start + length + 4 <= end; routes++) {
    const at = start + length;
    const isLast = read16(bytes, at) === 0 && bytes[at + 3] === 0;
    length += 4 + (bytes[at + 3] ?? 0);
    if (isLast) return length;
  }
  return 0;
}

const datagramHeaderLength = 8;

/** Answers the EtherType inside, and leaves the packet as it is when this is no VXLAN. */
function stepOverVxlan(packet: Packet): number {
  const { bytes, end } = packet;
  const at = packet.start + datagramHeaderLength;
  // The VNI is there, and nothing that version 0 and its group policy extension have no meaning for.
  if (end - at < 8 || ((bytes[at] ?? 0) & 0x7f) !== 0x08 || bytes[at + 7] !== 0) return unknown;
  packet.start = at + 8;
  return transparentBridging;
}

/** Answers the EtherType inside, and leaves the packet as it is when this is no Geneve. */
function stepOverGeneve(packet: Packet): number {
  const { bytes, end } = packet;
  const at = packet.start + datagramHeaderLength;
  const isGeneve = (bytes[at] ?? 0) >>> 6 === 0 && ((bytes[at + 1] ?? 0) & 0x3f) === 0 && bytes[at + 7] === 0;
  const length = 8 + ((bytes[at] ?? 0) & 0x3f) * 4;
  if (!isGeneve || end - at < length) return unknown;
  packet.start = at + length;
  return read16(bytes, at + 2);
}
