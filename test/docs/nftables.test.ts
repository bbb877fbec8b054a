/** The procedures of docs/nftables.md: each command is run as it stands there, and prints what is shown. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { documentBlocks, shownPattern } from '../support/document-sessions.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/nftables.md'), 'utf8');
const procedures = ['First installation at a DMZ', 'An update', 'A rollback'];

interface Step {
  readonly command: string;
  readonly shown: string;
}

function stepsOf(title: string): readonly Step[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${title}\n`)) ?? '';
  return documentBlocks('console', section)
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((each) => {
      const [command = '', ...shown] = each.trimEnd().split('\n');
      return { command, shown: shown.join('\n') };
    });
}

/** A firewall with the plant of the example in a git repository, and a `/var/lib` of its own. */
async function atFirewall(run: (shell: (command: string) => Promise<string>) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-page-'));
  const router = await openRouter({ ent0: [], vpn0: [], dmz0: [], ot0: [] });
  try {
    const plant = path.join(folder, 'plant');
    cpSync(path.join(root, 'examples/plants/dairy-line'), plant, { recursive: true });
    const program = path.join(folder, 'bin/zonewright');
    mkdirSync(path.dirname(program));
    // Connections are listened to for a second only.
    const quick = 'case "$1 $*" in "apply "*--confirm-within\\ 5m*) set -- "$@" --first-listen 1s;; esac';
    const main = path.join(root, 'src/cli/main.ts');
    writeFileSync(program, `#!/bin/sh\n${quick}\nexec ${process.execPath} ${main} "$@"\n`);
    chmodSync(program, 0o755);
    mkdirSync(path.join(folder, 'lib'));
    await router.run(['mount', '--bind', path.join(folder, 'lib'), '/var/lib']);
    const shell = (command: string): Promise<string> => runIn(router, plant, path.dirname(program), command);
    await shell('git init -q . && git add -A && git commit -qm "The plant"');
    await run(shell);
  } finally {
    router.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(router: Router, cwd: string, programs: string, command: string): Promise<string> {
  const person = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  const env = { ...person, PATH: `${programs}:${process.env['PATH'] ?? ''}:/usr/sbin`, GIT_CONFIG_GLOBAL: '/dev/null' };
  const { stdout, stderr } = await router.attempt(['env', '-C', cwd, 'sh', '-c', command], '', env);
  return `${stderr}${stdout}`;
}

test('what the page says of the time that a first policy listens for is what is done without being told', async () => {
  const { stdout } = await runCli(['apply', '--help'], { cwd: root });
  expect(stdout).toMatch(/--first-listen\b.*\[default = 30s\]/);
  expect(page).toContain('getting to know the connections that live, for 30 s');
});

packetTest(
  'the first installation, an update and a rollback do what the page shows',
  { timeout: 600_000 },
  async () => {
    const steps = procedures.flatMap(stepsOf);
    expect(steps.length).toBeGreaterThan(14);
    await atFirewall(async (shell) => {
      for (const { command, shown } of steps) {
        const printed = (await shell(command)).replaceAll(/\s+$/gm, '');
        expect({ command, printed }).toEqual({
          command,
          printed: expect.stringMatching(
            shownPattern(shown.replace('that live, for 30 s', 'that live, for 1 s').replaceAll(/\s+$/gm, '')),
          ) as string,
        });
      }
    });
  },
);
