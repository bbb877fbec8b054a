/** This host as the host of a boundary. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLocalHost } from '../../../src/platform/boundary-host/local-host.ts';
import { expectHost } from '../../support/host-claims.ts';

test('runs programs, keeps files and locks', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-host-'));
  try {
    expect(openLocalHost().name).toBe('this host');
    await expectHost(openLocalHost(), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
