/** `zonewright apply`, `confirm` and `drift` as programs at the bridge of the example. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { openBridge, packetTest } from '../support/kernel.ts';

const root = path.join(import.meta.dirname, '../..');

packetTest('a bridge is unfiltered, gets its policy on trial, keeps it, and has no drift', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-bridge-'));
  const bridge = await openBridge(['ctl0', 'drv0', 'axs0', 'bay0']);
  const plant = path.join(root, 'examples/plants/profinet-cell');
  const at = (...args: readonly string[]) =>
    bridge.attempt(
      [
        ...['env', '-C', plant, process.execPath, path.join(root, 'src/cli/main.ts')],
        ...[...args, '--boundary', 'br-press', '--state', folder],
      ],
      '',
    );
  try {
    const before = await at('drift');
    expect(before).toMatchObject({ code: 1, stdout: expect.stringContaining('drift/unfiltered') as string });
    const applied = await at('apply');
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringMatching(/on trial for \d+ s/) as string });
    // A bridge has no connections to get to know.
    expect(applied.stderr).not.toContain('getting to know');
    expect(await at('confirm')).toMatchObject({ code: 0, stdout: expect.stringContaining('is confirmed') as string });
    expect(await at('drift')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^br-press: what passes is what the plant says/) as string,
    });
    expect(await at('rollback')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing is on trial') as string,
    });
  } finally {
    bridge.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
