/** What recorded traffic made of the grants: plain data, so that any judge can give it. */
import type { Operation } from '../model/conversation.ts';
import type { EndpointId } from '../model/plan.ts';

/** A conversation that some grants allow. */
export interface UsedConversation {
  readonly source: EndpointId;
  readonly destination: EndpointId;
  /** Null when the source did not show it. */
  readonly operation: Operation | null;
  /** `some`: the grants allow a part of what it may have been. */
  readonly allowed: 'all' | 'some';
  /** Ids of plan grants, or names as written. */
  readonly grants: readonly string[];
}

export interface Usage {
  /** Seconds since the epoch. */
  readonly first: number;
  readonly last: number;
  /** All conversations, of which {@link used} are some. */
  readonly conversations: number;
  readonly used: readonly UsedConversation[];
}
