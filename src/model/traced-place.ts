/** What one frame of a capture, one line of a log or one record of flows turned out to be, so that a person can ask about any of them. */
import type { Conversation, PlaceUnit } from './conversation.ts';

/**
 * Why conversations belong to a place: it shows them itself, it answers them, or it is another part of the connection
 * that they went through. `nothing` belongs to none.
 */
export type PlaceRole = 'request' | 'answer' | 'connection' | 'nothing';

export interface TracedPlace {
  readonly file: string;
  /** 1-based. */
  readonly position: number;
  readonly unit: PlaceUnit;
  readonly role: PlaceRole;
  /** What it is in plain words, where `role` alone does not say it. */
  readonly words: string | null;
  /** The conversations, the earliest first. */
  readonly conversations: readonly Conversation[];
}
