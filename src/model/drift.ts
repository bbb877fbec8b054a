/** What a comparison of a running boundary with the plant says beside its findings. */

export interface DriftFacts {
  readonly running: RunningPolicy;
  /** Chains of others that packets between zones meet, and how many findings there are about each. */
  readonly beside: readonly ChainBeside[];
  /** Differences that no finding lists, since there are too many. */
  readonly left: DriftLeft;
}

export interface RunningPolicy {
  /** `enforcing`: a policy judges. `absent`: there is no table. `off`: there is one, and nothing meets it. */
  readonly state: 'enforcing' | 'absent' | 'off';
  /** What the table says of itself; null where it says nothing. */
  readonly revision: string | null;
  readonly model: string | null;
  /** Whether it was written for what the plant allows now; null where it does not say. */
  readonly isOfPlant: boolean | null;
  /** Until when a policy is on trial, ISO 8601, UTC; null without a trial. */
  readonly trialUntil: string | null;
  /** Vendor sessions that are open, by what the kernel says. */
  readonly sessions: readonly OpenSession[];
  /** Of nft, as `1.0.6`. */
  readonly nft: string;
  readonly rules: number;
  readonly elements: number;
}

export interface OpenSession {
  readonly window: string;
  /** When it ends by itself, ISO 8601, UTC; null when it never does. */
  readonly until: string | null;
}

export interface ChainBeside {
  /** With its family: `ip filter`. */
  readonly table: string;
  readonly chain: string;
  readonly hook: string;
  readonly priority: number;
  readonly findings: number;
}

export interface DriftLeft {
  /** Pairs of zones between which more passes. */
  readonly opened: number;
  /** Whether there are even more of them than were counted. */
  readonly atLeast: boolean;
  /** Grants that do not pass in full. */
  readonly closed: number;
}
