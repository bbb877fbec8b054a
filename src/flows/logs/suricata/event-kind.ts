/** What all events of one kind, those with the same deciding values, have in common. */
import type { ReadingSession } from '../../format.ts';
import type { Occurrence } from './event-counter.ts';

export interface EventKind {
  /** Whether another line with the same deciding values is of this kind. */
  readonly repeats: boolean;
  readonly use: (at: Occurrence) => void;
}

/** A kind, or a text that says what is wrong with the line. */
export type EventReading = EventKind | string;

/** Events that are left out, counted by a reason. */
export function left({ tally }: ReadingSession, reason: string): EventKind {
  return { repeats: true, use: () => tally.skip(reason) };
}
