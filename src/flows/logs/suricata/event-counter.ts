/** Counts what events of one file show. */
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import type { CountedRow } from '../log-counter.ts';

/** Where an event stands; overwritten by the next. */
export interface Occurrence {
  /** Time of the event in microseconds since the epoch. */
  micros: number;
  /** Time when its flow began; NaN when the event does not tell. */
  began: number;
  line: number;
  /** Number of its flow; -1 when it has none. */
  flow: number;
  /** Port of its source; -1 when it has none. */
  sourcePort: number;
  /** Number of its transaction within the flow; -1 when it has none. */
  transaction: number;
  /** Numbers that join a request and its answer over the events of a flow; -1 when there are none. */
  requestNumber: number;
  answerNumber: number;
}

/** What a kind of event counts, and where its occurrences in one time bucket are counted. */
export interface CountedEvent {
  readonly row: CountedRow;
  bucket: number;
  slot: number;
}

/** Time and place of one occurrence. */
export interface EventPlace {
  readonly micros: number;
  readonly line: number;
  readonly flow: number;
}

export interface EventCounter {
  /** Counts one occurrence; answers its slot. */
  count(event: CountedEvent, place: EventPlace): number;
  /** The same under a condition of the sink. */
  countUnder(row: CountedRow, place: EventPlace, condition: number): number;
}

/** Something to be counted, not counted yet. */
export function countedEvent(row: CountedRow): CountedEvent {
  return { row, bucket: Number.NaN, slot: 0 };
}

/** The flow of an event as evidence names it; null when it has none. */
export function flowName(flow: number): string | null {
  return flow < 0 ? null : String(flow);
}

/** A counter for one file. */
export function createEventCounter({ sink, file, bucketOf }: ReadingSession): EventCounter {
  function slotOf(row: CountedRow, bucket: number, condition: number): number {
    const { channel, operation, unit, table, first, count, missing } = row;
    return sink.slot(channel, operation, unit, table, first, count, missing, bucket, condition);
  }

  function observe(slot: number, { micros, line, flow }: EventPlace): void {
    if (sink.observe(slot, micros))
      sink.evidence(slot, micros, { file, position: line, unit: 'line', uid: flowName(flow) });
  }

  return {
    count(event, place) {
      const bucket = bucketOf(place.micros);
      if (event.bucket !== bucket) {
        event.slot = slotOf(event.row, bucket, unconditional);
        event.bucket = bucket;
      }
      observe(event.slot, place);
      return event.slot;
    },
    countUnder(row, place, condition) {
      const slot = slotOf(row, bucketOf(place.micros), condition);
      observe(slot, place);
      return slot;
    },
  };
}
