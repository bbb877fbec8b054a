/** Policy tests as the files under `tests/` state them: what a plant's owners hold to be true of its policy. */
import type { Written } from './plant.ts';
import type { Span } from './span.ts';
import type { DenialReason, Verdict } from './verdict.ts';

export type VerdictKind = Verdict['kind'];

/** A test of conversations in words, or of recorded traffic. */
export type PolicyTest = ConversationTest | TrafficTest;

interface TestHead {
  /** Unique within a plant. */
  readonly name: Written<string>;
  readonly at: Span;
  /** The address domain in which addresses are meant, or the traffic was recorded. */
  readonly scope: Written<string> | null;
}

/** What is expected of a conversation, or of all that its words stand for. */
export interface Expectation {
  readonly conversation: Written<string>;
  readonly verdict: Written<VerdictKind>;
  /** Only with `denied`. */
  readonly reason: Written<DenialReason> | null;
  /** Ids as written, of which each must take part; only with `allowed`. */
  readonly grants: readonly Written<string>[];
}

export interface ConversationTest extends TestHead, Expectation {
  readonly kind: 'conversation';
  /** Windows of vendor sessions that are taken to be open. */
  readonly sessions: readonly Written<string>[];
  /** Local date and time `YYYY-MM-DDTHH:MM` of a conversation that names none; null: when the tests are run. */
  readonly time: string | null;
}

/** Captures and logs in the plant's folder, with what their conversations must come to. */
export interface TrafficTest extends TestHead {
  readonly kind: 'traffic';
  /** Paths from the plant's folder, with `/`. */
  readonly flows: readonly Written<string>[];
  /** How many conversations have a verdict. */
  readonly counts: readonly ExpectedCount[];
  readonly conversations: readonly Expectation[];
}

export interface ExpectedCount {
  readonly verdict: VerdictKind;
  readonly at: Span;
  /** Both inclusive; `most` may be infinite. */
  readonly least: number;
  readonly most: number;
}
