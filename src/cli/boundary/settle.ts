/**
 * Brings a boundary into order before a command does its own work: what an interrupted command left undone is done, a trial
 * that has ended is recorded, and what no packet reaches is removed.
 */
import type { RunningTable } from '../../exporters/nftables/running/running-table.ts';
import { cleanTransaction, repairTransaction } from '../../exporters/nftables/running/transactions.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { type ApplyJournal, openJournal, type Pending, sha256 } from './apply-journal.ts';
import { type Kernel, listKernel, loadText } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';

export interface Settled {
  readonly kernel: Kernel;
  /** Null when no table of ours is loaded. */
  readonly table: RunningTable | null;
  readonly journal: ApplyJournal;
  /** What is on trial now by the log; null when nothing is. */
  readonly pending: Pending | null;
  /** What was found and done, for the person who asked. */
  readonly notes: readonly string[];
}

/** `changes`: what becomes of rules that somebody else has put into the chain `forward`. */
export async function settle(boundary: Boundary, changes: 'refuse' | 'remove'): Promise<Settled> {
  const journal = await openJournal(boundary);
  const listed = await listKernel(boundary.host, boundary.shape);
  const { found, notes } = changes === 'remove' ? await repair(boundary, listed) : { found: listed, notes: [] };
  const table = tableOf(boundary, found);
  const pending = journal.pending();
  if (pending !== null && !isOnTrial(table, pending)) notes.push(await close(boundary, journal, table, pending));
  const kernel = await clean(boundary, found);
  return { kernel, table: tableOf(boundary, kernel), journal, pending: journal.pending(), notes };
}

/** The table of ours. Throws when somebody has changed it so that nothing is known of it. */
export function tableOf({ host, files, shape }: Boundary, { running }: Kernel): RunningTable | null {
  if (running.kind === 'table') return running;
  if (running.kind === 'absent') return null;
  throw new PlatformError(
    'boundary/changed',
    `the table ${shape.table} on ${host.name} was changed by somebody else: ${running.why}; ` +
      `\`nft -f ${files.boot}\` there loads the confirmed policy again, if there is one`,
  );
}

/** Said where rules of somebody else are removed. */
export const foreignRules =
  'the chain forward had rules of somebody else, which are removed: only the policy decides there';

async function repair(
  { host, shape }: Boundary,
  found: Kernel,
): Promise<{ readonly found: Kernel; readonly notes: string[] }> {
  const { running } = found;
  if (running.kind !== 'changed' || running.without === null) return { found, notes: [] };
  await loadText(host, 'the chain forward cannot be put right', repairTransaction(running.without));
  return { found: await listKernel(host, shape), notes: [foreignRules] };
}

/** Removes what no packet reaches. */
export async function clean({ host, shape }: Boundary, kernel: Kernel): Promise<Kernel> {
  const text = kernel.running.kind === 'table' ? cleanTransaction(kernel.running) : null;
  if (text === null) return kernel;
  await loadText(host, 'what is left of an earlier policy cannot be removed', text);
  return listKernel(host, shape);
}

/**
 * The last steps of confirming: what the next boot loads, and the record. Each may have been done already. False when the
 * file for the next boot is lost.
 */
export async function finishConfirm(
  { host, files }: Boundary,
  journal: ApplyJournal,
  { load: { policy, file } }: Pending,
): Promise<boolean> {
  if ((await hashOf(host, files.candidate)) === file) await host.move(files.candidate, files.boot);
  if ((await hashOf(host, files.boot)) !== file) {
    await journal.append({ event: 'end', policy, how: 'failed', reason: 'it is confirmed, and its file is lost' });
    return false;
  }
  await journal.append({ event: 'confirm', policy, file });
  return true;
}

/** SHA-256 of a file, null when there is none. */
export async function hashOf(host: Boundary['host'], file: string): Promise<string | null> {
  const bytes = await host.read(file);
  return bytes === null ? null : sha256(bytes);
}

function isOnTrial(table: RunningTable | null, { load }: Pending): boolean {
  const trial = table?.trial ?? null;
  return (
    trial !== null && trial.left !== null && trial.judge === load.slot && trial.policy?.model === load.policy.model
  );
}

async function close(
  boundary: Boundary,
  journal: ApplyJournal,
  table: RunningTable | null,
  pending: Pending,
): Promise<string> {
  const { policy, slot } = pending.load;
  const name = `model ${policy.model}`;
  const confirmed = table?.confirmed;
  if (confirmed?.judge === slot && confirmed.policy?.model === policy.model) {
    return (await finishConfirm(boundary, journal, pending))
      ? `${name} was being confirmed when a command was interrupted; that is done now`
      : `${name} is confirmed, but its file is lost: apply it again, or the next boot loads another policy`;
  }
  const how = table?.trial?.judge === slot ? 'expired' : 'not-running';
  await boundary.host.remove(boundary.files.candidate);
  await journal.append({ event: 'end', policy, how, reason: null });
  return how === 'expired'
    ? `the trial of ${name} ended without being confirmed`
    : `${name} was loaded or about to be, and is not on trial: a command was interrupted, or the host was started again`;
}
