/**
 * One connection to a host for all that a command asks it. A key that must be touched is touched once, and no call waits for
 * another handshake. Where the user's own configuration shares connections, that is left to it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { pause } from '../pause.ts';
import { searchPath } from '../search-path.ts';

export type SharedConnection =
  /** Options for each further `ssh`; none where there is nothing to share. */
  | { readonly kind: 'open'; readonly options: readonly string[] }
  /** The host was not reached; what `ssh` said. */
  | { readonly kind: 'unreached'; readonly stderr: string };

const none: SharedConnection = { kind: 'open', options: [] };
/** Milliseconds between looks whether it is open. */
const beat = 20;
/** With the names below it, a longer path does not fit into the address of a socket on every system. */
const longestPath = 60;
/** A connection that is cut without a word is given up after 45 seconds. */
const upkeep = ['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=3'];

/** Connects; ends with this process, however that dies. `options` are those of every `ssh`, with `--` as the last one. */
export async function shareConnection(destination: string, options: readonly string[]): Promise<SharedConnection> {
  if (!(await isUnshared(destination, options))) return none;
  if (tmpdir().length > longestPath) return none;
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-'));
  const socket = path.join(folder, 's');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const own = ['-o', 'ControlMaster=yes', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=no', ...upkeep];
  // The far end ends with its input, and that with this process; what interrupts this process does not reach it.
  const child = spawn('ssh', [...own, ...options, destination, 'exec cat'], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, PATH: searchPath() },
  });
  let stderr = '';
  let started = true;
  let exited = false;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  child.once('error', () => {
    started = false;
  });
  child.once('close', () => {
    exited = true;
    remove();
    process.off('exit', remove);
  });
  while (!exited && !existsSync(socket)) await pause(beat);
  if (exited) return !started || isAboutSharing(stderr) ? none : { kind: 'unreached', stderr };
  for (const each of [child, child.stdin, child.stderr]) if ('unref' in each) (each.unref as () => void)();
  return { kind: 'open', options: ['-o', 'ControlMaster=no', '-o', `ControlPath=${socket}`] };
}

/** Whether `ssh` would open a connection for each call. */
async function isUnshared(destination: string, options: readonly string[]): Promise<boolean> {
  const { stdout, exitCode } = await execa('ssh', ['-G', ...options, destination], {
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    env: { PATH: searchPath() },
  });
  return exitCode === 0 && /^controlmaster /m.test(stdout) && !/^controlpath (?!none$)/m.test(stdout);
}

/** Complaints about the socket and not about the host. */
function isAboutSharing(stderr: string): boolean {
  return /control ?(?:path|socket|master)|unix_listener|mux/i.test(stderr);
}
