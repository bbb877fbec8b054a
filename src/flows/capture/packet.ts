/** One captured packet on its way down the layers. There is one object for all packets; each layer overwrites its part. */
import { notDropped } from '../boundary-drops.ts';

/** In {@link Packet.vlan}: the frame has no VLAN id (a tag with id 0 carries only a priority, IEEE 802.1Q 9.6). */
export const untagged = 0;

/** Tags of one frame, or packets and frames inside one another, that are followed. */
export const mostNested = 8;

export interface Packet {
  /** What is captured of the current layer is `bytes[start, end)`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Bytes that the packet had on the wire behind `end`, cut off when it was captured. */
  cut: number;
  /** Microseconds since the Unix epoch; 0 when the capture does not say (`timed` is false). */
  micros: number;
  timed: boolean;
  /** 1-based. */
  frame: number;
  /** Outer VLAN id, or `untagged`. */
  vlan: number;
  /** Inner VLAN id of a doubly tagged frame, or `untagged`. */
  innerVlan: number;
  /** Packets and frames inside one another that were stepped into; set to 0 for each frame. */
  nested: number;
  /**
   * Number of the address domain that the VLAN belongs to: a tap at a router sees the ways there and back tagged
   * differently. What a boundary did with packets keeps them apart too.
   */
  domain: number;
  /** Number of what a boundary did with it, or `notDropped`. */
  drop: number;
  /** 4 or 6 for IP, 0 for a bare frame. */
  family: number;
  /** IP protocol number, or EtherType of a bare frame. */
  protocol: number;
  /** What the sender of a TCP segment has seen of the other side. */
  acknowledged: number;
  /** Source address as big-endian 32-bit words, zeros behind the address; a MAC address fills one and a half. */
  readonly source: Int32Array;
  readonly destination: Int32Array;
  readonly logged: LoggedPacket;
}

/** What a record of a packet filter's log says of its packet; overwritten by each record (`nflog.ts`). */
export interface LoggedPacket {
  /** The words of the rule that logged it are `bytes[prefixStart, prefixEnd)` of the packet; empty without a record. */
  prefixStart: number;
  prefixEnd: number;
  /** Number of the hook; negative when it is not shown. */
  hook: number;
  /** Numbers of the interfaces that it came from and would have left by; 0 for none. */
  entry: number;
  exit: number;
}

/** A packet that comes from no log. */
function createLoggedPacket(): LoggedPacket {
  return { prefixStart: 0, prefixEnd: 0, hook: -1, entry: 0, exit: 0 };
}

/** A packet with nothing in it. */
export function createPacket(): Packet {
  return {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    cut: 0,
    micros: 0,
    timed: true,
    frame: 0,
    vlan: untagged,
    innerVlan: untagged,
    nested: 0,
    domain: 0,
    drop: notDropped,
    family: 0,
    protocol: 0,
    acknowledged: 0,
    source: new Int32Array(4),
    destination: new Int32Array(4),
    logged: createLoggedPacket(),
  };
}
