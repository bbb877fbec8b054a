/** Single TCP segments at any place of a stream, for what no honest pair of stacks would send in this order. */
import type { TimedFrame } from './capture-files.ts';
import { ethernet, ipv4, tcp, tcpFlags } from './frames.ts';

export type By = 'client' | 'server';

export interface SegmentOptions {
  readonly by: By;
  /** Sequence number of each side's first byte. */
  readonly initial: Readonly<Record<By, number>>;
  /** Place in the stream; a SYN stands at -1. */
  readonly from: number;
  /** How much of the other side's stream it acknowledges; nothing when left out. */
  readonly acknowledged?: number;
  readonly flags?: readonly (keyof typeof tcpFlags)[];
  readonly payload?: Uint8Array;
  readonly micros: number;
  /** Of the client. */
  readonly port?: number;
  readonly serverPort?: number;
}

/** A segment between 10.0.0.1:40000 and 10.0.0.2:502 unless said otherwise. */
export function segmentFrame(options: SegmentOptions): TimedFrame {
  const { by, initial, from, acknowledged, flags = [], payload, micros, port = 40_000, serverPort = 502 } = options;
  const isClient = by === 'client';
  const bits = flags.reduce((sum, flag) => sum | tcpFlags[flag], acknowledged === undefined ? 0 : tcpFlags.acknowledge);
  const segment = tcp(
    {
      sourcePort: isClient ? port : serverPort,
      destinationPort: isClient ? serverPort : port,
      sequence: (initial[by] + from) >>> 0,
      acknowledgment: acknowledged === undefined ? 0 : (initial[isClient ? 'server' : 'client'] + acknowledged) >>> 0,
      flags: bits,
    },
    payload,
  );
  const [source, destination] = isClient ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1'];
  return { micros, bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 6 }, segment)) };
}
