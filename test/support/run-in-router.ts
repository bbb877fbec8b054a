/**
 * The command line in this process, at work on a router's namespace: the programs that it runs are entered there. A process
 * of its own costs most of a second, which is what a test is worth that kills it, or takes privileges away from it.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Router } from './kernel.ts';
import { runCli } from './run-cli.ts';

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InRouter {
  /** Runs `zonewright` with arguments in a folder; one at a time. */
  readonly run: (args: readonly string[], cwd: string) => Promise<Printed>;
  readonly remove: () => void;
}

/** Programs that look at the network, or change it. */
const programs = ['nft', 'unshare', 'grep', 'ip'] as const;

export async function enterRouter(router: Router): Promise<InRouter> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-enter-'));
  const pid = (await router.run(['sh', '-c', 'echo $PPID'])).trim();
  const user = process.getuid?.() === 0 ? '' : ' --user --preserve-credentials';
  const searched = process.env['PATH'] ?? '';
  for (const program of programs) {
    const file = path.join(folder, program);
    const enter = `nsenter --target ${pid} --net --mount${user} -- ${program}`;
    writeFileSync(file, `#!/bin/sh\nPATH='${searched}:/usr/sbin:/sbin' exec ${enter} "$@"\n`);
    chmodSync(file, 0o755);
  }
  return {
    run: async (args, cwd) => {
      process.env['PATH'] = `${folder}:${searched}`;
      try {
        // What is on trial ends by the kernel's clock.
        const { exitCode, stdout, stderr } = await runCli(args, { cwd, env: { ZONEWRIGHT_NOW: '' } });
        return { code: exitCode, stdout, stderr };
      } finally {
        process.env['PATH'] = searched;
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
