/** What a candidate would change at a boundary, and whether its kernel takes it: everything before anything is changed. */
import { otherHooks } from '../../exporters/nftables/running/other-hooks.ts';
import type { JudgeRule } from '../../exporters/nftables/running/running-table.ts';
import { type Fallback, freeSlot, isFallback } from '../../exporters/nftables/running/slot.ts';
import { prepareTransaction, trialTransaction } from '../../exporters/nftables/running/transactions.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { CandidateExport } from './candidate-export.ts';
import { checkText, type Kernel } from './host-nft.ts';
import type { Boundary } from './open-boundary.ts';
import { rehearse } from './rehearse.ts';
import { requireProof } from './require-proof.ts';
import { tableOf } from './settle.ts';

export interface Examined {
  /** Null where there is nothing to compare with; a note says so. */
  readonly change: PolicyChange | null;
  readonly notes: readonly string[];
}

/** `interfaces`: those of the boundary. */
export async function examine(
  boundary: Boundary,
  kernel: Kernel,
  candidate: CandidateExport,
  { interfaces, fallback }: { readonly interfaces: readonly string[]; readonly fallback: Fallback },
): Promise<Examined> {
  const { host } = boundary;
  const table = tableOf(boundary, kernel);
  const confirmed: JudgeRule = table?.confirmed ?? { judge: 'fallback_open', handle: 0, policy: null };
  const isFirst = isFallback(confirmed.judge);
  const change = isFirst ? null : candidate.compare(kernel.listing, confirmed);
  const prepare = prepareTransaction(table, candidate.candidate);
  const { policy } = candidate.candidate;
  const translates = candidate.candidate.translates || (table !== null && table.translation !== null);
  const { shape } = boundary;
  const trial = trialTransaction({
    shape,
    confirmed,
    translates,
    policy,
    seconds: 60,
    fallback,
    replacing: 'flush',
  });
  const copy = table === null ? '' : await copyOf(boundary);
  const rehearsal = await rehearse(host, candidate.file, `${copy}${prepare}${trial}`);
  if (rehearsal.status === 'done')
    requireProof(
      candidate.prove(rehearsal.listing, `enforce${freeSlot(confirmed.judge)}`),
      'in a throw-away namespace',
    );
  await checkText(host, '`nft --check` refuses the candidate, so nothing was changed', prepare);
  const others = otherHooks(kernel.listing, shape);
  return {
    change: typeof change === 'string' ? null : change,
    notes: [
      ...(typeof change === 'string' ? [`what opens and closes is not told: ${change}`] : []),
      ...(isFirst ? [firstWords(confirmed.judge === 'fallback_open' ? fallback : confirmed.judge)] : []),
      ...(rehearsal.status === 'done'
        ? ['rehearsed in a throw-away namespace, and proven there']
        : [`not rehearsed in a throw-away namespace: ${rehearsal.reason}`]),
      ...(others.length === 0
        ? []
        : [`tables of others see what is forwarded too, and may drop some: ${others.join(', ')}`]),
      ...(await missingInterfaces(boundary, interfaces)),
    ],
  };
}

function firstWords(fallback: Fallback): string {
  const after = fallback === 'fallback_open' ? 'everything passes as before' : 'nothing passes';
  return `this is the first policy of this boundary: unless it is confirmed, ${after} when its trial ends`;
}

/** The table as text, with its elements and what is left of their time. */
async function copyOf({ host, shape }: Boundary): Promise<string> {
  const { exitCode, stdout } = await host.run(['nft', 'list', 'table', ...shape.table.split(' ')]);
  if (exitCode !== 0)
    throw new PlatformError('nft/refused', `the table ${shape.table} on ${host.name} cannot be listed`);
  return stdout;
}

async function missingInterfaces({ host }: Boundary, interfaces: readonly string[]): Promise<readonly string[]> {
  const listed = await host.read('/proc/net/dev');
  if (listed === null) return [];
  const known = new Set(
    [
      ...Buffer.from(listed)
        .toString()
        .matchAll(/^\s*([^\s:]+):/gm),
    ].map((match) => match[1]),
  );
  const missing = interfaces.filter((name) => !known.has(name));
  if (missing.length === 0) return [];
  return [`${host.name} has no interface ${missing.join(', ')} now; nothing passes there until it does`];
}
