/**
 * Runs prepared probes against a configuration in a lab. First nothing is filtered, so that a packet that is dropped later
 * was dropped by a rule; then the configuration is loaded over connections that are live; then come rounds of new ones.
 */
import type { PlanGrant } from '../../model/plan.ts';
import type { ProveCount, ProveMismatch, ProvePhase } from '../../model/prove.ts';
import { compareCounters } from './compare-counters.ts';
import { describeMiss } from './describe-miss.ts';
import { closeRuleset, openRuleset } from './lab-rulesets.ts';
import { firstOfLive, otherEndOfLive, plainRound, unfiltered, unfilteredReplies } from './live-connections.ts';
import type { Lab } from './port.ts';
import type { PreparedProbes } from './prepare-probes.ts';
import type { Probe } from './probe.ts';
import { openRound, type PhaseName, phases, type Tally } from './round.ts';
import { createShooter, type Shot, type Volley } from './shooter.ts';

export interface RunSetting {
  /** The configuration, as commands of nft. */
  readonly ruleset: string;
  /** How an element of the configuration names the grants that it stands for, at least one and sorted by id. */
  readonly nameOf: (grants: readonly PlanGrant[]) => string;
  /** `mismatch` stops behind the first phase that has one. */
  readonly until: 'end' | 'mismatch';
  /** Seconds, from any moment on. */
  readonly clock: () => number;
  /** Processor time of this process in seconds. */
  readonly processor: () => number;
  /** Hears which phase is at work and how many packets were sent; the total is an estimate. */
  readonly tell: (phase: string, sent: number, total: number) => void;
}

/** What a run has shown. */
export interface ProbeRun {
  /** What the kernel says against the configuration; null when it took it. */
  readonly refused: string | null;
  readonly phases: readonly ProvePhase[];
  readonly mismatches: readonly ProveMismatch[];
  /** How many names of grants were compared. */
  readonly counters: number;
  readonly miscounted: readonly ProveCount[];
  /** Packets that were dropped by anything but rules; nothing can be said when there are any. */
  readonly lost: number;
  /** How long packets were made, sent and judged. */
  readonly seconds: number;
  /** Processor time of that, the kernel's part among it. */
  readonly processorSeconds: number;
}

/** Packets of all phases for one probe, about. */
const packetsPerProbe = 6.5;

export async function runProbes(
  lab: Lab,
  { drawn, oracle, wiring, translator }: PreparedProbes,
  setting: RunSetting,
): Promise<ProbeRun> {
  const [first, ...others] = drawn.rounds;
  const probes = drawn.rounds.reduce((sum, round) => sum + round.length, 0);
  const tally: Tally = new Map();
  const record = createRecord(wiring.interfaces);
  const asksForFunctions = oracle.grants.some(({ expected }) => expected.payloads !== null);
  let phase: PhaseName = 'no rules';
  let used = 0;
  const shoot = createShooter(lab, (sent) =>
    setting.tell(phase, record.sent(sent), Math.round(probes * packetsPerProbe)),
  );
  const run = async (name: PhaseName, shots: Iterable<Shot>): Promise<void> => {
    const started = setting.clock();
    const before = setting.processor();
    phase = name;
    record.add(name, await shoot(shots), setting.clock() - started);
    used += setting.processor() - before;
  };
  const finish = async (refused: string | null): Promise<ProbeRun> => {
    const compared =
      refused === null && (setting.until === 'end' || record.mismatches() === 0)
        ? compareCounters(tally, oracle.grants, setting.nameOf, await lab.counters())
        : { counters: 0, miscounted: [] };
    const { lost, seconds } = await lab.account();
    return { refused, ...record.result(), ...compared, lost, processorSeconds: used + seconds };
  };
  const open = (round: readonly Probe[]) => openRound(round, { oracle, wiring, translator }, tally);
  const isOver = (): boolean => setting.until === 'mismatch' && record.mismatches() > 0;

  await mustLoad(lab, openRuleset);
  for (const round of others) {
    await run('no rules', unfiltered(open(plainRound(round))));
    await lab.forget();
  }
  const live = open(plainRound(first ?? []));
  await run('no rules', unfiltered(live));
  await run('no rules', unfilteredReplies(live));
  const refused = await lab.load(`${setting.ruleset}${closeRuleset}`);
  if (refused !== null) return finish(refused);
  await run('live connections', firstOfLive(live));
  if (!isOver()) await run('live connections', otherEndOfLive(live));
  for (const each of drawn.rounds) {
    const round = open(each);
    for (const phase of phases.filter(({ name }) => name !== 'functions' || asksForFunctions)) {
      if (isOver()) return finish(null);
      if (phase.forgets) await lab.forget();
      await run(phase.name, phase.shots(round));
    }
  }
  return finish(null);
}

async function mustLoad(lab: Lab, commands: string): Promise<void> {
  const refused = await lab.load(commands);
  if (refused !== null) throw new Error(`the lab's own ruleset was refused: ${refused}`);
}

/** Sums up volleys by phase. */
function createRecord(interfaces: readonly string[]) {
  const sums = new Map<string, { sent: number; passed: number; mismatches: number; seconds: number }>();
  const mismatches: ProveMismatch[] = [];
  let told = 0;
  return {
    sent: (more: number): number => {
      told += more;
      return told;
    },
    add: (name: PhaseName, { sent, passed, missed, misses }: Volley, seconds: number): void => {
      const sum = sums.get(name) ?? { sent: 0, passed: 0, mismatches: 0, seconds: 0 };
      sums.set(name, {
        sent: sum.sent + sent,
        passed: sum.passed + passed,
        mismatches: sum.mismatches + missed,
        seconds: sum.seconds + seconds,
      });
      mismatches.push(...misses.map((miss) => describeMiss(name, miss, interfaces)));
    },
    mismatches: (): number => mismatches.length,
    result: (): Pick<ProbeRun, 'phases' | 'mismatches' | 'seconds'> => ({
      phases: [...sums].map(([name, { sent, passed, mismatches: wrong, seconds }]) => ({
        name,
        sent,
        passed,
        dropped: sent - passed,
        mismatches: wrong,
        perSecond: seconds === 0 ? 0 : Math.round(sent / seconds),
      })),
      mismatches,
      seconds: [...sums.values()].reduce((sum, { seconds }) => sum + seconds, 0),
    }),
  };
}
