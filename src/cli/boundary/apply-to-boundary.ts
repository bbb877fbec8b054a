/** What `apply` does at a boundary with a policy that is exported and proven. */
import type { Fallback } from '../../exporters/nftables/running/slot.ts';
import type { ApplyReport } from '../../model/apply-report.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { namedPolicy, putOnTrial } from './apply-policy.ts';
import type { CandidateExport } from './candidate-export.ts';
import { examine } from './examine.ts';
import { type Kernel, listKernel } from './host-nft.ts';
import { joinTrial } from './join-trial.ts';
import type { Boundary } from './open-boundary.ts';
import { repairBootFile, runsAlready } from './runs-already.ts';
import { foreignRules, settle, tableOf } from './settle.ts';

/** Everything that an apply works with. */
export interface ApplyTask {
  readonly boundary: Boundary;
  readonly candidate: CandidateExport;
  /** Of the boundary. */
  readonly interfaces: readonly string[];
  /** Seconds. */
  readonly confirmWithin: number;
  readonly fallback: Fallback;
  /** The boundary whose policy may be replaced, if it is another one. */
  readonly replaces: string | null;
  /** `forbid`: the export has findings that nothing may be loaded with. */
  readonly loading: 'allow' | 'forbid';
  /** Waits until the kernel knows the connections that live at a boundary that has never judged. */
  readonly listen: () => Promise<void>;
  /** The command that keeps the policy. */
  readonly confirm: string;
}

/** Everything up to the load; nothing changes. */
export async function rehearseApply(task: ApplyTask): Promise<ApplyReport> {
  const { boundary, candidate } = task;
  const listed = await listKernel(boundary.host, boundary.shape);
  const without = listed.running.kind === 'changed' ? listed.running.without : null;
  const kernel = without === null ? listed : { ...listed, running: without };
  requireOwnBoundary(task, kernel);
  const foreign = without === null ? [] : [foreignRules];
  if (runsAlready(boundary, kernel, candidate).kind === 'same')
    return reportOf(task, kernel, { outcome: 'unchanged', notes: foreign });
  const { change, notes } = await examine(boundary, kernel, candidate, task);
  const left = tableOf(boundary, kernel)?.trial?.left ?? null;
  const busy = left === null ? [] : [`a policy is on trial there for another ${left} s`];
  const outcome = task.loading === 'forbid' ? 'refused' : 'rehearsed';
  return reportOf(task, kernel, { outcome, change, notes: [...foreign, ...busy, ...notes] });
}

/** Puts the policy on trial. The boundary must be locked. */
export async function applyToBoundary(task: ApplyTask): Promise<ApplyReport> {
  const { boundary, candidate, confirmWithin, fallback, listen } = task;
  const settled = await settle(boundary, 'remove');
  const { kernel, table, journal } = settled;
  requireOwnBoundary(task, kernel);
  if (table?.trial != null) {
    const left = await joinTrial(boundary, settled, candidate);
    return reportOf(task, kernel, {
      outcome: 'on-trial',
      left,
      notes: ['it is on trial already, and its time goes on'],
    });
  }
  const standing = runsAlready(boundary, kernel, candidate);
  if (standing.kind === 'same') {
    const notes = await repairBootFile(boundary, journal, candidate);
    return reportOf(task, kernel, { outcome: 'unchanged', notes: [...settled.notes, ...notes] });
  }
  const examined = await examine(boundary, kernel, candidate, task);
  const { change } = examined;
  const notes = [...settled.notes, ...(standing.kind === 'drifted' ? [standing.note] : []), ...examined.notes];
  if (task.loading === 'forbid') return reportOf(task, kernel, { outcome: 'refused', change, notes });
  const left = await putOnTrial(boundary, journal, kernel, candidate, { confirmWithin, fallback, change, listen });
  return reportOf(task, kernel, { outcome: 'on-trial', change, left, notes });
}

/** A host enforces one boundary; another one's policy must not be replaced by a slip of the keyboard. */
function requireOwnBoundary({ boundary, replaces }: ApplyTask, kernel: Kernel): void {
  const found = tableOf(boundary, kernel)?.confirmed.policy?.boundary;
  if (found === undefined || found === boundary.id || found === replaces) return;
  throw new PlatformError(
    'boundary/other',
    `${boundary.host.name} enforces the boundary ${found}, not ${boundary.id}; if that is meant, add --replaces ${found}`,
  );
}

interface Outcome extends Partial<Pick<ApplyReport, 'change' | 'notes'>> {
  readonly outcome: ApplyReport['outcome'];
  /** Seconds of the trial. */
  readonly left?: number;
}

function reportOf({ boundary, candidate, confirm }: ApplyTask, kernel: Kernel, outcome: Outcome): ApplyReport {
  const { left } = outcome;
  const until = left === undefined ? '' : new Date((boundary.now() + left) * 1000).toISOString();
  return {
    schema: 'zonewright/apply/v1',
    boundary: boundary.id,
    host: boundary.host.name,
    outcome: outcome.outcome,
    policy: candidate.policy,
    confirmed: namedPolicy(tableOf(boundary, kernel)),
    change: outcome.change ?? null,
    trial: left === undefined ? null : { left, until, confirm },
    notes: outcome.notes ?? [],
  };
}
