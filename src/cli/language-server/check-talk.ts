/** What the editor's side and the thread that checks plants say to each other. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { QuickFix } from '../../language/quick-fix.ts';
import type { Rule } from '../../model/rule.ts';

/** A plant to be checked, in place of what was asked about it before. */
export interface CheckTask {
  readonly kind: 'check';
  readonly root: string;
  /** Goes up with each task about the plant. */
  readonly generation: number;
  /** Open texts by their path from the plant's folder. */
  readonly open: ReadonlyMap<string, string>;
}

/** A plant that nobody works on any more. */
export interface LeaveTask {
  readonly kind: 'leave';
  readonly root: string;
}

/** A finding, and the spelling that it proposes. */
export interface FoundFinding {
  readonly finding: Finding;
  readonly fix: QuickFix | null;
}

export type CheckAnswer =
  | {
      readonly kind: 'findings';
      readonly root: string;
      readonly generation: number;
      /** `first`: of the files; `rest`: of rules, invariants and lowered Rego, which take longer. */
      readonly part: 'first' | 'rest';
      readonly findings: readonly FoundFinding[];
    }
  /** The plant could not be read. */
  | {
      readonly kind: 'failed';
      readonly root: string;
      readonly generation: number;
      readonly code: string;
      readonly message: string;
    }
  /** The rules that there are, once they are known. */
  | { readonly kind: 'rules'; readonly rules: readonly Rule[] };
