/**
 * A network namespace with a TUN for each of some interfaces, which lives as long as its pump: a Perl process that ends
 * with its standard input, and so with this process, whatever ends it. Opening a TUN needs an ioctl, which Node has not.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../package-root.ts';
import { PlatformError } from '../platform-error.ts';
import { searchPath } from '../search-path.ts';
import { openPumpPipe } from './pump-pipe.ts';
import { whyUnavailable } from './why-unavailable.ts';

/** What a command in the namespace said. */
export interface NamespaceRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TunNamespace {
  /** Runs a command inside, whatever comes of it. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<NamespaceRun>;
  /** Sends packets and gives what came out; the form is that of `tun-pump.pl`. */
  readonly send: (packets: Uint8Array) => Promise<Uint8Array>;
  /** The same, told as what it cost; the packets must fit into the queues of the interfaces. Needs more of Perl than its base. */
  readonly time: (packets: Uint8Array) => Promise<PumpTiming>;
  /** Forgets all connections. */
  readonly forget: () => Promise<void>;
  readonly account: () => Promise<PumpAccount>;
  readonly close: () => Promise<void>;
}

export interface PumpAccount {
  /** Packets that connection tracking and the queues of the interfaces have dropped. */
  readonly lost: number;
  /** Processor time of sending, in seconds; the kernel's part is in it. */
  readonly seconds: number;
}

export interface PumpTiming {
  /** Nanoseconds of processor time that the kernel took for all packets, from an interface to the queue of another. */
  readonly nanoseconds: number;
  /** Packets that came out. */
  readonly passed: number;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Root needs no user namespace, and in one the size of a transaction of nft is limited. */
const isRoot: boolean = process.getuid?.() === 0;

/** Opens a namespace, of packets or of frames; throws a `PlatformError` that says what is missing. */
export async function openTunNamespace(
  interfaces: readonly string[],
  kind: 'tun' | 'tap' = 'tun',
): Promise<TunNamespace> {
  const script = path.join(packageRoot(), 'src', 'platform', 'lab', 'tun-pump.pl');
  const namespace = ['--net', ...(isRoot ? [] : ['--map-root-user'])];
  const child = spawn('unshare', [...namespace, '--', 'perl', script, kind, ...interfaces], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { LC_ALL: 'C', PATH: searchPath() },
  });
  const pipe = openPumpPipe(child);
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()).on('error', () => resolve()));
  await pipe.opened.catch((cause: PlatformError) => {
    child.stdin.end();
    throw whyUnavailable(cause.message);
  });
  const inside = ['--target', String(child.pid), '--net', ...(isRoot ? [] : ['--user', '--preserve-credentials'])];
  return {
    run: (args, { input = '', env = {} } = {}) => runInside(inside, args, input, env),
    send: (packets) => pipe.ask('S', packets),
    time: async (packets) => {
      const [nanoseconds = 0, passed = 0] = numbersIn(await pipe.ask('T', packets));
      return { nanoseconds, passed };
    },
    forget: async () => void (await pipe.ask('F')),
    account: async () => {
      const [connections = 0, seconds = 0] = numbersIn(await pipe.ask('C'));
      const dropped = droppedByInterfaces(readFileSync(`/proc/${child.pid}/net/dev`, 'utf8'), interfaces);
      return { lost: connections + dropped, seconds };
    },
    close: async () => {
      child.stdin.end();
      await gone;
    },
  };
}

function numbersIn(answer: Uint8Array): readonly number[] {
  return Buffer.from(answer).toString().split(' ').map(Number);
}

async function runInside(
  inside: readonly string[],
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<NamespaceRun> {
  const result = await execa('nsenter', [...inside, '--', ...args], {
    input,
    reject: false,
    stripFinalNewline: false,
    timeout: 600_000,
    maxBuffer: 512_000_000,
    env: { LC_ALL: 'C', TZ: 'UTC', ...env, PATH: searchPath() },
  });
  if (result.timedOut) throw new PlatformError('lab/timeout', `\`${args[0]}\` was stopped because it took too long`);
  if (result.signal !== undefined)
    return { code: 128, stdout: '', stderr: `\`${args[0]}\` was ended by ${result.signal}` };
  if (result.exitCode === undefined) throw whyUnavailable(`cannot start nsenter: ${result.code ?? 'it failed'}`);
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** Columns of `/proc/net/dev`: the fourth of what was received and the fourth of what was sent. */
function droppedByInterfaces(table: string, interfaces: readonly string[]): number {
  // A bridge also drops what it alone would have to take.
  const lines = table.split('\n').filter((line) => interfaces.includes(line.split(':')[0]?.trim() ?? ''));
  return lines.reduce((sum, line) => {
    const columns = line
      .slice(line.indexOf(':') + 1)
      .trim()
      .split(/\s+/);
    return sum + Number(columns[3] ?? 0) + Number(columns[11] ?? 0);
  }, 0);
}
