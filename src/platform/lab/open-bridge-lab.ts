/** The lab of `zonewright prove` for a bridge: a namespace with a bridge and a TAP for each of its ports. */
import { release } from 'node:os';
import type { BridgeLab } from '../../exporters/probes/frames/port.ts';
import { batchLimit } from '../../exporters/probes/port.ts';
import { isRecord, readString } from '../nft/read-json.ts';
import { PlatformError } from '../platform-error.ts';
import { ask, load, readCounters, untilUp } from './open-lab.ts';
import { openTunNamespace } from './tun-namespace.ts';

/** Its own name and addresses are those of nobody: locally administered, from a range for documentation (RFC 7042). */
const bridge = 'zw-bridge';
const addressOf = (number: number): string => `02:00:5e:00:53:${(0x80 + number).toString(16)}`;

/** Opens a lab; throws a `PlatformError` with code `lab/unavailable` where that is impossible. */
export async function openBridgeLab(ports: readonly string[]): Promise<BridgeLab> {
  const namespace = await openTunNamespace(ports, 'tap');
  try {
    const nft = await ask(namespace, ['nft', '--version']);
    // Where the older packet filter is told of bridged packets, it would drop what is no whole IP packet.
    for (const name of ['arptables', 'iptables', 'ip6tables'])
      await namespace.run(['tee', `/proc/sys/net/bridge/bridge-nf-call-${name}`], { input: '0\n' });
    const queue = `txqueuelen ${2 * batchLimit}`;
    await ask(
      namespace,
      ['ip', '-batch', '-'],
      [
        'link set dev lo up',
        `link add ${bridge} address ${addressOf(0)} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
        `link set dev ${bridge} up`,
        ...ports.flatMap((name, index) => [
          `link set dev ${name} address ${addressOf(index + 1)}`,
          `link set dev ${name} master ${bridge} ${queue} up`,
        ]),
        ...ports.map((name) => learningOf(name, 'off')),
      ],
    );
    await untilUp(namespace);
    const before = await namespace.account();
    return {
      describe: async () => `nft ${/v([\d.]+)/.exec(nft)?.[1] ?? 'of an unknown version'}, Linux ${release()}`,
      load: (commands) => load(namespace, commands),
      send: namespace.send,
      learn: async () =>
        void (await ask(
          namespace,
          ['ip', '-batch', '-'],
          ports.map((name) => learningOf(name, 'on')),
        )),
      learnt: async () => readLearnt(await ask(namespace, ['bridge', '-json', 'fdb', 'show', 'br', bridge])),
      counters: () => readCounters(namespace),
      account: async () => {
        const now = await namespace.account();
        return { lost: now.lost - before.lost, seconds: now.seconds - before.seconds };
      },
      close: namespace.close,
    };
  } catch (cause) {
    await namespace.close();
    throw cause;
  }
}

function learningOf(port: string, state: 'on' | 'off'): string {
  return `link set dev ${port} type bridge_slave learning ${state}`;
}

/** Entries that were learnt, and not those of the ports' own addresses. */
function readLearnt(text: string): ReadonlyMap<string, string> {
  const json: unknown = JSON.parse(text === '' ? '[]' : text);
  if (!Array.isArray(json)) throw new PlatformError('lab/failed', '`bridge -json` wrote something that is no list');
  return new Map(
    json.filter(isRecord).flatMap((entry) => {
      const [mac, port] = [readString(entry, 'mac'), readString(entry, 'ifname')];
      return mac === null || port === null || readString(entry, 'state') === 'permanent' ? [] : [[mac, port] as const];
    }),
  );
}
