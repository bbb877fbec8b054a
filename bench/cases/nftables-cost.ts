/**
 * What a forwarded packet costs the kernel under an exported ruleset, beside an empty one and beside a list of one rule
 * for each grant: processor time from one interface to the queue of the other, best of several rounds that take turns.
 * Needs root, `nft`, `ip` and Perl.
 */
import { digits, row } from '../measure.ts';
import {
  burst,
  type ForwardingRouter,
  type InboundPacket,
  openForwardingRouter,
} from '../nftables/forwarding-router.ts';
import {
  type ConnectionPackets,
  connectionPackets,
  exportedRuleset,
  type GrantedPair,
  linearRuleset,
  manyGrants,
} from '../nftables/many-grants.ts';
import { translatedPackets, translatedRuleset } from '../nftables/translated-lines.ts';

const sizes = [10, 1000, 10_000, 100_000];
/** Machine lines that are translated one to one, each with a grant. */
const lines = [10, 1000, 10_000];
const rounds = 9;
/** Packets of live connections are those of so many. */
const live = 1000;
/** Packets of a connection in the last column, in which the first is one. */
const perConnection = 10;
/** What is asked of an export, in costs of an empty ruleset. */
const asked = 1.8;

interface Subject {
  readonly name: string;
  readonly ruleset: string;
  /** Packets of the connection of a number; `shift` goes from a granted port to another. Null where nothing is granted. */
  readonly connect: ((number: number, shift: number) => ConnectionPackets) | null;
  /** Packets for each measurement. */
  readonly packets: number;
  readonly dropsUngranted: boolean;
}

interface Costs {
  first: number;
  live: number;
  denied: number;
}

const sized = sizes.map((size) => ({ size, grants: manyGrants(size) }));
const most = sized.at(-1)?.grants ?? [];
const tracking = 'ct state invalid drop; ct state established accept; tcp flags syn accept;';
const base = (rules: string): string =>
  `table inet base { chain forward { type filter hook forward priority filter; policy drop; ${rules} }\n}\n`;
const subjects: readonly Subject[] = [
  { name: 'empty', ruleset: '', connect: connector(most), packets: burst, dropsUngranted: false },
  { name: 'drops all', ruleset: base(''), connect: null, packets: burst, dropsUngranted: true },
  {
    name: 'connection tracking alone',
    ruleset: base(tracking),
    connect: connector(most),
    packets: burst,
    dropsUngranted: false,
  },
  ...sized.map(({ size, grants }) => subject(`export, ${words(size)} grants`, exportedRuleset(grants, 'port'), grants)),
  ...sized.map(({ size, grants }) =>
    subject(`export, ${words(size)} grants of ten ports`, exportedRuleset(grants, 'range'), grants),
  ),
  ...lines.map((count): Subject => {
    const connect = (number: number, shift: number) => translatedPackets((number * 7919) % count, number, shift);
    const name = `export that translates ${words(count)} lines`;
    return { name, ruleset: translatedRuleset(count), connect, packets: burst, dropsUngranted: true };
  }),
  ...sized.map(({ size, grants }) =>
    subject(`one rule per grant, ${words(size)}`, linearRuleset(grants), grants, Math.min(burst, 20_000_000 / size)),
  ),
];

const trials: { readonly subject: Subject; readonly router: ForwardingRouter; readonly best: Costs; load: string }[] =
  [];
try {
  for (const each of subjects) {
    const router = await openForwardingRouter();
    const best = { first: Number.POSITIVE_INFINITY, live: Number.POSITIVE_INFINITY, denied: Number.POSITIVE_INFINITY };
    const trial = { subject: each, router, best, load: '' };
    trials.push(trial);
    const { seconds, bytes } = await router.load(each.ruleset);
    trial.load = `loads in ${seconds.toFixed(2)} s, ${(bytes / 1e6).toFixed(1)} MB`;
  }
  for (let round = 0; round < rounds; round++)
    for (const { subject: each, router, best } of trials) await measure(each, router, best, round);
} finally {
  for (const { router } of trials) await router.close();
}
const costOf = (name: string): Costs | undefined => trials.find(({ subject: each }) => each.name === name)?.best;
const empty = costOf('empty');
const tracked = costOf('connection tracking alone');
const drops = costOf('drops all');
row('', 'behind each: how many times an empty ruleset, and how many times connection tracking alone');
row('', `and over a connection of ${perConnection} packets, of which at most ${asked} times an empty ruleset is asked`);
const heads = ['first of a connection', 'of a live connection', 'denied', 'of a connection'];
row('per packet', ...heads.map((head) => head.padStart(28)));
for (const { subject: each, best, load } of trials)
  row(
    each.name,
    figure(best.first, empty?.first, tracked?.first),
    figure(best.live, empty?.live, tracked?.live),
    figure(best.denied, drops?.denied, undefined),
    figure(average(best), empty && average(empty), tracked && average(tracked)),
    load,
  );

function subject(name: string, ruleset: string, grants: readonly GrantedPair[], packets: number = burst): Subject {
  return { name, ruleset, connect: connector(grants), packets, dropsUngranted: true };
}

function connector(grants: readonly GrantedPair[]): NonNullable<Subject['connect']> {
  return (number, shift) => {
    const grant = grants[(number * 7919) % grants.length];
    if (grant === undefined) throw new Error('there are no grants');
    return connectionPackets(grant, number, shift);
  };
}

async function measure(
  { connect, packets, dropsUngranted }: Subject,
  router: ForwardingRouter,
  best: Costs,
  round: number,
): Promise<void> {
  const ask = connect ?? connector(most);
  const packetsOf = (shift: number, part: keyof ConnectionPackets, many: number): readonly InboundPacket[] =>
    Array.from({ length: many }, (_, index) => [part === 'answer' ? 1 : 0, ask(round * burst + index, shift)[part]]);
  const keep = (kind: keyof Costs, nanoseconds: number): void => {
    best[kind] = Math.min(best[kind], nanoseconds);
  };
  const granted = connect !== null;
  await router.forget();
  if (granted) keep('first', await router.time(packetsOf(0, 'first', packets), packets));
  await router.forget();
  keep('denied', await router.time(packetsOf(50, 'first', packets), dropsUngranted ? 0 : packets));
  if (!granted) return;
  await router.forget();
  const open = Math.min(live, packets);
  for (const part of ['first', 'answer', 'next'] as const) await router.pass(packetsOf(0, part, open));
  const next = packetsOf(0, 'next', open);
  const many = Array.from({ length: burst }, (_, index) => next[index % open]).filter((each) => each !== undefined);
  keep('live', await router.time(many, burst));
}

function average(costs: Costs): number {
  return (costs.first + (perConnection - 1) * costs.live) / perConnection;
}

function figure(nanoseconds: number, reference: number | undefined, other: number | undefined): string {
  if (!Number.isFinite(nanoseconds)) return '–'.padStart(28);
  const ratios = [reference, other].flatMap((each) => (each === undefined ? [] : [`${digits(nanoseconds / each)} x`]));
  return `${digits(nanoseconds / 1000)} us (${ratios.join(', ')})`.padStart(28);
}

function words(size: number): string {
  return size.toLocaleString('en-US');
}
