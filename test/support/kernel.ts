/**
 * The real kernel for tests: rulesets are loaded and packets are sent in network namespaces that live as long as a
 * test. Where that is impossible the tests are skipped with the reason, or fail when `ZONEWRIGHT_REQUIRE` has `kernel`.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';

const harness = fileURLToPath(new URL('tun-harness.py', import.meta.url));
/** Root needs no user namespace, and in one the size of a transaction would be limited. */
const namespace = ['unshare', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--net', '--mount', '--'];

/** Why rulesets cannot be loaded here, null when they can. */
export const noRulesets: string | null = whyNot(['nft', 'list', 'ruleset']);

/** Why packets cannot be sent here, null when they can. */
const noPackets: string | null =
  noRulesets ?? whyNot(['python3', '-c', 'import os; os.open("/dev/net/tun", os.O_RDWR)']);

/** Tests that need `nft` and a namespace. */
export const rulesetTest: typeof test = choose(noRulesets);

/** Tests that send packets. */
export const packetTest: typeof test = choose(noPackets);

/** A packet that came out of an interface. */
interface Received {
  readonly interface: string;
  readonly bytes: Buffer;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A namespace with one TUN per interface, or a bridge with one TAP per port. */
export interface Router {
  /** Runs a command inside; throws when it fails. */
  readonly run: (args: readonly string[], input?: string, env?: Readonly<Record<string, string>>) => Promise<string>;
  /** Runs a command inside, whatever comes of it. */
  readonly attempt: (args: readonly string[], input?: string, env?: Readonly<Record<string, string>>) => Promise<Ran>;
  /** Sends packets one after the other and gives what came out at once after each. */
  readonly send: (packets: readonly (readonly [string, Buffer])[]) => Promise<readonly (readonly Received[])[]>;
  /** Starts a program inside that goes on while other commands run; only one at a time. */
  readonly start: (args: readonly string[]) => Promise<StartedProgram>;
  readonly close: () => void;
}

interface StartedProgram {
  /** Writes a line to its standard input, or ends that. */
  readonly tell: (text: string | null) => Promise<void>;
  /** Waits for the next line of its standard output; empty when there is none any more. */
  readonly hear: () => Promise<string>;
}

/** Opens a router; `interfaces` maps names to the networks behind them. */
export function openRouter(interfaces: Readonly<Record<string, readonly string[]>>): Promise<Router> {
  return openNamespace({ do: 'open', interfaces });
}

/** Opens a bridge with some ports, which sends frames on to all others and learns nothing from them. */
export function openBridge(ports: readonly string[]): Promise<Router> {
  return openNamespace({ do: 'bridge', ports });
}

async function openNamespace(command: object): Promise<Router> {
  const child = spawn('env', [...namespace, 'python3', harness], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ask = conversation(child);
  await ask(command);
  const attempt = async (args: readonly string[], input?: string, env?: object): Promise<Ran> =>
    (await ask({ do: 'run', args, input, env })) as unknown as Ran;
  return {
    attempt,
    run: async (args, input, env) => {
      const { code, stdout, stderr } = await attempt(args, input, env);
      if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr.slice(0, 2000)}`);
      return stdout;
    },
    send: async (packets) => {
      const answer = await ask({ do: 'send', packets: packets.map(([name, bytes]) => [name, bytes.toString('hex')]) });
      const out = answer['out'] as readonly (readonly (readonly [string, string])[])[];
      return out.map((list) => list.map(([name, hex]) => ({ interface: name, bytes: Buffer.from(hex, 'hex') })));
    },
    start: async (args) => {
      await ask({ do: 'start', args });
      return {
        tell: async (text) => void (await ask({ do: 'tell', text })),
        hear: async () => String((await ask({ do: 'hear' }))['line']),
      };
    },
    close: () => child.stdin.end(),
  };
}

type Answer = Readonly<Record<string, unknown>>;

/** Commands are answered in their order, one line each. */
function conversation(child: ChildProcessWithoutNullStreams): (command: object) => Promise<Answer> {
  const waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (cause: Error) => void }[] = [];
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.on('exit', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the harness ended: ${complaint}`));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    const next = waiting.shift();
    if (typeof answer['error'] === 'string') next?.reject(new Error(answer['error']));
    else next?.resolve(answer);
  });
  return (command) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(command)}\n`);
    });
}

function whyNot(command: readonly string[]): string | null {
  const run = spawnSync('env', [...namespace, ...command], { encoding: 'utf8', timeout: 20_000 });
  if (run.error !== undefined) return run.error.message;
  return run.status === 0 ? null : (run.stderr.trim().split('\n').at(-1) ?? 'no reason given');
}

function choose(reason: string | null): typeof test {
  if (reason === null) return test;
  if ((process.env['ZONEWRIGHT_REQUIRE'] ?? '').split(',').includes('kernel'))
    throw new Error(`kernel tests are required and cannot run: ${reason}`);
  process.stderr.write(`kernel tests are skipped: ${reason}\n`);
  return test.skip as typeof test;
}
