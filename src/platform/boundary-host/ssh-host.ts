/**
 * Another host as the one that a boundary's packets go through, reached by the user's own SSH client with its keys and its
 * configuration. Over there it needs a POSIX shell, `flock`, and what the programs are called that are run.
 */
import { execa } from 'execa';
import { holdLock } from '../lock-file.ts';
import { PlatformError } from '../platform-error.ts';
import { searchPath } from '../search-path.ts';
import { type BoundaryHost, type HostRun, lockPatience, outputLimit, runLimit } from './boundary-host.ts';
import { type SharedConnection, shareConnection } from './shared-connection.ts';
import { shellCommand } from './shell-words.ts';

/** Opens `user@host`, or a name of the user's SSH configuration; nothing is connected yet. */
export function openSshHost(destination: string): BoundaryHost {
  // OpenSSH takes what begins with a hyphen for an option, and some options run programs.
  if (!/^[^\s-]\S*$/.test(destination))
    throw new PlatformError('usage', `${JSON.stringify(destination)} is no host; write user@host`);
  let connection: Promise<SharedConnection> | null = null;
  const connect = async (): Promise<readonly string[]> => {
    connection ??= shareConnection(destination, sshOptions);
    const shared = await connection;
    if (shared.kind === 'open') return [...shared.options, ...sshOptions];
    connection = null;
    throw unreached(destination, shared.stderr);
  };
  const runThere = async (script: string, words: readonly string[], input?: string): ReturnType<typeof runOn> =>
    runOn(destination, await connect(), shellCommand(script, words), input);
  const file = async (what: string, script: string, words: readonly string[], input?: string): Promise<void> => {
    const { exitCode, stderr } = await runThere(script, words, input);
    if (exitCode !== 0)
      throw new PlatformError('file/unwritable', `cannot ${what} on ${destination}: ${lastLine(stderr)}`);
  };
  return {
    name: destination,
    run: async (words, input) => {
      const { exitCode, stdout, stderr } = await runThere(programScript, words, input);
      if (exitCode === missing)
        throw new PlatformError('host/no-program', `\`${words[0] ?? ''}\` is not installed on ${destination}`);
      return { exitCode, stdout: stdout.toString(), stderr };
    },
    read: async (name) => {
      const { exitCode, stdout, stderr } = await runThere(readScript, [name]);
      if (exitCode === absent) return null;
      if (exitCode !== 0)
        throw new PlatformError('file/unreadable', `cannot read ${name} on ${destination}: ${lastLine(stderr)}`);
      return stdout;
    },
    makeFolder: (folder) => file(`make ${folder}`, 'umask 027; exec mkdir -p -- "$1"', [folder]),
    write: (name, text) => file(`write ${name}`, writeScript, [name], text),
    append: (name, text) => file(`append to ${name}`, appendScript, [name], text),
    move: (from, to) => file(`rename ${from} to ${to}`, 'mv -f -- "$1" "$2" && sync', [from, to]),
    remove: (name) => file(`remove ${name}`, 'exec rm -f -- "$1"', [name]),
    lock: async (name) =>
      holdLock('ssh', [...(await connect()), destination, shellCommand('exec flock -x "$1" cat', [name])], {
        file: `${name} on ${destination}`,
        patience: lockPatience,
      }),
  };
}

/** No questions: a password prompt would hang where nobody sees it. */
const sshOptions: readonly string[] = ['-o', 'BatchMode=yes', '-T', '--'];

/** What a shell answers when there is no such program. */
const missing = 127;
/** What {@link readScript} answers when there is no such file. */
const absent = 66;
/** What `ssh` itself answers when it fails. */
const unreachable = 255;

const programScript = 'export LC_ALL=C TZ=UTC PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"; exec "$@"';
const readScript = `test -e "$1" || exit ${absent}; exec cat -- "$1"`;
const writeScript =
  'umask 027; if cat > "$1.partial" && sync && mv -f -- "$1.partial" "$1" && sync; then exit 0; fi; rm -f -- "$1.partial"; exit 1';
const appendScript =
  'umask 027; if test -L "$1"; then echo "it is a link; name the file itself" >&2; exit 1; fi; cat >> "$1" && sync';

async function runOn(
  destination: string,
  options: readonly string[],
  command: string,
  input?: string,
): Promise<Omit<HostRun, 'stdout'> & { readonly stdout: Buffer }> {
  const result = await execa('ssh', [...options, destination, command], {
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    timeout: runLimit,
    maxBuffer: outputLimit,
    forceKillAfterDelay: 1_000,
    env: { PATH: searchPath() },
  });
  if (result.timedOut) throw new PlatformError('host/timeout', `${destination} took too long to answer`);
  if (result.isMaxBuffer) throw new PlatformError('host/output', `${destination} wrote too much`);
  const { exitCode, code } = result;
  if (exitCode === undefined) {
    const reason =
      code === 'ENOENT' ? '`ssh` is not installed here' : `\`ssh\` did not run: ${code ?? 'it was killed'}`;
    throw new PlatformError('host/unreachable', `cannot reach ${destination}: ${reason}`);
  }
  const stderr = Buffer.from(result.stderr ?? []).toString();
  if (exitCode === unreachable) throw unreached(destination, stderr);
  return { exitCode, stdout: Buffer.from(result.stdout ?? []), stderr };
}

function unreached(destination: string, stderr: string): PlatformError {
  return new PlatformError(
    'host/unreachable',
    `cannot reach ${destination} by ssh: ${lastLine(stderr) || 'the connection ended, or a command there crashed, and nothing was said'}`,
  );
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^(?:ssh|sh|cat|mv|mkdir): /, '') ?? ''
  );
}
