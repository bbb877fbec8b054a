/** The JSON document of `diff`. */
import { type Severity, severities } from '../diagnostics/severity.ts';
import type { DiffApproval, DiffConversation, PlanDiff } from '../model/plan-diff.ts';

export interface DiffReport extends PlanDiff {
  readonly schema: 'zonewright/diff/v1';
  readonly plant: string;
  readonly base: DiffSideName;
  readonly head: DiffSideName;
  /** Recorded conversations whose verdict the change turns, the most frequent first; null when no traffic was given. */
  readonly changedConversations: readonly DiffConversation[] | null;
  /** Who agreed, as it was told; null when nobody asked. */
  readonly approvedBy: readonly string[] | null;
  readonly summary: DiffSummary;
}

export interface DiffSideName {
  /** As it was asked for: a revision or a folder. */
  readonly name: string;
  /** Short name of the commit; null for a folder. */
  readonly revision: string | null;
}

export interface DiffSummary {
  readonly opened: number;
  readonly closed: number;
  readonly moved: number;
  /** Entries that open something, by severity. */
  readonly severities: Readonly<Record<Severity, number>>;
}

export function diffReport(
  parts: Pick<DiffReport, 'plant' | 'base' | 'head' | 'changedConversations' | 'approvedBy'>,
  diff: PlanDiff,
): DiffReport {
  const opened = diff.opened.flatMap((group) => group.entries);
  const counts = Object.fromEntries(
    severities.map((severity) => [severity, opened.filter((each) => each.severity === severity).length]),
  ) as Record<Severity, number>;
  return {
    schema: 'zonewright/diff/v1',
    ...parts,
    ...diff,
    summary: {
      opened: opened.length,
      closed: diff.closed.reduce((sum, group) => sum + group.entries.length, 0),
      moved: diff.moved.length,
      severities: counts,
    },
  };
}

/** Whether somebody who answers for the zones agreed; `@` before a name and its case make no difference. */
export function isApproved({ approvedBy }: DiffReport, { owner }: DiffApproval): boolean {
  const name = (said: string): string => said.replace(/^@/, '').toLowerCase();
  return owner !== null && (approvedBy ?? []).some((each) => name(each) === name(owner));
}
