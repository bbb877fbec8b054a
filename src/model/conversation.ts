/** What was observed: who asked what of whom, how often, and where the evidence stands. */
import type { BoundaryDrop } from './boundary-drop.ts';
import type { OperationClass, Transport } from './catalogue.ts';

/** An operation as the wire shows it; `name` comes from the catalogue, null for a code that it does not know. */
export interface Operation {
  readonly class: OperationClass;
  readonly code: string;
  readonly name: string | null;
}

/** What stands for the use of a service whose operations nobody tells apart. */
export const connectOperation: Operation = { class: 'session', code: 'connect', name: 'connect' };

/** The name under which a grant can have it: a code that the catalogue does not know goes by itself. */
export function grantedName({ code, name }: Operation): string {
  return name ?? `code:${code}`;
}

/** Objects touched by one request. A null field is either not part of the protocol or, if `missing` says so, not shown. */
export interface ObjectRange {
  readonly unit: number | null;
  readonly table: string | null;
  /** First object, 0-based as on the wire. */
  readonly first: number | null;
  /** Number of objects, at least 1. */
  readonly count: number | null;
}

/** What a source could not show although the policy may look at it. */
export type MissingField = 'protocol' | 'operation' | 'object' | 'time';

/** What is counted to name a place: frames of a capture, lines of a log, records or datagrams of binary flow records. */
export type PlaceUnit = 'frame' | 'line' | 'record' | 'datagram';

/** One place in the input, so that a finding can be looked up by hand. */
export interface Evidence {
  readonly file: string;
  /** 1-based. */
  readonly position: number;
  readonly unit: PlaceUnit;
  /** Zeek connection uid or Suricata flow id. */
  readonly uid: string | null;
}

/** The part of an observation that a verdict can depend on. */
export interface ConversationKey {
  /** Null when the source does not say which address domain it was recorded in. */
  readonly scope: string | null;
  /** Canonical IPv4, IPv6 or MAC address of the one who asks. */
  readonly source: string;
  readonly destination: string;
  readonly transport: Transport;
  /** Server port; IP protocol number for `ip`, EtherType for `ethernet`; null for ICMP. */
  readonly port: number | null;
  /** Recognised from the payload or named by the log; null: nothing but the port speaks for a protocol. */
  readonly protocol: string | null;
  /** Null: not shown (`missing` has `operation`). */
  readonly operation: Operation | null;
  readonly object: ObjectRange | null;
  readonly missing: readonly MissingField[];
  /** Time bucket: all times of one bucket have the same active windows. */
  readonly bucket: number;
}

/** One observed request, connection or record. */
export interface Observation extends ConversationKey {
  /** What a boundary did with it, where its log is the source. */
  readonly drop: BoundaryDrop | null;
  /** Microseconds since the Unix epoch. */
  readonly time: number;
  /** The device answered with an exception: a refused attempt is still an attempt. */
  readonly refused: boolean;
  readonly evidence: Evidence;
}

/** All observations with one key, and with which a boundary did the same. */
export interface Conversation extends ConversationKey {
  /** What a boundary did with them, where its log showed them; null where they were seen on their way. */
  readonly drop: BoundaryDrop | null;
  readonly count: number;
  readonly refused: number;
  /** Microseconds since the Unix epoch. */
  readonly first: number;
  readonly last: number;
  /** The first occurrences, at most three. */
  readonly evidence: readonly Evidence[];
}

/** What a reader went through, so that nothing is left out in silence. */
export interface FlowStatistics {
  readonly packets: number;
  readonly records: number;
  /** Packets and lines that could not be read or are no traffic, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Packets and lines that were read although something about them is odd, by what it is. */
  readonly remarks: Readonly<Record<string, number>>;
}

/** Something about an input that its owner should know, with its position. */
export interface FlowProblem {
  readonly file: string;
  readonly position: number | null;
  readonly unit: PlaceUnit | 'byte';
  readonly reason: string;
}
