/** What is known of one connection: a TCP or UDP conversation between two sockets, or any other pair of endpoints. */
import type { BoundaryDrop } from '../../model/boundary-drop.ts';
import type { Transport } from '../../model/catalogue.ts';
import type { Channel } from '../observation-sink.ts';
import type { Dialogue } from '../protocols/decoder.ts';
import type { Carry } from './carry.ts';

/** One of the two ends of a connection, in the order of the connection table. */
export type SideNumber = 0 | 1;

export interface Connection {
  readonly transport: Transport;
  readonly scope: string | null;
  /** Its packets are those that a boundary dropped; null for those that were seen on their way. */
  readonly drop: BoundaryDrop | null;
  readonly addresses: readonly [string, string];
  /** Ports of TCP and UDP; 0 and 0 otherwise. */
  readonly ports: readonly [number, number];
  /** The number that `ip` and `ethernet` conversations carry in place of a port. */
  readonly protocolNumber: number | null;
  /** The destination of the first packet is a group: broadcast or multicast. */
  readonly toGroup: boolean;
  /** Who sent the first packet. */
  readonly opener: SideNumber;
  firstMicros: number;
  firstTimed: boolean;
  firstFrame: number;
  lastMicros: number;
  /** Who asked to open a TCP connection; null when the beginning was not captured. */
  asker: SideNumber | null;
  /** Who asks in this connection, once that has been decided. */
  client: SideNumber | null;
  /** A TCP connection that the server answered with a reset. */
  refused: boolean;
  /** Some payload was seen. */
  carried: boolean;
  /** Some payload was not captured. */
  hidden: boolean;
  /** How its payload is read. */
  reading: 'recognising' | 'dialogue' | 'opaque';
  /** Pieces of payload that no decoder knew. */
  strange: number;
  /** Protocol that the payload speaks. */
  protocol: string | null;
  dialogue: Dialogue | null;
  /** Operations counted so far. */
  counted: number;
  /** Endpoints as the sink knows them, once the client is known. */
  channel: Channel | null;
  /** The same for what the server asks. */
  reverseChannel: Channel | null;
  readonly sides: readonly [StreamSide, StreamSide];
}

/** The bytes that one side of a TCP connection sends. */
export interface StreamSide {
  /** False until the first byte or SYN was seen. */
  started: boolean;
  /** Sequence number of its SYN; null when that was not captured. */
  opened: number | null;
  /** Sequence number of its FIN, as long as bytes before it are missing. */
  ended: number | null;
  /** Sequence number of the next byte, as a signed 32-bit number. */
  next: number;
  /** Segments that wait, by sequence number, without overlaps. */
  queue: Segment[];
  queuedBytes: number;
  /** A segment far from the stream: the next one tells whether the stream jumped there. */
  stray: Segment | null;
  /** An incomplete message at the end of what was read. */
  carry: Carry | null;
}

/** A piece of a stream that waits for what comes before it. */
export interface Segment {
  readonly sequence: number;
  /** What its sender had seen of the other side. */
  readonly acknowledged: number;
  readonly bytes: Uint8Array;
  readonly micros: number;
  readonly frame: number;
}

/** A side of which nothing has been seen. */
export function createStreamSide(): StreamSide {
  return {
    started: false,
    opened: null,
    ended: null,
    next: 0,
    queue: [],
    queuedBytes: 0,
    stray: null,
    carry: null,
  };
}

/** Client and server change places. */
export function changePlaces(connection: Connection): void {
  const { channel, reverseChannel } = connection;
  connection.client = connection.client === 0 ? 1 : 0;
  connection.channel = reverseChannel;
  connection.reverseChannel = channel;
}
