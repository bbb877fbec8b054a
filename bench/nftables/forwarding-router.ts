/** A router of two interfaces in a network namespace, whose kernel is timed while it forwards. */
import { readFileSync } from 'node:fs';
import { openTunNamespace } from '../../src/platform/lab/tun-namespace.ts';
import { networks } from './many-grants.ts';

export interface ForwardingRouter {
  /** Seconds that `nft -f` took, and bytes of kernel memory that it left taken. */
  readonly load: (ruleset: string) => Promise<{ readonly seconds: number; readonly bytes: number }>;
  /** Sends packets, each with the interface that it comes in by, and gives how many came out. */
  readonly pass: (packets: readonly InboundPacket[]) => Promise<number>;
  /** Nanoseconds of the kernel per packet; throws unless `passing` of them came out. */
  readonly time: (packets: readonly InboundPacket[], passing: number) => Promise<number>;
  readonly forget: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Index of the interface: 0 or 1. */
export type InboundPacket = readonly [entry: number, bytes: Buffer];

/** As many packets as may be sent at a time. */
export const burst = 8_000;

export async function openForwardingRouter(): Promise<ForwardingRouter> {
  const names = Object.keys(networks);
  const namespace = await openTunNamespace(names);
  const run = async (args: readonly string[], input: string): Promise<void> => {
    const { code, stderr } = await namespace.run(args, { input });
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr.slice(0, 500)}`);
  };
  // Otherwise the kernel looks for neighbours in IPv6, and these packets come out as well.
  await run(['sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6'], '');
  const links = ['lo', ...names].map((name) => `link set dev ${name} txqueuelen ${2 * burst} up\n`);
  const routes = Object.entries(networks).map(([name, network]) => `route replace ${network} dev ${name}\n`);
  await run(['ip', '-batch', '-'], [...links, ...routes].join(''));
  return {
    load: async (ruleset) => {
      const before = kernelBytes();
      const started = performance.now();
      await run(['nft', '-f', '-'], ruleset);
      return { seconds: (performance.now() - started) / 1000, bytes: kernelBytes() - before };
    },
    pass: async (packets) => countPackets(await namespace.send(framePackets(packets))),
    time: async (packets, passing) => {
      const { nanoseconds, passed } = await namespace.time(framePackets(packets));
      if (passed !== passing) throw new Error(`${passed} of ${packets.length} packets passed, not ${passing}`);
      return nanoseconds / packets.length;
    },
    forget: namespace.forget,
    close: namespace.close,
  };
}

/** What the kernel holds for itself: of the whole machine, so other programs that load rules meanwhile blur it. */
function kernelBytes(): number {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const kilobytes = ['Slab', 'Percpu', 'VmallocUsed'].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0),
  );
  return 1024 * kilobytes.reduce((sum, each) => sum + each, 0);
}

/** In the form of the pump of `openTunNamespace`. */
export function framePackets(packets: readonly InboundPacket[]): Buffer {
  return Buffer.concat(
    packets.flatMap(([entry, bytes]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16BE(entry, 0);
      head.writeUInt16BE(bytes.length, 2);
      return [head, bytes];
    }),
  );
}

function countPackets(frames: Uint8Array): number {
  const bytes = Buffer.from(frames);
  let count = 0;
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) count += 1;
  return count;
}
