/**
 * An `ssh` for tests. Where OpenSSH's server is installed it is the real client with the real server at the other end of a
 * pipe, so that no port is opened; elsewhere a shell stands in for it, which gets the words joined by blanks as `sshd` does.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

const server = '/usr/sbin/sshd';
const client = '/usr/bin/ssh';

export const hasSshServer: boolean = existsSync(server) && existsSync(client);

export interface SshPrograms {
  /** A folder with `ssh`, for the beginning of a path. */
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * `within`: the words before the server or shell, such as those that enter a namespace. Connections are `shared` where all
 * commands go through the first one, as `ControlMaster` in a user's configuration has it.
 */
export function installSsh(
  kind: 'server' | 'shell',
  within: readonly string[] = [],
  connections: 'own' | 'shared' = 'own',
): SshPrograms {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-ssh-'));
  const programs = path.join(folder, 'bin');
  mkdirSync(programs);
  const isShared = kind === 'server' && connections === 'shared';
  const sharing = isShared ? ['ControlMaster=auto', `ControlPath=${path.join(folder, 'c')}`, 'ControlPersist=30'] : [];
  const script = kind === 'server' ? serverScript(folder, within, sharing) : shellScript(within);
  writeFileSync(path.join(programs, 'ssh'), script);
  chmodSync(path.join(programs, 'ssh'), 0o755);
  return {
    folder: programs,
    remove: () => {
      if (isShared) spawnSync(path.join(programs, 'ssh'), ['-O', 'exit', 'host'], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverScript(folder: string, within: readonly string[], sharing: readonly string[]): string {
  const at = (name: string): string => path.join(folder, name);
  for (const name of ['host-key', 'user-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  // The privilege separation folder that a package makes at boot.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  writeFileSync(
    at('sshd_config'),
    [`HostKey ${at('host-key')}`, `AuthorizedKeysFile ${at('user-key.pub')}`, 'StrictModes no', 'UsePAM no', ''].join(
      '\n',
    ),
  );
  const options = [
    `User=${userInfo().username}`,
    `IdentityFile=${at('user-key')}`,
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    ...sharing,
    `ProxyCommand=${[...within, server, '-i', '-f', at('sshd_config')].join(' ')}`,
  ];
  return `#!/bin/sh\nexec ${client} -F /dev/null ${options.map((each) => `-o '${each}'`).join(' ')} "$@"\n`;
}

/** `-o x`, `-T` and `--` are left out, and the host. */
function shellScript(within: readonly string[]): string {
  return [
    '#!/bin/sh',
    'while :; do case "$1" in -o) shift 2;; -T) shift;; --) shift; break;; *) break;; esac; done',
    'shift',
    `exec ${within.join(' ')} sh -c "$*"`,
    '',
  ].join('\n');
}
