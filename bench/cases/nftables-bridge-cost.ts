/**
 * What a frame costs a bridge of the kernel under an exported ruleset, beside one without rules: processor time from one port to
 * the queue of the other, best of several rounds that take turns. Needs root, `nft`, `ip` and Perl.
 */
import { openTunNamespace, type TunNamespace } from '../../src/platform/lab/tun-namespace.ts';
import { digits, row } from '../measure.ts';
import { bridgedFrame, bridgedRuleset, type StationGrant } from '../nftables/bridged-stations.ts';
import { burst, framePackets, type InboundPacket } from '../nftables/forwarding-router.ts';

const rounds = 7;
const ports = ['eth0', 'eth1'];
/** A bridge passes frames some time after a port came up, in milliseconds. */
const settling = 1_500;

interface Subject {
  readonly name: string;
  readonly ruleset: string;
  readonly frameOf: (number: number) => Buffer;
}

const sizes: Readonly<Record<StationGrant, readonly number[]>> = {
  EtherType: [10, 100, 1_000, 10_000],
  EtherTypes: [10, 100, 1_000, 10_000],
  PROFINET: [10, 100, 1_000],
};
const kinds = Object.keys(sizes).filter((kind): kind is StationGrant => Object.hasOwn(sizes, kind));
const subjects: readonly Subject[] = [
  { name: 'no rules', ruleset: '', frameOf: (number) => bridgedFrame(1_000, 'PROFINET', number) },
  ...kinds.flatMap((kind) =>
    sizes[kind].map(
      (stations): Subject => ({
        name: `${stations.toLocaleString('en-US')} stations, ${kind}`,
        ruleset: bridgedRuleset(stations, kind),
        frameOf: (number) => bridgedFrame(stations, kind, number),
      }),
    ),
  ),
];

const trials: { readonly subject: Subject; readonly namespace: TunNamespace; best: number }[] = [];
try {
  for (const subject of subjects)
    trials.push({ subject, namespace: await openBridge(subject.ruleset), best: Number.POSITIVE_INFINITY });
  await new Promise((resolve) => setTimeout(resolve, settling));
  for (let round = 0; round < rounds; round++)
    for (const trial of trials) trial.best = Math.min(trial.best, await timeRound(trial));
} finally {
  for (const { namespace } of trials) await namespace.close();
}
const [empty] = trials;
row('per frame, by stations and what is granted', '', 'times no rules');
for (const { subject, best } of trials)
  row(subject.name, `${digits(best / 1000)} us`, `${digits(best / (empty?.best ?? best))} x`);

async function openBridge(ruleset: string): Promise<TunNamespace> {
  const namespace = await openTunNamespace(ports, 'tap');
  const run = async (args: readonly string[], input: string): Promise<void> => {
    const { code, stderr } = await namespace.run(args, { input });
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr.slice(0, 500)}`);
  };
  const links = [
    'link set dev lo up',
    'link add bridge type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
    'link set dev bridge up',
    ...ports.map((name) => `link set dev ${name} master bridge txqueuelen ${2 * burst} up`),
  ];
  await run(['ip', '-batch', '-'], `${links.join('\n')}\n`);
  await run(['nft', '-f', '-'], ruleset);
  return namespace;
}

async function timeRound({ subject, namespace }: (typeof trials)[number]): Promise<number> {
  const frames = Array.from({ length: burst }, (_, index): InboundPacket => [0, subject.frameOf(index)]);
  const { nanoseconds, passed } = await namespace.time(framePackets(frames));
  if (passed !== burst) throw new Error(`${passed} of ${burst} frames passed: ${subject.name}`);
  return nanoseconds / burst;
}
