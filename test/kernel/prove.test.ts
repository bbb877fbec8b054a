/** Law 5: the kernel does what the policy says, for every probe, at every boundary that the tests know. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { ProveReport } from '../../src/model/prove.ts';
import {
  type BoundaryCase,
  boundaryCase,
  functionCase,
  scopedCase,
  wideningCase,
} from '../support/arbitrary-boundary.ts';
import { requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { packetTest } from '../support/kernel.ts';
import { createProbeCount, findingsOf, nothingWrong, prepareTrial, tryOut } from '../support/lab.ts';
import { manyZones } from '../support/many-zones.ts';
import { runCli } from '../support/run-cli.ts';
import { seedOf } from '../support/seed.ts';

const seed = seedOf(process.env);
const plants = path.join(import.meta.dirname, '../../examples/plants');

/** Boundaries of the example plants whose dialect is nftables. */
const examples = readdirSync(plants).flatMap((plant) => {
  const { boundaries = {} } = parse(readFileSync(path.join(plants, plant, 'plant.yaml'), 'utf8')) as {
    readonly boundaries?: Readonly<Record<string, { readonly dialect: string }>>;
  };
  return Object.entries(boundaries).flatMap(([id, { dialect }]) =>
    dialect === 'nftables' ? [[plant, id] as const] : [],
  );
});

packetTest('there are boundaries among the examples', () => {
  expect(examples.length).toBeGreaterThan(2);
});

for (const [plant, boundary] of examples)
  packetTest(`\`zonewright prove\` finds nothing wrong at ${boundary} of the example ${plant}`, async () => {
    const args = ['prove', '--plant', plant, '--boundary', boundary, '--probes', '20000', '--format', 'json'];
    const { exitCode, stdout, stderr } = await runCli(args, { cwd: plants });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const report = JSON.parse(stdout) as ProveReport;
    const { packets, probes, mismatches, perSecond, perProcessorSecond, counters } = report.summary;
    process.stdout.write(
      `kernel lab: ${boundary} of ${plant}: ${packets} packets of ${probes} conversations, ${mismatches} mismatches, ${perSecond} packets a second, ${perProcessorSecond} a second of processor time\n`,
    );
    expect(report).toMatchObject({ mismatches: [], miscounted: [], summary: { probes: 20_000, mismatches: 0 } });
    expect(packets).toBeGreaterThan(100_000);
    expect(counters).toBeGreaterThan(0);
    for (const { tried, of } of report.coverage) expect(tried).toBe(of);
    for (const phase of report.phases.slice(0, 5)) expect(phase.passed, phase.name).toBeGreaterThan(100);
  });

for (const [name, each] of Object.entries(goldenBoundaries))
  packetTest(`the kernel does what the policy says at the golden boundary ${name}`, async () => {
    const trial = prepareTrial(requestOf(each), 10_000, seed);
    const run = await tryOut(trial);
    const count = createProbeCount();
    count.add(trial, run);
    count.print(`golden boundary ${name}`);
    expect(findingsOf(run)).toEqual(nothingWrong);
    expect(run.phases).toHaveLength(['functions', 'writes'].includes(name) ? 10 : 9);
    for (const phase of run.phases.filter((each) => each.name === 'functions'))
      expect(Math.min(phase.passed, phase.dropped)).toBeGreaterThan(100);
    for (const { tried, of } of trial.prepared.drawn.coverage) expect(tried).toBe(of);
  });

packetTest('the kernel does what the policy says while vendor sessions are open', async () => {
  const each = goldenBoundaries['sessions'];
  if (each === undefined) throw new Error('no such boundary');
  const ids = each.plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : []));
  expect(ids.length).toBeGreaterThan(1);
  const passed: number[] = [];
  for (const open of [[], ids.slice(0, 1), ids]) {
    const run = await tryOut(prepareTrial(requestOf(each), 3_000, seed, open));
    expect(findingsOf(run)).toEqual(nothingWrong);
    passed.push(run.phases.find(({ name }) => name === 'first packets')?.passed ?? 0);
  }
  expect(passed[1]).toBeGreaterThan(passed[0] ?? 0);
  expect(passed[2]).toBeGreaterThan(passed[1] ?? 0);
});

/** Random boundaries of a kind, some at a time; at least so many of all of them must open something. */
function tryAll(what: string, cases: readonly BoundaryCase[], opening: number): void {
  const atATime = 8;
  let opened = 0;
  for (let start = 0; start < cases.length; start += atATime) {
    const end = Math.min(start + atATime, cases.length);
    packetTest(`the kernel does what the policy says at ${what}, ${start + 1} to ${end}`, async () => {
      const count = createProbeCount();
      // Beside one another, since opening and closing a namespace is mostly waiting.
      const tried = cases.slice(start, end).map(async (each, index) => {
        const trial = prepareTrial(requestOf(each), 2_500, seed + start + index);
        return { trial, run: await tryOut(trial) };
      });
      for (const [index, { trial, run }] of (await Promise.all(tried)).entries()) {
        count.add(trial, run);
        expect({ case: start + index, ...findingsOf(run) }).toEqual({ case: start + index, ...nothingWrong });
        if (run.phases.some((phase) => phase.name === 'first packets' && phase.passed > 0)) opened += 1;
      }
      count.print(`${what}, ${start + 1} to ${end}`, 'beside others');
      if (end === cases.length) expect(opened).toBeGreaterThanOrEqual(opening);
    });
  }
}

tryAll('random boundaries', fc.sample(boundaryCase, { seed, numRuns: 40 }), 10);
tryAll('random boundaries with windows that are widened', fc.sample(wideningCase, { seed: seed + 1, numRuns: 16 }), 3);
tryAll('random boundaries with functions', fc.sample(functionCase, { seed: seed + 3, numRuns: 20 }), 5);
tryAll('random boundaries where two scopes share addresses', fc.sample(scopedCase, { seed: seed + 2, numRuns: 16 }), 3);

packetTest('the kernel does what the policy says at a boundary of 1,000 zones', async () => {
  const trial = prepareTrial(requestOf(manyZones(1_000, 40, 6_000)), 60_000, seed);
  const run = await tryOut(trial);
  const count = createProbeCount();
  count.add(trial, run);
  count.print('1,000 zones, 6,000 grants');
  expect(findingsOf(run)).toEqual(nothingWrong);
  expect(run.counters).toBeGreaterThan(4_000);
});
