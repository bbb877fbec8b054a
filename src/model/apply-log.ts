/** Records of what was done to a boundary's policy: one JSON object per line of a chained log (`chained-log.ts`). */
import type { PolicyChange } from './policy-change.ts';

export type ApplyRecord = LoadRecord | TrialRecord | ConfirmRecord | EndRecord;

/** A policy, as it is named in a running table. */
export interface AppliedPolicy {
  /** 16 hexadecimal digits of the digest of what it allows. */
  readonly model: string;
  /** The git revision of the plant's files, null outside of git. */
  readonly revision: string | null;
}

export interface RecordHead {
  readonly schema: 'zonewright/apply-log/v1';
  /** ISO 8601, by the clock of whoever ran the command. */
  readonly at: string;
  readonly boundary: string;
  readonly by: Operator;
  readonly policy: AppliedPolicy;
  /** SHA-256 of the line before it. */
  readonly previous: string;
}

/** Who ran a command. */
export interface Operator {
  readonly user: string;
  /** Who called `sudo`, null without it. */
  readonly sudoUser: string | null;
  /** The host that the command was run on. */
  readonly from: string;
}

/** A candidate is about to be loaded. */
export interface LoadRecord extends RecordHead {
  readonly event: 'load';
  /** The chain that it is entered by. */
  readonly slot: string;
  /** Hexadecimal SHA-256 of the file that the next boot loads once it is confirmed. */
  readonly file: string;
  /** Seconds of its trial. */
  readonly seconds: number;
  /** What it would replace; null for the first policy of a boundary. */
  readonly replaces: AppliedPolicy | null;
  /** Null where there is nothing to compare with. */
  readonly change: PolicyChange | null;
}

/** It was proven in the kernel, and judges now. */
export interface TrialRecord extends RecordHead {
  readonly event: 'trial';
  readonly slot: string;
  /** Hexadecimal SHA-256 of its chains and elements in the kernel. */
  readonly fingerprint: string;
  /** ISO 8601: when the kernel ends the trial. */
  readonly until: string;
}

/** It is what the boundary enforces and what the next boot loads. */
export interface ConfirmRecord extends RecordHead {
  readonly event: 'confirm';
  /** Hexadecimal SHA-256 of the file that the next boot loads. */
  readonly file: string;
}

/** It is gone; what was confirmed before judges. */
export interface EndRecord extends RecordHead {
  readonly event: 'end';
  /**
   * `rolled-back`: by command. `expired`: by the kernel. `failed`: it was not what it should be. `not-running`: a command was
   * interrupted before the trial, or the host was started again.
   */
  readonly how: 'rolled-back' | 'expired' | 'failed' | 'not-running';
  /** Why, in words; null where `how` says it. */
  readonly reason: string | null;
}
