/** Another host, by the user's own SSH client. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSshHost } from '../../../src/platform/boundary-host/ssh-host.ts';
import { expectHost } from '../../support/host-claims.ts';
import { hasSshServer, installSsh } from '../../support/ssh-programs.ts';

let folder = '';
const searched = process.env['PATH'];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zonewright-host-'));
});

afterEach(() => {
  process.env['PATH'] = searched;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a script in the place of `ssh`. */
function standIn(script: string): void {
  writeFileSync(path.join(folder, 'ssh'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, 'ssh'), 0o755);
  process.env['PATH'] = `${folder}:${searched}`;
}

if (!hasSshServer) process.stderr.write('SSH is tested with a shell in place of sshd, which is not installed\n');

test.each(['shell', ...(hasSshServer ? (['server'] as const) : [])] as const)(
  'runs programs, keeps files and locks, through a %s',
  async (kind) => {
    const { folder: programs, remove } = installSsh(kind);
    process.env['PATH'] = `${programs}:${searched}`;
    try {
      await expectHost(openSshHost('operator@fw.example'), folder);
    } finally {
      remove();
    }
  },
);

/** A program that counts how often it is run, in front of another. */
function counter(): { readonly words: readonly string[]; readonly count: () => number } {
  const script = path.join(folder, 'count.sh');
  const log = path.join(folder, 'count.log');
  writeFileSync(script, `echo >> ${log}\nexec "$@"\n`);
  writeFileSync(log, '');
  return { words: ['sh', script], count: () => readFileSync(log, 'utf8').length };
}

test.runIf(hasSshServer).each([
  ['one connection of its own', 'own'],
  ['the connection that the configuration shares', 'shared'],
] as const)('asks a host through %s', async (_, connections) => {
  const { words, count } = counter();
  const { folder: programs, remove } = installSsh('server', words, connections);
  process.env['PATH'] = `${programs}:${searched}`;
  try {
    const host = openSshHost('operator@fw.example');
    const unlock = await host.lock(path.join(folder, 'lock'));
    const runs = await Promise.all(['a', 'b', 'c'].map((word) => host.run(['echo', word])));
    expect(runs.map(({ stdout, stderr }) => stdout + stderr)).toEqual(['a\n', 'b\n', 'c\n']);
    expect((await host.run(['sh', '-c', 'exit 3'])).exitCode).toBe(3);
    await unlock();
    expect(count()).toBe(1);
  } finally {
    remove();
  }
});

test.runIf(hasSshServer)('goes on without the shared connection when that is cut', async () => {
  const { words, count } = counter();
  const { folder: programs, remove } = installSsh('server', words);
  process.env['PATH'] = `${programs}:${searched}`;
  try {
    const host = openSshHost('operator@fw.example');
    await host.run(['true']);
    await host.run(['sh', '-c', 'kill "$(ps -o ppid= -p "$PPID" | tr -d " ")"']).catch(() => undefined);
    expect((await host.run(['echo', 'still'])).stdout).toBe('still\n');
    expect(count()).toBeGreaterThan(1);
  } finally {
    remove();
  }
});

test('says why there is no connection to share, and tries again', async () => {
  standIn('test "$1" != -G || { echo "controlmaster false"; exit 0; }\necho "ssh: no route" >&2\nexit 255');
  const host = openSshHost('fw');
  await expect(host.run(['true'])).rejects.toThrow('cannot reach fw by ssh: no route');
  standIn('test "$1" != -G || exit 0\necho now');
  expect((await host.run(['true'])).stdout).toBe('now\n');
});

test('asks for no password, and hands the host over behind the options', async () => {
  standIn('printf "%s\\n" "$@"');
  const { stdout } = await openSshHost('operator@fw').run(['nft', '--version']);
  expect(stdout.split('\n').slice(0, 5)).toEqual(['-o', 'BatchMode=yes', '-T', '--', 'operator@fw']);
});

test('a host that begins with a hyphen would be an option, and is refused', () => {
  for (const name of ['-oProxyCommand=touch /tmp/x', '-v', '', ' fw', 'fw line', 'a\nb'])
    expect(() => openSshHost(name)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('says in one line why a host is not reached', async () => {
  standIn('echo "ssh: connect to host fw port 22: No route to host" >&2; exit 255');
  const host = openSshHost('fw');
  const reason = 'cannot reach fw by ssh: connect to host fw port 22: No route to host';
  await expect(host.run(['true'])).rejects.toThrow(reason);
  await expect(host.read('/x')).rejects.toThrow(reason);
  await expect(host.append('/x', '')).rejects.toThrow(reason);
  await expect(host.lock('/x')).rejects.toThrow('No route to host');
  standIn('exit 255');
  await expect(host.run(['true'])).rejects.toThrow('by ssh: the connection ended, or a command there crashed');
});
