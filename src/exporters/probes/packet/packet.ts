/** A packet as data; `write-packet.ts` makes its bytes. */
import type { Place } from '../atlas.ts';
import type { ProbeForm } from '../probe.ts';

/** Flags of TCP (RFC 9293, RFC 3168). */
export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

export interface Packet {
  /** The interface that it comes in by. */
  readonly entry: number;
  readonly source: Place;
  readonly destination: Place;
  readonly protocol: number;
  /** Type of service. */
  readonly service: number;
  /** Port, or identifier of ICMP. */
  readonly sourcePort: number;
  /** Port, or message type of ICMP. */
  readonly destinationPort: number;
  /** Of TCP. */
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly form: ProbeForm;
  /** Bytes behind the header of TCP and UDP. */
  readonly payload: Uint8Array;
  /** What an ICMP error is about: the bytes of a packet. */
  readonly quotes: Uint8Array | null;
}

/** IP protocol numbers that have packets of their own here. */
export const protocolNumbers = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 } as const;
