/** Ends the trial of a policy by command. */
import type { RollbackReport } from '../../model/apply-report.ts';
import { openJournal } from './apply-journal.ts';
import { namedPolicy } from './apply-policy.ts';
import { stopJudging } from './end-trial.ts';
import { listKernel } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';
import { settle } from './settle.ts';

/** The kernel first, so that neither a damaged log nor a changed table keeps a candidate judging. */
export async function rollBack(boundary: Boundary): Promise<RollbackReport> {
  const { id, host, files, shape } = boundary;
  const { running } = await listKernel(host, shape);
  const trial = running.kind === 'table' ? running.trial : null;
  const wasOnTrial = running.kind === 'changed' || (trial !== null && trial.left !== null);
  if (wasOnTrial) await stopJudging(boundary);
  const policy = trial?.policy == null ? null : { model: trial.policy.model, revision: trial.policy.revision };
  if (wasOnTrial && policy !== null) {
    const journal = await openJournal(boundary);
    await journal.append({ event: 'end', policy, how: 'rolled-back', reason: null });
    await host.remove(files.candidate);
  }
  const { table, notes } = await settle(boundary, 'refuse');
  return {
    schema: 'zonewright/rollback/v1',
    boundary: id,
    host: host.name,
    outcome: wasOnTrial ? 'rolled-back' : 'nothing',
    policy: wasOnTrial ? policy : null,
    confirmed: namedPolicy(table),
    notes,
  };
}
