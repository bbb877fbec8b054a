/** Ends a trial at once, whatever else is wrong with the table, and puts that on record. */
import { flushTrial, rollbackTransaction } from '../../exporters/nftables/running/transactions.ts';
import type { AppliedPolicy, EndRecord } from '../../model/apply-log.ts';
import type { ApplyJournal } from './apply-journal.ts';
import { listKernel, loadText } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';
import { clean } from './settle.ts';

export interface TrialEnd {
  readonly policy: AppliedPolicy;
  readonly how: EndRecord['how'];
  readonly reason: string | null;
}

/** The kernel first: a log that cannot be written must not keep a candidate judging. */
export async function endTrial(boundary: Boundary, journal: ApplyJournal, end: TrialEnd): Promise<void> {
  await stopJudging(boundary);
  await journal.append({ event: 'end', ...end });
  await boundary.host.remove(boundary.files.candidate);
}

/** Makes what is confirmed judge again, and removes the candidate. */
export async function stopJudging(boundary: Boundary): Promise<void> {
  const { host, shape } = boundary;
  const { running, listing } = await listKernel(host, shape);
  const text = running.kind === 'table' ? rollbackTransaction(running) : flushTrial(listing, shape);
  if (text !== '') await loadText(host, 'the trial cannot be ended', text);
  await clean(boundary, await listKernel(host, shape));
}
