/**
 * Puts the policy of a plant on trial at its boundary (docs/nftables.md, "Changing the policy"). Each step leaves the boundary
 * enforcing what was confirmed, or the candidate for as long as its trial lasts.
 */
import { fingerprint } from '../../exporters/nftables/running/fingerprint.ts';
import type { RunningTable } from '../../exporters/nftables/running/running-table.ts';
import { type Fallback, freeSlot } from '../../exporters/nftables/running/slot.ts';
import { prepareTransaction, trialTransaction } from '../../exporters/nftables/running/transactions.ts';
import type { AppliedPolicy } from '../../model/apply-log.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { type ApplyJournal, sha256 } from './apply-journal.ts';
import type { CandidateExport } from './candidate-export.ts';
import { endTrial } from './end-trial.ts';
import { type Kernel, listKernel, loadText } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';
import { requireProof } from './require-proof.ts';
import { tableOf } from './settle.ts';

export interface TrialPlan {
  /** Seconds. */
  readonly confirmWithin: number;
  readonly fallback: Fallback;
  readonly change: PolicyChange | null;
  /** Waits until the kernel knows the connections that live at a boundary that has never judged. */
  readonly listen: () => Promise<void>;
}

/** Loads a candidate, proves it in the kernel, and lets it judge. Gives the seconds that are left of its trial. */
export async function putOnTrial(
  boundary: Boundary,
  journal: ApplyJournal,
  before: Kernel,
  candidate: CandidateExport,
  plan: TrialPlan,
): Promise<number> {
  const { host, files, shape } = boundary;
  const table = tableOf(boundary, before);
  const slot = freeSlot(table?.confirmed.judge ?? 'fallback_open');
  const { policy } = candidate;
  await host.write(files.candidate, candidate.file);
  await journal.append({
    event: 'load',
    policy,
    slot: `enforce${slot}`,
    file: sha256(candidate.file),
    seconds: plan.confirmWithin,
    replaces: namedPolicy(table),
    change: plan.change,
  });
  try {
    await loadText(host, 'the candidate cannot be loaded', prepareTransaction(table, candidate.candidate));
    const prepared = await listKernel(host, shape);
    requireProof(candidate.prove(prepared.listing, `enforce${slot}`), 'in the kernel');
    if (table === null) await plan.listen();
    return await beginTrial(boundary, journal, prepared, candidate, plan);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // What went wrong first is what is told; a candidate that stays on trial because of it goes by itself.
    await endTrial(boundary, journal, { policy, how: 'failed', reason }).catch(() => undefined);
    throw cause;
  }
}

/** What judges in a table, null where that has no name. */
export function namedPolicy(table: RunningTable | null): AppliedPolicy | null {
  const policy = table?.confirmed.policy ?? null;
  return policy === null ? null : { model: policy.model, revision: policy.revision };
}

async function beginTrial(
  boundary: Boundary,
  journal: ApplyJournal,
  prepared: Kernel,
  { candidate, policy }: CandidateExport,
  { confirmWithin: seconds, fallback }: TrialPlan,
): Promise<number> {
  const ready = tableOf(boundary, prepared);
  if (ready === null) throw changedMeanwhile(boundary);
  const { confirmed } = ready;
  const judge = `enforce${freeSlot(confirmed.judge)}` as const;
  const request = {
    shape: boundary.shape,
    confirmed,
    translates: ready.translation !== null,
    policy: candidate.policy,
    seconds,
    fallback,
    replacing: 'handles',
  } as const;
  await loadText(boundary.host, 'the candidate cannot be put on trial', trialTransaction(request));
  const after = await listKernel(boundary.host, boundary.shape);
  const table = after.running.kind === 'table' ? after.running : null;
  const known = fingerprint(prepared.listing, judge, boundary.shape);
  if (
    table?.trial?.judge !== judge ||
    table.trial.left === null ||
    fingerprint(after.listing, judge, boundary.shape) !== known
  )
    throw changedMeanwhile(boundary);
  const isFirst = confirmed.judge === 'fallback_open';
  const before = isFirst ? fallback : confirmed.judge;
  const isSame =
    isFirst ||
    fingerprint(after.listing, before, boundary.shape) === fingerprint(prepared.listing, before, boundary.shape);
  if (table.confirmed.judge !== before || !isSame) throw changedMeanwhile(boundary);
  const until = new Date((boundary.now() + table.trial.left) * 1000).toISOString();
  await journal.append({ event: 'trial', policy, slot: judge, fingerprint: known, until });
  return table.trial.left;
}

function changedMeanwhile({ host, shape }: Boundary): PlatformError {
  return new PlatformError(
    'boundary/changed',
    `somebody else changed the table ${shape.table} on ${host.name} in the meantime; the trial was ended`,
  );
}
