/** What readers get from the host: the catalogue, the address domain of a VLAN, the bucket of a time, and their limits. */
import type { Catalogue } from '../model/catalogue.ts';
import type { FlowProblem } from '../model/conversation.ts';
import type { ConnectionSet } from './dissection/connection-set.ts';
import type { PlaceTrace } from './place-trace.ts';

/** What the host hands to every reader. */
export interface FlowContext {
  readonly catalogue: Catalogue;
  /** The address domain of a VLAN id (1 to 4094), or of untagged traffic (null). */
  readonly scopeOf: (vlan: number | null) => string | null;
  /**
   * Number of the bucket that a time (microseconds since the Unix epoch) falls into; all times of a bucket have the
   * same active windows.
   */
  readonly bucketOf: (micros: number) => number;
  /** `minute`, assumed otherwise: a bucket never begins or ends inside a UTC minute. `moment`: it may. */
  readonly bucketUnit?: 'minute' | 'moment';
  readonly limits?: Partial<FlowLimits>;
  /**
   * `none` promises that every log of this run which shows functions was read into the sink before, so that rows of a
   * connection log need not wait for one; `possible` is assumed otherwise, and costs memory per row.
   */
  readonly laterLogs?: 'possible' | 'none';
  /**
   * For traffic that is judged while it goes on: a connection that shows no operations is counted this many
   * microseconds after its first packet instead of at its end.
   */
  readonly reportAfter?: number;
  /** True for a connection whose operations another reader of the same capture has shown. */
  readonly shownElsewhere?: ConnectionSet['has'];
  /** Called about every MiB with the number of bytes read so far, as they lie on disk. */
  readonly onProgress?: (file: string, bytes: number) => void;
  /** Called with each problem as soon as it is found. */
  readonly onProblem?: (problem: FlowProblem) => void;
  /** Follows single frames or lines of the one file that is read in this context. */
  readonly trace?: PlaceTrace;
}

/** The bounds that keep memory and time finite whatever the input says. */
export interface FlowLimits {
  /** Distinct conversations; observations of further ones are counted as skipped. */
  readonly conversations: number;
  /** Distinct facts about devices. */
  readonly facts: number;
  /** Connections that are tracked at once; the one idle longest is closed for a new one. */
  readonly connections: number;
  /** Bytes of one captured packet. */
  readonly packetBytes: number;
  /** Bytes of one log line. */
  readonly lineBytes: number;
  /** Bytes that wait for a missing segment or for the rest of a message, per direction. */
  readonly directionBytes: number;
  /** The same over all connections. */
  readonly reassemblyBytes: number;
  /** Bytes of IP fragments that wait for the rest of their datagram. */
  readonly fragmentBytes: number;
  /** Bytes of one block of flow records, unpacked. */
  readonly blockBytes: number;
  /** Log rows that wait for another log of the same run, and connection ids that are remembered for them. */
  readonly heldRows: number;
  /** Bytes that a compressed file may unpack to. */
  readonly unpackedBytes: number;
  /** Problems that are described per file and reason; the rest is only counted. */
  readonly problems: number;
}

/** The limits used where the host says nothing. */
export const defaultFlowLimits: FlowLimits = {
  conversations: 1_000_000,
  facts: 100_000,
  connections: 100_000,
  packetBytes: 256 * 1024,
  lineBytes: 1024 * 1024,
  directionBytes: 256 * 1024,
  reassemblyBytes: 64 * 1024 * 1024,
  fragmentBytes: 4 * 1024 * 1024,
  blockBytes: 16 * 1024 * 1024,
  heldRows: 500_000,
  unpackedBytes: 256 * 1024 ** 3,
  problems: 20,
};

/** The limits of a context, all present. */
export function resolveFlowLimits(context: FlowContext): FlowLimits {
  return { ...defaultFlowLimits, ...context.limits };
}

const microsPerMinute = 60_000_000;
const cachedMinutes = 100_000;
/** A little less than a JavaScript date can be away from the epoch, as a host may turn buckets into local times. */
const mostMicros = 8.6e18;

/** `bucketOf` of the context; where minutes are whole, asked at most once for each as long as they are fewer than 100,000. */
export function cacheBuckets(context: FlowContext): (micros: number) => number {
  const buckets = new Map<number, number>();
  let lastMinute = Number.NaN;
  let lastBucket = 0;
  const possible = (micros: number): number => Math.max(-mostMicros, Math.min(mostMicros, micros));
  if (context.bucketUnit === 'moment') return (micros) => context.bucketOf(possible(micros));
  return (micros) => {
    const minute = Math.floor(possible(micros) / microsPerMinute);
    if (minute === lastMinute) return lastBucket;
    let bucket = buckets.get(minute);
    if (bucket === undefined) {
      bucket = context.bucketOf(minute * microsPerMinute);
      if (buckets.size >= cachedMinutes) buckets.clear();
      buckets.set(minute, bucket);
    }
    lastMinute = minute;
    lastBucket = bucket;
    return bucket;
  };
}
