/**
 * Suricata ends a flow when nothing was sent for a while, and begins another with the next packet: a connection that
 * lives long has many flow records, of which only the first has its SYN. They count once per time bucket.
 */
import type { EventEnds } from './event-ends.ts';

export interface ContinuedFlows {
  /** A number for the ends of flows, whichever way they are written. */
  pair(ends: EventEnds): FlowPair;
  /**
   * Notes the flow record of a TCP connection between two ports; true when it goes on with one that was noted in the
   * same bucket.
   */
  isContinued(pair: FlowPair, sourcePort: number, destinationPort: number, bucket: number, opened: boolean): boolean;
}

/** Two hosts. */
export interface FlowPair {
  readonly number: number;
  /** Which end comes first: by address, or by port where both have one address. */
  readonly order: 'source' | 'destination' | 'ports';
}

const mostPairs = 100_000;
/** Leaves 16 bits of a hash. */
const shift = 16;
const ports = 65_536;

/** No flows, for one file. */
export function createContinuedFlows(): ContinuedFlows {
  const pairs = new Map<string, number>();
  let lastPair = 0;
  /** Pair and ports of connections, and the bucket in which each was noted last; a connection may displace another. */
  const keys = new Float64Array(2 ** (32 - shift));
  const buckets = new Float64Array(2 ** (32 - shift));
  return {
    pair({ scope, client, server, turned }) {
      const order = client === server ? 'ports' : client < server !== turned ? 'source' : 'destination';
      const [first, second] = client < server ? [client, server] : [server, client];
      const text = `${scope} ${first} ${second}`;
      let number = pairs.get(text);
      if (number === undefined) {
        if (pairs.size >= mostPairs) pairs.clear();
        lastPair++;
        number = lastPair;
        pairs.set(text, number);
      }
      return { number, order };
    },
    isContinued({ number, order }, sourcePort, destinationPort, bucket, opened) {
      const isInOrder = order === 'ports' ? sourcePort < destinationPort : order === 'source';
      const [first, second] = isInOrder ? [sourcePort, destinationPort] : [destinationPort, sourcePort];
      const key = ((number % 2 ** 20) * ports + first) * ports + second;
      const place =
        (Math.imul(number, 0x9e3779b1) ^ Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0xc2b2ae35)) >>> shift;
      if (!opened && keys[place] === key && buckets[place] === bucket) return true;
      keys[place] = key;
      buckets[place] = bucket;
      return false;
    },
  };
}
