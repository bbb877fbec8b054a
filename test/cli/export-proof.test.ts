/** An export whose text says something else than the policy is not written, whatever else was asked for. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as Text from '../../src/exporters/nftables/text.ts';
import { runCli } from '../support/run-cli.ts';
import { type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

const mistake = vi.hoisted(() => ({ change: (text: string): string => text }));

// The mistake is planted where the text is written; everything behind it is real.
vi.mock('../../src/exporters/nftables/text.ts', async (original) => {
  const { writeNftables } = await original<typeof Text>();
  return { writeNftables: (...args: Parameters<typeof writeNftables>) => mistake.change(writeNftables(...args)) };
});

let plant: TemporaryPlant;

beforeEach(() => {
  plant = temporaryPlant();
  mistake.change = (text) => text;
});

afterEach(() => plant.remove());

const exportTo = (...more: string[]) =>
  runCli(['export', '--boundary', 'fw', '-o', 'out', ...more], { cwd: plant.folder });

test('says that the export was read back, and writes it into the manifest', async () => {
  const { stderr } = await exportTo();
  expect(stderr).toMatch(/^fw: read back, and equal to the policy: \d+ grants, \d+ rules, \d+ elements$/m);
  const manifest = JSON.parse(readFileSync(path.join(plant.folder, 'out', 'fw.manifest.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({ proof: { parseBack: 'equal' } });
});

test.each([
  ['a wrong port', (text: string) => text.replace(/(tcp \. )502 /, '$1503 '), /tcp 503, at .*: passes although nobody/],
  [
    'an unknown statement',
    (text: string) => text.replace('goto judge\n', 'notrack\n'),
    /line \d+, column \d+: expected/,
  ],
])('writes nothing for %s, shows it, and exits 2', async (_, change, shown) => {
  mistake.change = change;
  for (const more of [[], ['--format', 'json']]) {
    const { exitCode, stdout, stderr } = await exportTo(...more);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(shown);
    expect(stderr).toContain('fw: internal error: ');
    expect(existsSync(path.join(plant.folder, 'out'))).toBe(false);
  }
});
