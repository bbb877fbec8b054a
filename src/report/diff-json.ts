/** The JSON document of `diff`. */
import { type Severity, severities } from '../diagnostics/severity.ts';
import { plainName } from '../model/owner-name.ts';
import type { DiffApproval, DiffBoundary, DiffConversation, PlanDiff } from '../model/plan-diff.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface DiffReport extends PlanDiff {
  readonly schema: 'zonewright/diff/v1';
  readonly plant: string;
  readonly base: DiffSideName;
  readonly head: DiffSideName;
  /** Recorded conversations whose verdict the change turns, the most frequent first; null when no traffic was given. */
  readonly changedConversations: readonly DiffConversation[] | null;
  /** Who agreed, as it was told; null when nobody asked. */
  readonly approvedBy: readonly string[] | null;
  /** What the change makes of the configurations of boundaries; null when none was asked for. */
  readonly boundaries: readonly DiffConfiguration[] | null;
  readonly summary: DiffSummary;
}

/** A boundary whose configuration is compared. */
export interface DiffConfiguration extends Omit<DiffBoundary, 'files'> {
  readonly files: readonly DiffPatch[];
}

/** How a file changes; `patch` is a unified diff. */
export interface DiffPatch {
  readonly name: string;
  /** Lines. */
  readonly added: number;
  readonly removed: number;
  readonly patch: string;
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
  /** Grants for which boundaries hold less of a port, and those for which they hold more. */
  readonly widened: number;
  readonly narrowed: number;
  /** Entries that open something, by severity. */
  readonly severities: Readonly<Record<Severity, number>>;
}

export function diffReport(
  parts: Pick<DiffReport, 'plant' | 'base' | 'head' | 'changedConversations' | 'approvedBy' | 'boundaries'>,
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
      widened: diff.held.filter(({ change }) => change === 'widened').length,
      narrowed: diff.held.filter(({ change }) => change === 'narrowed').length,
      severities: counts,
    },
  };
}

/** Whether somebody who answers for the zones agreed; nobody is called by an empty name. */
export function isApproved({ approvedBy }: DiffReport, { owner, members }: DiffApproval): boolean {
  const answering = owner === null ? [] : [owner, ...members].map(plainName).filter((name) => name !== '');
  return (approvedBy ?? []).some((each) => answering.includes(plainName(each)));
}

/** A comparison of configurations as documents carry it. */
export function configurationOf({ files, ...boundary }: DiffBoundary): DiffConfiguration {
  return {
    ...boundary,
    files: files.map(({ name, before, after }) => {
      const patch = unifiedDiff({ path: name, before, after });
      const count = (sign: '+' | '-'): number =>
        patch.split('\n').filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
      return { name, added: count('+'), removed: count('-'), patch };
    }),
  };
}
