/** A probe: the first packet of a conversation, with where it goes in and where the lab's router sends it. */
import type { Place } from './atlas.ts';
import type { OpenedGrant, Question } from './oracle.ts';

/** What a probe tries. */
export type ProbeKind =
  | 'inside'
  | 'service border'
  | 'source border'
  | 'destination border'
  | 'pair of endpoints'
  | 'one thing else'
  | 'at random';

/**
 * How its packet is made: as usual; with options that change nothing (IPv4 options, IPv6 extension headers, TCP options,
 * congestion flags); with a wrong checksum; or too short for its transport. The last two begin nothing.
 */
export type ProbeForm = 'plain' | 'options' | 'wrong checksum' | 'too short';

/** A probe before it has a port of its own. */
export interface Draft extends Omit<Question, 'translated'> {
  /** The grant that it was derived from. */
  readonly origin: OpenedGrant | null;
  /** Type of service: of a detour, else 0. */
  readonly service: number;
  readonly form: ProbeForm;
  /** A client port that it must have; null for any. */
  readonly clientPort: number | null;
}

/** What the two ends see of each other, where the boundary translates. */
export interface Settled {
  /** Where the client sends. */
  readonly asked: { readonly destination: Place; readonly port: number };
  /** The address that the server sees of the client. */
  readonly shown: Place;
  /** Whether the destination is another one than the client asked for. */
  readonly translated: boolean;
}

export interface Probe extends Draft, Settled {
  readonly kind: ProbeKind;
  /** Source port, or identifier of ICMP. */
  readonly clientPort: number;
}
