/** An apply of what is on trial already: proves it if an earlier command could not, and leaves its time as it is. */
import { fingerprint } from '../../exporters/nftables/running/fingerprint.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { CandidateExport } from './candidate-export.ts';
import { endTrial } from './end-trial.ts';
import type { Boundary } from './open-boundary.ts';
import { requireProof } from './require-proof.ts';
import type { Settled } from './settle.ts';

/** Gives the seconds that are left. Throws when something else is on trial. */
export async function joinTrial(
  boundary: Boundary,
  { kernel, table, pending, journal }: Settled,
  { policy, prove }: CandidateExport,
): Promise<number> {
  const trial = table?.trial ?? null;
  if (trial === null || trial.left === null) return 0;
  if (trial.policy?.model !== policy.model || pending === null)
    throw new PlatformError(
      'boundary/on-trial',
      `model ${trial.policy?.model ?? 'without a name'} is on trial at ${boundary.id} for another ${trial.left} s; ` +
        '`zonewright confirm` or `zonewright rollback` it first',
    );
  if (pending.trial !== null) return trial.left;
  try {
    requireProof(prove(kernel.listing, trial.judge), 'in the kernel');
  } catch (cause) {
    await endTrial(boundary, journal, { policy, how: 'failed', reason: String(cause) });
    throw cause;
  }
  const until = new Date((boundary.now() + trial.left) * 1000).toISOString();
  const known = fingerprint(kernel.listing, trial.judge, boundary.shape);
  await journal.append({ event: 'trial', policy, slot: trial.judge, fingerprint: known, until });
  return trial.left;
}
