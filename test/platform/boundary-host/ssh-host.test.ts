/** Another host, by the user's own SSH client. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
