/** The host of a boundary as a test has it: programs run in a router's namespace, files lie in a folder of the test. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApplyTask } from '../../src/cli/boundary/apply-to-boundary.ts';
import { candidateExport } from '../../src/cli/boundary/candidate-export.ts';
import { type Boundary, stateFiles } from '../../src/cli/boundary/open-boundary.ts';
import { routerShape } from '../../src/exporters/nftables/running/table-shape.ts';
import { checkChain } from '../../src/model/chained-log.ts';
import type { BoundaryHost } from '../../src/platform/boundary-host/boundary-host.ts';
import { openLocalHost } from '../../src/platform/boundary-host/local-host.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { exportedOnce } from './export-request.ts';
import type { Router } from './kernel.ts';

export function routerHost(router: Router): BoundaryHost {
  return {
    ...openLocalHost(),
    name: 'the router',
    read: async (file) =>
      // What the kernel shows depends on who asks.
      file.startsWith('/proc/') ? Buffer.from(await router.run(['cat', file])) : openLocalHost().read(file),
    run: async (words, input) => {
      const { code, stdout, stderr } = await router.attempt(words, input ?? '', { LC_ALL: 'C', TZ: 'UTC' });
      return { exitCode: code, stdout, stderr };
    },
  };
}

/** A boundary `fw-line` whose files lie in a folder. */
export function boundaryAt(host: BoundaryHost, folder: string): Boundary {
  const by = { user: 'operator', sudoUser: null, from: 'bench' };
  return {
    id: 'fw-line',
    shape: routerShape,
    host,
    files: stateFiles('fw-line', folder),
    by,
    now: () => Date.now() / 1000,
  };
}

/** An apply of a case, as the command would do it. */
export function taskOf(boundary: Boundary, each: BoundaryCase, more: Partial<ApplyTask> = {}): ApplyTask {
  return {
    boundary,
    candidate: candidateExport(exportedOnce(each)),
    interfaces: each.boundary.interfaces.map(({ name }) => name),
    confirmWithin: 60,
    fallback: 'fallback_open',
    replaces: null,
    loading: 'allow',
    listen: async () => undefined,
    confirm: 'zonewright confirm --boundary fw-line',
    ...more,
  };
}

/** Runs something with a folder that exists as long. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-state-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The records of a boundary's log, each in short: `load`, `trial`, `confirm`, `end expired`. */
export function eventsIn({ files }: Boundary): readonly string[] {
  const bytes = existsSync(files.log) ? readFileSync(files.log) : new Uint8Array();
  const { records } = checkChain(bytes, (line) => createHash('sha256').update(line).digest('hex'));
  return records.map(({ body: { event, how } }) => (how === undefined ? String(event) : `${event} ${how}`));
}
