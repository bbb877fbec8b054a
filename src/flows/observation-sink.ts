/**
 * The narrow gate between readers and the aggregation. Whatever repeats is interned to a number once, so that
 * counting one more request costs neither an object nor a string.
 */
import type { BoundaryDrop } from '../model/boundary-drop.ts';
import type { Transport } from '../model/catalogue.ts';
import type { Evidence, MissingField, Observation, Operation } from '../model/conversation.ts';
import type { SaidFact } from './identity/said-fact.ts';

/** Who talks to whom and where: the part of a key that stays the same for a whole connection. */
export interface Endpoints {
  readonly scope: string | null;
  readonly source: string;
  readonly destination: string;
  readonly transport: Transport;
  readonly port: number | null;
  readonly protocol: string | null;
  /** What a boundary did with it, where its log is what was read. */
  readonly drop?: BoundaryDrop | null;
}

/** Endpoints as a sink hands them out: once for all that are equal, as long as it remembers them. */
export interface Channel {
  readonly endpoints: Endpoints;
  /** Where the sink remembers them; nothing to anybody else. */
  place: number;
}

/** The bit of each missing field in {@link SlotKey.missing}. */
export const missingBits: Readonly<Record<MissingField, number>> = { protocol: 1, operation: 2, object: 4, time: 8 };

/** In the number fields of a slot, the value that stands for null. */
export const absent = -1;

/** Takes observations apart into interned numbers and counts them. */
export interface ObservationSink {
  /** Interns endpoints. */
  channel(endpoints: Endpoints): Channel;
  /** Interns an operation; null for one that was not shown. */
  operation(operation: Operation | null): number;
  /** Interns the name of an object table; null for none. */
  table(name: string | null): number;
  /** Under this condition an observation counts unless another log describes its connection: see `correlate.ts`. */
  condition(uid: string, code: string | null): number;
  /**
   * The slot of one distinct conversation; `full` when there are too many of them.
   * `unit`, `first` and `count` are at least 0, or {@link absent}; `unit` absent and `table` null mean no object.
   */
  slot(
    channel: Channel,
    operation: number,
    unit: number,
    table: number,
    first: number,
    count: number,
    missing: number,
    bucket: number,
    condition: number,
  ): number;
  /** False for a slot that was given up: a live run does so with those not seen for longest. Ask for it again then. */
  holds(slot: number): boolean;
  /** Counts one occurrence; true when its evidence is among the earliest and should be handed to `evidence`. */
  observe(slot: number, micros: number): boolean;
  /** Keeps evidence of an occurrence that `observe` asked for. */
  evidence(slot: number, micros: number, evidence: Evidence): void;
  /** Marks one occurrence as refused by the device. */
  refuse(slot: number): void;
  /** Notes what traffic says about a device. Never anything secret. */
  identify(fact: SaidFact): void;
  /** Notes that a log which shows the functions of a connection was read: of all, or of one code. */
  cover(uid: string, code: string | null): void;
  /** Notes that such a log shows one message more of a kind, and perhaps not all of them. */
  coverOne(uid: string, code: string): void;
  /** True when such a log was read before and shows this connection. */
  isCovered(uid: string): boolean;
  /** Whether any such log was read. */
  isCovering(): boolean;
  /** Observations that were counted as skipped because there were too many conversations. */
  overflow(): number;
  /** Facts about devices that found no place. */
  factOverflow(): number;
  /** Rows and connections that could not be matched with another log because there were too many to remember. */
  forgotten(): number;
}

/** The slot of an observation that found no place. */
export const fullSlot = -1;

/** The condition of an observation that counts whatever other logs say. */
export const unconditional = 0;

/** Counts one observation as a whole. */
export function observe(sink: ObservationSink, observation: Observation): void {
  const { object, time } = observation;
  const slot = sink.slot(
    sink.channel(observation),
    sink.operation(observation.operation),
    object?.unit ?? absent,
    sink.table(object?.table ?? null),
    object?.first ?? absent,
    object?.count ?? absent,
    missingMask(observation.missing),
    observation.bucket,
    unconditional,
  );
  if (sink.observe(slot, time)) sink.evidence(slot, time, observation.evidence);
  if (observation.refused) sink.refuse(slot);
}

/** The bits of a list of missing fields. */
export function missingMask(fields: readonly MissingField[]): number {
  let mask = 0;
  for (const field of fields) mask |= missingBits[field];
  return mask;
}
