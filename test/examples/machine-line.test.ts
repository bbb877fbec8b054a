/** The exports of the example of a machine behind NAT, as their readers see them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const plant = path.join(import.meta.dirname, '../../examples/plants/machine-line');

test('writes its ruleset, manifest and residual report as before', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-machine-line-'));
  try {
    const { exitCode } = await runCli(['export', '--boundary', 'fw-packer-1', '-o', folder], { cwd: plant });
    expect(exitCode).toBe(0);
    const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    const { revision } = JSON.parse(read('fw-packer-1.manifest.json')) as { readonly revision: string | null };
    for (const name of ['fw-packer-1.nft', 'fw-packer-1.manifest.json', 'fw-packer-1.residual.md'])
      await expect(read(name).replaceAll(revision ?? 'none', 'REVISION')).toMatchFileSnapshot(
        `../exporters/golden/${name}`,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
