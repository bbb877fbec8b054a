/**
 * Makes the policy on trial the confirmed one. The kernel comes first, then the file for the next boot: a power failure in
 * between boots the policy that was confirmed before.
 */
import { fingerprint } from '../../exporters/nftables/running/fingerprint.ts';
import type { RunningTable } from '../../exporters/nftables/running/running-table.ts';
import { confirmTransaction } from '../../exporters/nftables/running/transactions.ts';
import type { ConfirmReport } from '../../model/apply-report.ts';
import { NftError } from '../../platform/nft/nft-error.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { Pending } from './apply-journal.ts';
import { namedPolicy } from './apply-policy.ts';
import { listKernel, loadText } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';
import { bootsInto } from './runs-already.ts';
import { clean, finishConfirm, hashOf, type Settled, settle, tableOf } from './settle.ts';

export async function confirmTrial(boundary: Boundary): Promise<ConfirmReport> {
  const settled = await settle(boundary, 'refuse');
  const { table, pending, journal, notes } = settled;
  const head = { schema: 'zonewright/confirm/v1', boundary: boundary.id, host: boundary.host.name } as const;
  const { boot } = boundary.files;
  if (table?.trial == null) {
    await requireConfirmed(boundary, settled);
    return { ...head, outcome: 'already', policy: namedPolicy(table), boot, notes };
  }
  const known = await requireProven(boundary, settled, table, pending);
  await confirmInKernel(boundary, table);
  if (!(await finishConfirm(boundary, journal, known)))
    throw new PlatformError(
      'boundary/boot',
      `it is confirmed, but its file is lost; apply it again so that ${boot} has it`,
    );
  await clean(boundary, await listKernel(boundary.host, boundary.shape));
  return { ...head, outcome: 'confirmed', policy: known.load.policy, boot, notes };
}

/** Nothing is on trial: that is fine as long as the last that was done was to confirm what runs. */
async function requireConfirmed(boundary: Boundary, { table, journal, notes }: Settled): Promise<void> {
  const policy = namedPolicy(table);
  const isLast = journal.last()?.event === 'confirm';
  if (isLast && policy !== null && (await bootsInto(boundary, journal, policy.model))) return;
  const found = `nothing is on trial at ${boundary.id} on ${boundary.host.name}, so nothing was confirmed`;
  throw new PlatformError('boundary/no-trial', [...notes, `${found}; run \`zonewright apply\` again`].join('; '));
}

async function requireProven(
  { host, files, shape }: Boundary,
  { kernel }: Settled,
  { trial }: RunningTable,
  pending: Pending | null,
): Promise<Pending> {
  const refuse = (why: string): PlatformError =>
    new PlatformError('boundary/unproven', `nothing was confirmed: ${why}; end the trial with \`zonewright rollback\``);
  if (pending === null) throw refuse(`${files.log} knows nothing of the trial`);
  if (pending.trial === null) throw refuse('`zonewright apply` was interrupted before it had proven the policy');
  if (trial === null || fingerprint(kernel.listing, trial.judge, shape) !== pending.trial.fingerprint)
    throw refuse(`somebody has changed the candidate on ${host.name} since it was proven`);
  if ((await hashOf(host, files.candidate)) !== pending.load.file)
    throw refuse(`${files.candidate} is not the file that was applied`);
  return pending;
}

async function confirmInKernel(boundary: Boundary, table: RunningTable): Promise<void> {
  try {
    await loadText(boundary.host, 'the policy cannot be confirmed', confirmTransaction(table));
  } catch (cause) {
    if (!(cause instanceof NftError)) throw cause;
    const now = tableOf(boundary, await listKernel(boundary.host, boundary.shape));
    if (now?.trial?.judge === table.trial?.judge && now?.trial?.left != null) throw cause;
    throw new PlatformError('boundary/no-trial', 'the trial ended a moment ago, so nothing was confirmed', { cause });
  }
}
