/** Counts what events of one file show. */
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import type { CountedRow } from '../log-counter.ts';
import { type PlacedRow, placedRow, slotIn } from '../placed-row.ts';

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

/** Time and place of one occurrence. */
export interface EventPlace {
  readonly micros: number;
  readonly line: number;
  readonly flow: number;
}

export interface EventCounter {
  /** Counts one occurrence; answers its slot. */
  count(event: PlacedRow, place: EventPlace): number;
  /** The same under a condition of the sink. */
  countUnder(row: CountedRow, place: EventPlace, condition: number): number;
}

/** Something to be counted, not counted yet. */
export function countedEvent(row: CountedRow): PlacedRow {
  return placedRow(row, unconditional);
}

/** The flow of an event as evidence names it; null when it has none. */
export function flowName(flow: number): string | null {
  return flow < 0 ? null : String(flow);
}

/** A counter for one file. */
export function createEventCounter({ sink, file, bucketOf }: ReadingSession): EventCounter {
  function observe(slot: number, { micros, line, flow }: EventPlace): void {
    if (sink.observe(slot, micros))
      sink.evidence(slot, micros, { file, position: line, unit: 'line', uid: flowName(flow) });
  }

  return {
    count(event, place) {
      const slot = slotIn(sink, event, bucketOf(place.micros));
      observe(slot, place);
      return slot;
    },
    countUnder(row, place, condition) {
      const slot = slotIn(sink, placedRow(row, condition), bucketOf(place.micros));
      observe(slot, place);
      return slot;
    },
  };
}
