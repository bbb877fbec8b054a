/**
 * Lowering 2,000 Rego grants of five conditions each over 2,000 assets: seconds and peak memory, first with nothing kept
 * and then in a new process when nothing changed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkSources } from '../../src/compiler/compile.ts';
import { keepAnswers } from '../../src/compiler/rego/keep-answers.ts';
import { lowerAllowlists } from '../../src/compiler/rego/lower/lower-allowlists.ts';
import type { RegoCompiler } from '../../src/compiler/rego/port.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { openMemo } from '../../src/platform/open-memo.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { digits, row } from '../measure.ts';
import { regoPlant } from '../rego-plant.ts';

const [kept] = process.argv.slice(2);
const cache = kept ?? mkdtempSync(path.join(tmpdir(), 'zonewright-bench-'));
try {
  await measure(kept === undefined ? 'cold' : 'warm');
  if (kept === undefined) {
    const again = spawnSync(process.execPath, [import.meta.filename, cache], { stdio: 'inherit' });
    process.exitCode = again.status ?? 1;
  }
} finally {
  if (kept === undefined) rmSync(cache, { recursive: true, force: true });
}

async function measure(run: 'cold' | 'warm'): Promise<void> {
  const opened = performance.now();
  const memo = openMemo({ ZONEWRIGHT_CACHE: cache }, import.meta.dirname);
  if (memo === null) throw new Error('there is no memo');
  const opening = seconds(opened);
  const sources = regoPlant(2000);
  const options = { now: 1_800_000_000, dialects: ['nftables'], revision: null, runtime: loadPolicy };
  const compiler = await openRegoCompiler({});
  const times = { partial: 0 };
  const checkStarted = performance.now();
  const remembering = keepAnswers(compiler, memo);
  const { value, diagnostics } = await checkSources(sources, readShippedFiles(), options, remembering);
  if (diagnostics.length > 0) throw new Error(`the plant is not clean: ${JSON.stringify(diagnostics[0])}`);
  const checking = seconds(checkStarted);
  const { plan, catalogue } = value;
  const started = performance.now();
  const lowered = await lowerAllowlists(plan, sources.rego, catalogue, timed(compiler, times), memo);
  const total = seconds(started);
  const peak = `peak ${digits(process.resourceUsage().maxRSS / 1024)} MiB`;
  if (run === 'warm') {
    row('nothing changed, in a new process', `${digits(opening + total)} s (limit 0.5 s)`, peak);
    row('  of which opening the memo', `${digits(opening)} s`);
    row('  checking YAML and Rego before', `${digits(checking)} s`);
    return;
  }
  row('plant', `${plan.zones.length} zones, ${plan.assets.length} assets, ${plan.conduits.length} zone pairs`);
  row('lowered', `${lowered.grants.length} grants, ${lowered.guards.length} guards`);
  row('partial evaluation', `${digits(times.partial)} s`);
  row('checking Rego and tabulation', `${digits(total - times.partial)} s`);
  row('cold', `${digits(total)} s (limit 15 s)`, peak);
}

function timed(compiler: RegoCompiler, times: { partial: number }): Pick<RegoCompiler, 'check' | 'partial'> {
  return {
    check: compiler.check,
    partial: async (request) => {
      const started = performance.now();
      const answer = await compiler.partial(request);
      times.partial += seconds(started);
      return answer;
    },
  };
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}
