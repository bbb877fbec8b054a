/** A router whose table is changed step by step, as `apply` and `confirm` do, without the steps around it. */
import { nftables } from '../../src/exporters/nftables/nftables.ts';
import { readBackNftListing } from '../../src/exporters/nftables/read-back.ts';
import { candidateOf } from '../../src/exporters/nftables/running/candidate.ts';
import { type Running, type RunningTable, readRunning } from '../../src/exporters/nftables/running/running-table.ts';
import type { Fallback } from '../../src/exporters/nftables/running/slot.ts';
import { routerShape } from '../../src/exporters/nftables/running/table-shape.ts';
import {
  cleanTransaction,
  confirmTransaction,
  prepareTransaction,
  rollbackTransaction,
  trialTransaction,
} from '../../src/exporters/nftables/running/transactions.ts';
import { type ProofResult, proveExport } from '../../src/exporters/proof/prove.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { exportedOnce, requestOf } from './export-request.ts';
import type { Router } from './kernel.ts';
import { until } from './until.ts';

export async function listTable(router: Router): Promise<string> {
  return router.run(['nft', '--json', '--handle', 'list', 'ruleset'], '', { TZ: 'UTC' });
}

export async function runningAt(router: Router): Promise<Running> {
  return readRunning(await listTable(router));
}

/** The table, which must be one that this program leaves. */
export async function tableAt(router: Router): Promise<RunningTable> {
  const running = await runningAt(router);
  if (running.kind !== 'table') throw new Error(JSON.stringify(running));
  return running;
}

export async function load(router: Router, text: string): Promise<void> {
  await router.run(['nft', '-f', '-'], text);
}

/** Puts a policy on trial. */
export async function tryOut(
  router: Router,
  each: BoundaryCase,
  seconds: number,
  fallback: Fallback = 'fallback_open',
): Promise<void> {
  await clean(router);
  const found = await runningAt(router);
  const candidate = candidateOf(requestOf(each));
  await load(router, prepareTransaction(found.kind === 'table' ? found : null, candidate));
  const { confirmed, translation } = await tableAt(router);
  const translates = translation !== null;
  const { policy } = candidate;
  await load(
    router,
    trialTransaction({ shape: routerShape, confirmed, translates, policy, seconds, fallback, replacing: 'handles' }),
  );
}

export async function confirm(router: Router): Promise<void> {
  await load(router, confirmTransaction(await tableAt(router)));
}

export async function rollBack(router: Router): Promise<void> {
  await load(router, rollbackTransaction(await tableAt(router)));
}

/**
 * Waits until the kernel itself has ended the trial, of which only the last second is left to run: on a slow machine
 * whatever a test does before has all the time of the trial.
 */
export async function letTrialEnd(router: Router): Promise<void> {
  const set = 'element inet zonewright trial';
  await load(router, `delete ${set} { ipv4, ipv6 }\nadd ${set} { ipv4 timeout 1s, ipv6 timeout 1s }\n`);
  await until(async () => ((await tableAt(router)).trial?.left ?? null) === null);
}

/** Removes what is left over. */
export async function clean(router: Router): Promise<void> {
  const running = await runningAt(router);
  const text = running.kind === 'table' ? cleanTransaction(running) : null;
  if (text !== null) await load(router, text);
}

/** Whether what judges is what a case's grants say. */
export async function judges(router: Router, each: BoundaryCase): Promise<ProofResult> {
  const read = readBackNftListing(await listTable(router));
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  const { request, result } = exportedOnce(each);
  return proveExport(request, nftables.capabilities, result.residual, read.value);
}
