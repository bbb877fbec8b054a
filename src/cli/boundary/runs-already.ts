/** Whether a policy is the confirmed one already, in the kernel and in the file for the next boot. */
import { type ApplyJournal, sha256 } from './apply-journal.ts';
import type { CandidateExport } from './candidate-export.ts';
import type { Kernel } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';
import { objection } from './require-proof.ts';
import { hashOf, tableOf } from './settle.ts';

export type Standing =
  /** It judges, exactly as it was granted. */
  | { readonly kind: 'same' }
  /** It was loaded, and somebody has changed it. */
  | { readonly kind: 'drifted'; readonly note: string }
  | { readonly kind: 'other' };

export function runsAlready(boundary: Boundary, kernel: Kernel, { policy, prove }: CandidateExport): Standing {
  const table = tableOf(boundary, kernel);
  if (table === null || table.confirmed.policy?.model !== policy.model) return { kind: 'other' };
  const proof = prove(kernel.listing, table.confirmed.judge);
  if (proof.kind === 'equal') return { kind: 'same' };
  return { kind: 'drifted', note: `what runs is no longer what was loaded: ${objection(proof)}` };
}

/** Whether the next boot loads a policy, by the file that was recorded when it was confirmed. */
export async function bootsInto({ host, files }: Boundary, journal: ApplyJournal, model: string): Promise<boolean> {
  const confirmed = journal.confirmed();
  return confirmed?.policy.model === model && (await hashOf(host, files.boot)) === confirmed.file;
}

/** Makes the next boot load what runs, as it does after a confirmation; a table loaded by hand has no such file. */
export async function repairBootFile(
  boundary: Boundary,
  journal: ApplyJournal,
  { file, policy }: CandidateExport,
): Promise<readonly string[]> {
  const { host, files } = boundary;
  if (await bootsInto(boundary, journal, policy.model)) return [];
  await host.write(files.boot, file);
  await journal.append({ event: 'confirm', policy, file: sha256(file) });
  return [`the next boot loads it from ${files.boot}, which did not hold it`];
}
