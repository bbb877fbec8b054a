/** Law 5 for bridges: the kernel does with frames what the policy says, and frames find what somebody has changed. */
import path from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { tryFrames } from '../../src/cli/try-frames.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { ProveReport } from '../../src/model/prove.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { bridgeCase } from '../support/arbitrary-bridge.ts';
import { bridgeRequest } from '../support/bridge-scene.ts';
import { goldenBridges } from '../support/golden-bridges.ts';
import { packetTest } from '../support/kernel.ts';
import { runCli } from '../support/run-cli.ts';
import { seedOf } from '../support/seed.ts';

const seed = seedOf(process.env);
const plants = path.join(import.meta.dirname, '../../examples/plants');

async function proveBridge(
  each: BoundaryCase,
  probes: number,
  change: (text: string) => string = (text) => text,
): Promise<ProveReport> {
  const request = bridgeRequest(each);
  const result = exportBoundary(request);
  const files = result.files.map((file) => ({ ...file, text: change(file.text) }));
  const now = Math.floor(Date.now() / 1000);
  const time = { from: now - 1, to: now + 120 };
  const tried = await tryFrames(request, { ...result, files }, { probes, seed, time, tell: () => undefined });
  if ('refused' in tried) throw new Error(tried.refused);
  return tried;
}

packetTest('`zonewright prove` finds nothing wrong with the bridge of the example', async () => {
  const args = ['prove', '--plant', 'profinet-cell', '--boundary', 'br-press', '--probes', '20000', '--format', 'json'];
  const { exitCode, stdout, stderr } = await runCli(args, { cwd: plants });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const report = JSON.parse(stdout) as ProveReport;
  expect(report).toMatchObject({
    mismatches: [],
    miscounted: [],
    summary: { probes: 20_000, mismatches: 0, grants: 7 },
  });
  expect(report.summary.counters).toBeGreaterThan(5);
  for (const { tried, of } of report.coverage) expect(tried).toBe(of);
  expect(report.phases.map(({ name }) => name)).toEqual([
    ...['no rules', 'inside', 'border', 'one thing else', 'at random', 'learning'],
  ]);
  for (const name of ['inside', 'one thing else']) {
    const { passed = 0, dropped = 0 } = report.phases.find((phase) => phase.name === name) ?? {};
    expect(Math.min(passed, dropped)).toBeGreaterThan(500);
  }
});

for (const [name, each] of Object.entries(goldenBridges))
  packetTest(`the kernel does what the policy says at the golden bridge ${name}`, async () => {
    const { mismatches, miscounted, phases, summary } = await proveBridge(each, 5_000);
    expect({ mismatches, miscounted }).toEqual({ mismatches: [], miscounted: [] });
    expect(summary.packets).toBeGreaterThanOrEqual(2 * (summary.probes - summary.leftOut));
    if (name !== 'nothing') expect(phases[1]?.passed).toBeGreaterThan(100);
  });

packetTest('the kernel does what the policy says at random bridges', async () => {
  let opened = 0;
  for (const [index, each] of fc.sample(bridgeCase, { seed, numRuns: 40 }).entries()) {
    const request = bridgeRequest(each);
    if (exportBoundary(request).files.length === 0) continue;
    const { mismatches, miscounted, phases } = await proveBridge(each, 1_000);
    expect({ index, mismatches, miscounted }).toEqual({ index, mismatches: [], miscounted: [] });
    if ((phases[1]?.passed ?? 0) > 0) opened += 1;
  }
  expect(opened).toBeGreaterThan(10);
});

/** What somebody does to the file, and the phases in which frames find it. */
const changes: readonly (readonly [what: string, change: (text: string) => string, phases: readonly string[]])[] = [
  ['an element less', (text) => text.replace(/^\t0x[0-9a-f]{8} \. 0x88b5 .*\n/m, ''), ['inside']],
  [
    'a head that is not looked at',
    (text) => text.replace(/(\t0x88b8 \. )0x[0-9a-f]+-0x[0-9a-f]+/, '$10x000000-0xffffff'),
    ['border', 'one thing else'],
  ],
  ['a head less', (text) => text.replace(/,\n\t0x88b8 \. 0x[0-9a-f]+-0x[0-9a-f]+ .*\n/, '\n'), ['inside']],
  [
    'a head that is taken for another',
    (text) => text.replace(/(0xfefe05 \. 0x00 : goto )heads_\d+/, '$1heads_1'),
    ['inside'],
  ],
  [
    'a rule in front',
    (text) => text.replace('\t\tgoto enforce ', '\t\tether type 0x8892 accept\n\t\tgoto enforce '),
    ['one thing else'],
  ],
  [
    'a source that is not held to its port',
    (text) => text.replace(/^.*meta mark \. iifname != @behind goto spoofed\n/m, ''),
    ['one thing else'],
  ],
  ['stolen addresses that are learnt', (text) => text.replace('\t\tether saddr vmap @home\n', ''), ['learning']],
];

for (const [what, change, phases] of changes)
  packetTest(`frames find ${what}`, async () => {
    const { cell } = goldenBridges;
    if (cell === undefined) throw new Error('there is no golden bridge cell');
    const text = exportBoundary(bridgeRequest(cell)).files[0]?.text ?? '';
    expect(change(text)).not.toBe(text);
    const report = await proveBridge(cell, 10_000, change);
    const wrong = report.phases.filter(({ mismatches }) => mismatches > 0).map(({ name }) => name);
    for (const phase of phases) expect(wrong).toContain(phase);
  });

packetTest('counters find an element that is named after another grant, which frames cannot', async () => {
  const { cell } = goldenBridges;
  if (cell === undefined) throw new Error('there is no golden bridge cell');
  const change = (text: string): string => text.replace(/(comment "conduit\/)\w+/, '$1elsewhere');
  const { mismatches, miscounted, summary } = await proveBridge(cell, 2_000, change);
  expect(mismatches).toEqual([]);
  expect(miscounted.map(({ grants }) => grants.split(' ')[0])).toContain('conduit/elsewhere');
  expect(summary.counters).toBeGreaterThan(miscounted.length);
});
