/** The lab of `zonewright prove`: a namespace wired as a router, with nft in it. Nothing that is sent leaves it. */
import { release } from 'node:os';
import { batchLimit, type Lab, type LabWiring } from '../../exporters/probes/port.ts';
import { parseNftJson } from '../nft/nft-json.ts';
import { formatNftProblem, parseNftProblems } from '../nft/nft-problem.ts';
import { pause } from '../pause.ts';
import { PlatformError } from '../platform-error.ts';
import { openTunNamespace, type TunNamespace } from './tun-namespace.ts';
import { whyUnavailable } from './why-unavailable.ts';

/** Routing tables of detours begin here. */
const firstTable = 101;

/** Opens a lab; throws a `PlatformError` with code `lab/unavailable` where that is impossible. */
export async function openLab(wiring: LabWiring): Promise<Lab> {
  const namespace = await openTunNamespace(wiring.interfaces);
  try {
    const nft = await ask(namespace, ['nft', '--version']);
    await wire(namespace, wiring);
    const before = await namespace.account();
    return {
      describe: async () => `nft ${/v([\d.]+)/.exec(nft)?.[1] ?? 'of an unknown version'}, Linux ${release()}`,
      load: (commands) => load(namespace, commands),
      send: namespace.send,
      forget: namespace.forget,
      account: async () => {
        const now = await namespace.account();
        return { lost: now.lost - before.lost, seconds: now.seconds - before.seconds };
      },
      counters: () => readCounters(namespace),
      close: namespace.close,
    };
  } catch (cause) {
    await namespace.close();
    throw cause;
  }
}

/** Brings the interfaces up and gives each its routes; a batch must fit into what one of them can hold. */
async function wire(namespace: TunNamespace, { interfaces, routes, detours }: LabWiring): Promise<void> {
  const nameOf = (index: number): string => interfaces[index] ?? '';
  const links = ['lo', ...interfaces].map((name) => `link set dev ${name} txqueuelen ${2 * batchLimit} up`);
  const ways = routes.map((route) => `route replace ${route.network} dev ${nameOf(route.interface)}`);
  await ask(namespace, ['ip', '-batch', '-'], [...links, ...ways]);
  for (const family of ['-4', '-6'])
    await ask(
      namespace,
      ['ip', family, '-batch', '-'],
      detours.flatMap(({ service, interface: index }, place) => [
        `rule add tos 0x${service.toString(16)} table ${firstTable + place}`,
        `route replace default dev ${nameOf(index)} table ${firstTable + place}`,
      ]),
    );
  await untilUp(namespace);
}

/** An interface that was just set up drops what it should send until the kernel has got round to it. */
export async function untilUp(namespace: TunNamespace): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const states = (await ask(namespace, ['ip', '-brief', 'link'])).split('\n');
    if (!states.some((line) => /^\S+ +DOWN /.test(line))) return;
    await pause(25);
  }
  throw new PlatformError('lab/failed', 'the interfaces of the lab do not come up');
}

/** Loads nft commands in one transaction; gives what the kernel says against them. */
export async function load(namespace: TunNamespace, commands: string): Promise<string | null> {
  const { code, stderr } = await namespace.run(['nft', '-f', '-'], { input: commands });
  if (code === 0) return null;
  // In a user namespace the kernel bounds a transaction by `net.core.wmem_max`; for root it does not.
  if (/Message too long/.test(stderr)) throw whyUnavailable('a ruleset of this size can only be loaded by root');
  return parseNftProblems(stderr).map(formatNftProblem).join('; ');
}

/** What elements with comments have counted. */
export async function readCounters(namespace: TunNamespace): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const object of parseNftJson(await ask(namespace, ['nft', '--json', 'list', 'ruleset']))) {
    if (object.kind !== 'map' && object.kind !== 'set') continue;
    for (const { comment, packets } of object.elements)
      if (comment !== null && packets !== null) sums.set(comment, (sums.get(comment) ?? 0) + packets);
  }
  return sums;
}

/** What a command says; throws when it fails. */
export async function ask(
  namespace: TunNamespace,
  args: readonly string[],
  lines: readonly string[] = [],
): Promise<string> {
  const { code, stdout, stderr } = await namespace.run(args, { input: lines.map((line) => `${line}\n`).join('') });
  if (code === 0) return stdout;
  const missing = /failed to execute/.test(stderr);
  throw missing ? whyUnavailable(stderr) : new PlatformError('lab/failed', `\`${args.join(' ')}\`: ${stderr.trim()}`);
}
