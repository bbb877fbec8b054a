/** A boundary whose policy is changed again and again under a stream of packets that have a number each. */
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { exportCase } from './export-request.ts';
import type { Router } from './kernel.ts';
import { type PumpedPacket, pumpPackets } from './packet-pump.ts';
import { clean, confirm, rollBack, tableAt, tryOut } from './running-table.ts';
import { until } from './until.ts';

export interface PolicyChanges {
  /** Judges at first; then the two take turns. */
  readonly first: BoundaryCase;
  readonly second: BoundaryCase;
  readonly updates: number;
  /** Whether the trial of this change, counted from 0, is left to end by itself. Of the others one in ten is taken back. */
  readonly endsByItself: (index: number) => boolean;
}

/** What became of the packets. */
export interface PumpedRun {
  readonly total: number;
  readonly perSecond: number;
  readonly kinds: readonly string[];
  readonly of: (kind: string) => { readonly sent: number; readonly passed: number };
  readonly dropped: (kind: string) => number;
}

export async function pumpUnderChanges(
  packets: readonly PumpedPacket[],
  routes: Parameters<typeof pumpPackets>[1],
  changes: PolicyChanges,
): Promise<PumpedRun> {
  const { kinds, seconds } = await pumpPackets(
    packets,
    routes,
    async (router) => {
      // Every datagram is the first of its flow again, and so looked up in full.
      await router.run(['sh', '-c', 'echo 0 > /proc/sys/net/netfilter/nf_conntrack_udp_timeout']);
      await router.run(['nft', '-f', '-'], exportCase(changes.first));
    },
    async (router) => {
      for (let index = 0; index < changes.updates; index++) await change(router, index, changes);
    },
  );
  const total = Object.values(kinds).reduce((sum, { sent }) => sum + sent, 0);
  const of = (kind: string) => kinds[kind] ?? { sent: 0, passed: 0 };
  return {
    total,
    perSecond: Math.round(total / seconds),
    kinds: Object.keys(kinds),
    of,
    dropped: (kind) => of(kind).sent - of(kind).passed,
  };
}

async function change(router: Router, index: number, { first, second, endsByItself }: PolicyChanges): Promise<void> {
  await tryOut(router, index % 2 === 0 ? second : first, endsByItself(index) ? 1 : 60);
  if (endsByItself(index)) await until(async () => (await tableAt(router)).trial?.left === null);
  else if (index % 10 === 9) await rollBack(router);
  else await confirm(router);
  await clean(router);
}
