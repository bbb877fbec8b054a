/** What `audit --follow --format ndjson` prints, one event to a line. */
import type { AuditConversation, AuditFinding, AuditReport, AuditSummary } from './audit.ts';
import type { AuditInput } from './audit-input.ts';
import type { FlowProblem } from './conversation.ts';

export type LiveEvent = LiveStart | LiveFinding | LiveRepeat | LiveGivenUp | LiveProblem | LiveSummary;

/** The first line: what the traffic is judged by. */
export interface LiveStart {
  readonly schema: 'zonewright/live/v1';
  readonly event: 'start';
  readonly policy: AuditReport['policy'];
  readonly inputs: readonly string[];
}

/** A conversation that was not seen before, or that was given up and came back, is denied or cannot be judged. */
export interface LiveFinding {
  readonly schema: 'zonewright/live/v1';
  readonly event: 'finding';
  /** Number of the conversation in this run, from 1. */
  readonly id: number;
  readonly finding: Omit<AuditFinding, 'conversation'>;
  readonly conversation: AuditConversation;
}

/** A conversation that was told of before goes on; at most one such event in each interval. */
export interface LiveRepeat {
  readonly schema: 'zonewright/live/v1';
  readonly event: 'repeat';
  readonly id: number;
  /** How often it was seen since it was first told of under this id, and how often it was refused. */
  readonly count: number;
  readonly refused: number;
  /** ISO 8601, UTC, microseconds. */
  readonly last: string;
}

/**
 * The last event with this id: the conversation was not seen for longest among too many. If it comes back, it is a
 * finding again, with an id and counts that begin anew.
 */
export interface LiveGivenUp {
  readonly schema: 'zonewright/live/v1';
  readonly event: 'given-up';
  readonly id: number;
  readonly count: number;
  readonly refused: number;
  /** ISO 8601, UTC, microseconds. */
  readonly last: string;
}

/** Something about an input that its owner should know. */
export interface LiveProblem extends FlowProblem {
  readonly schema: 'zonewright/live/v1';
  readonly event: 'problem';
}

/** The last line. */
export interface LiveSummary {
  readonly schema: 'zonewright/live/v1';
  readonly event: 'summary';
  readonly inputs: readonly AuditInput[];
  readonly summary: LiveTotals;
}

/** A conversation that was given up and came back counts again. */
export interface LiveTotals extends AuditSummary {
  /** Conversations that were given up, allowed ones among them. */
  readonly givenUp: number;
}
