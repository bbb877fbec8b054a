/** The JSON documents of `apply`, `confirm` and `rollback`. */
import type { AppliedPolicy } from './apply-log.ts';
import type { PolicyChange } from './policy-change.ts';

export interface ApplyReport {
  readonly schema: 'zonewright/apply/v1';
  readonly boundary: string;
  readonly host: string;
  /**
   * `unchanged`: the policy runs already. `refused`: the export has findings at or above `--fail-on`, so nothing was loaded.
   * `rehearsed`: a dry run. `on-trial`: it judges until the trial ends.
   */
  readonly outcome: 'unchanged' | 'refused' | 'rehearsed' | 'on-trial';
  readonly policy: AppliedPolicy;
  /** What judges when no trial does; null when this is the first policy, or when it has no name. */
  readonly confirmed: AppliedPolicy | null;
  /** Null where there is nothing to compare with. */
  readonly change: PolicyChange | null;
  /** Null unless the policy is on trial. */
  readonly trial: Trial | null;
  /** What else whoever applies a policy should know. */
  readonly notes: readonly string[];
}

interface Trial {
  /** Seconds that were left when the policy was seen to judge. */
  readonly left: number;
  /** ISO 8601. */
  readonly until: string;
  /** The command that keeps it. */
  readonly confirm: string;
}

export interface ConfirmReport {
  readonly schema: 'zonewright/confirm/v1';
  readonly boundary: string;
  readonly host: string;
  /** `already`: there was nothing on trial, as it had been confirmed before. */
  readonly outcome: 'confirmed' | 'already';
  /** Null when the running policy has no name. */
  readonly policy: AppliedPolicy | null;
  /** The file that the next boot loads. */
  readonly boot: string;
  readonly notes: readonly string[];
}

export interface RollbackReport {
  readonly schema: 'zonewright/rollback/v1';
  readonly boundary: string;
  readonly host: string;
  /** `nothing`: nothing was on trial. */
  readonly outcome: 'rolled-back' | 'nothing';
  /** What was on trial. */
  readonly policy: AppliedPolicy | null;
  /** What judges now; null when that is no policy of ours, or one without a name. */
  readonly confirmed: AppliedPolicy | null;
  readonly notes: readonly string[];
}
