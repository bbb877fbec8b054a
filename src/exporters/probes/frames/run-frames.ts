/**
 * Tries a configuration with frames in a lab. First nothing is filtered, so that a frame that is dropped later was dropped by
 * a rule; then the configuration is loaded; last the bridge learns, and must not learn from stolen addresses.
 */
import { formatMac } from '../../../algebra/mac-address.ts';
import type { PlanGrant } from '../../../model/plan.ts';
import type { ProveCount, ProveMismatch, ProvePhase } from '../../../model/prove.ts';
import { compareCounts } from '../compare-counters.ts';
import { batchLimit } from '../port.ts';
import type { DrawnFrame } from './draw-frames.ts';
import type { FrameOracle } from './frame-oracle.ts';
import { describeProbe, type FrameProbe, frameLength, frameNumber, writeFrame } from './frame-probe.ts';
import type { BridgeLab } from './port.ts';
import type { StolenFrame } from './stolen-frames.ts';

export interface FrameRunSetting {
  readonly ruleset: string;
  readonly ports: readonly string[];
  readonly oracle: FrameOracle;
  readonly frames: readonly DrawnFrame[];
  readonly stolen: readonly StolenFrame[];
  /** How an element names the grants that it stands for, at least one and sorted by id. */
  readonly nameOf: (grants: readonly PlanGrant[]) => string;
  /** Seconds, from any moment on. */
  readonly clock: () => number;
  /** Processor time of this process in seconds. */
  readonly processor: () => number;
  readonly tell: (phase: string, sent: number, total: number) => void;
}

export interface FrameRun {
  /** What the kernel says against the configuration; null when it took it. */
  readonly refused: string | null;
  readonly phases: readonly ProvePhase[];
  readonly mismatches: readonly ProveMismatch[];
  /** How many names of grants were compared. */
  readonly counters: number;
  readonly miscounted: readonly ProveCount[];
  readonly leftOut: number;
  readonly lost: number;
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** Mismatches of a phase that are told. */
const mostMisses = 20;

export async function runFrames(lab: BridgeLab, setting: FrameRunSetting): Promise<FrameRun> {
  const { ports, oracle, frames, clock, processor, tell } = setting;
  let compared: Pick<FrameRun, 'counters' | 'miscounted'> = { counters: 0, miscounted: [] };
  const phases: ProvePhase[] = [];
  const mismatches: ProveMismatch[] = [];
  const total = 2 * frames.length;
  let sent = 0;
  let [seconds, used] = [0, 0];
  const run = async (
    name: string,
    shots: readonly Shot[],
    judge: (shot: Shot, exits: readonly number[]) => string | null,
  ): Promise<void> => {
    const [started, before] = [clock(), processor()];
    let [passed, wrong] = [0, 0];
    for (let start = 0; start < shots.length; start += batchLimit) {
      const batch = shots.slice(start, start + batchLimit);
      const out = await sendBatch(lab, batch);
      for (const [index, shot] of batch.entries()) {
        const exits = out[index] ?? [];
        if (exits.length > 0) passed += 1;
        const expected = judge(shot, exits);
        if (expected === null) continue;
        wrong += 1;
        if (wrong <= mostMisses) mismatches.push(mismatchOf(name, shot, exits, expected));
      }
      sent += batch.length;
      tell(name, sent, total);
    }
    const took = clock() - started;
    seconds += took;
    used += processor() - before;
    const perSecond = took === 0 ? 0 : Math.round(shots.length / took);
    phases.push({ name, sent: shots.length, passed, dropped: shots.length - passed, mismatches: wrong, perSecond });
  };
  const finish = async (refused: string | null, leftOut: number): Promise<FrameRun> => {
    const { lost, seconds: pumped } = await lab.account();
    return { refused, phases, mismatches, ...compared, leftOut, lost, seconds, processorSeconds: used + pumped };
  };

  const shots = frames.map(({ kind, probe }) => ({ kind, probe, exits: oracle.exitsOf(probe) }));
  const clear = shots.filter((shot): shot is typeof shot & Shot => shot.exits !== null);
  const everywhere = (probe: FrameProbe): readonly number[] => [...ports.keys()].filter((port) => port !== probe.entry);
  const namesOf = (exits: readonly number[]): string => exits.map((exit) => ports[exit] ?? '?').join(' and ');
  const mustLeave =
    (wanted: (shot: Shot) => readonly number[], why: (shot: Shot) => string) =>
    (shot: Shot, exits: readonly number[]): string | null => {
      const own = wanted(shot);
      if (own.join() === exits.join()) return null;
      return own.length === 0
        ? 'dropped, as no grant opens the boundary for it'
        : `comes out of ${namesOf(own)}${why(shot)}`;
    };
  await run(
    'no rules',
    clear,
    mustLeave(
      ({ probe }) => everywhere(probe),
      () => ', as nothing is filtered',
    ),
  );
  const refused = await lab.load(setting.ruleset);
  if (refused !== null) return finish(refused, shots.length - clear.length);
  for (const kind of ['inside', 'border', 'one thing else', 'at random'])
    await run(
      kind,
      clear.filter((shot) => shot.kind === kind),
      mustLeave(
        ({ exits }) => exits,
        ({ probe, exits: [exit = 0] }) => `, as ${grantIds(oracle, probe, exit)} grants it`,
      ),
    );
  compared = compareCounts(expectedCounts(clear, setting), await lab.counters());
  await lab.learn();
  await learn(lab, setting, phases, mismatches);
  return finish(null, shots.length - clear.length);

  function mismatchOf(phase: string, { probe, exits }: Shot, out: readonly number[], expected: string): ProveMismatch {
    const grants = exits.flatMap((exit) => oracle.grantsOf(probe, exit)).map(({ id, at }) => ({ id, at }));
    const near = probe.origin === null ? null : { id: probe.origin.id, at: probe.origin.at };
    const packet = describeProbe(probe, ports);
    const kernel = out.length === 0 ? 'dropped' : `came out of ${namesOf(out)}`;
    return {
      phase,
      packet,
      expected,
      kernel,
      grants: [...new Map(grants.map((each) => [each.id, each])).values()],
      near,
    };
  }
}

/** A frame counts once at each port that it could leave by and is granted to, open at the time or not. */
function expectedCounts(
  shots: readonly Shot[],
  { ports, oracle, nameOf }: Pick<FrameRunSetting, 'ports' | 'oracle' | 'nameOf'>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { probe } of shots)
    for (const exit of ports.keys()) {
      const grants = exit === probe.entry ? [] : oracle.askedFor(probe, exit);
      if (grants.length === 0) continue;
      const name = nameOf(grants);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  return counts;
}

function grantIds(oracle: FrameOracle, probe: FrameProbe, exit: number): string {
  return oracle
    .grantsOf(probe, exit)
    .map(({ id }) => id)
    .join(', ');
}

/** Sends frames from where their senders are, and from where they are not, and looks at what the bridge has learnt. */
async function learn(
  lab: BridgeLab,
  { ports, stolen, clock }: FrameRunSetting,
  phases: ProvePhase[],
  mismatches: ProveMismatch[],
): Promise<void> {
  const started = clock();
  let [wrong, right] = [0, 0];
  for (const isHome of [true, false]) {
    const own = stolen.filter((each) => each.isHome === isHome);
    await sendBatch(
      lab,
      own.map(({ probe }) => ({ probe, exits: [], kind: '' })),
    );
    const learnt = await lab.learnt();
    for (const { probe, homes } of own) {
      const place = learnt.get(formatMac(probe.source)) ?? null;
      const isRight = place !== null && homes.includes(place);
      if (place !== null) right += 1;
      if (isRight) continue;
      wrong += 1;
      const expected = `the bridge knows its sender behind ${homes.join(' or ')}`;
      const kernel = place === null ? 'it knows nothing of it' : `it sends frames for it to ${place}`;
      mismatches.push({
        phase: 'learning',
        packet: describeProbe(probe, ports),
        expected,
        kernel,
        grants: [],
        near: null,
      });
    }
  }
  const took = clock() - started;
  phases.push({
    name: 'learning',
    sent: stolen.length,
    passed: right,
    dropped: stolen.length - right,
    mismatches: wrong,
    perSecond: took === 0 ? 0 : Math.round(stolen.length / took),
  });
}

interface Shot {
  readonly kind: string;
  readonly probe: FrameProbe;
  /** Ports that it must leave by. */
  readonly exits: readonly number[];
}

/** Ports that each frame left by as it came in, ascending. */
async function sendBatch(lab: BridgeLab, batch: readonly Shot[]): Promise<readonly (readonly number[])[]> {
  const head = 4;
  const lengths = batch.map(({ probe }) => frameLength(probe));
  const bytes = Buffer.alloc(lengths.reduce((sum, length) => sum + head + length, 0));
  const sent: Buffer[] = [];
  let at = 0;
  for (const [index, { probe }] of batch.entries()) {
    const length = lengths[index] ?? 0;
    bytes.writeUInt16BE(probe.entry, at);
    bytes.writeUInt16BE(length, at + 2);
    writeFrame(bytes, at + head, probe, index);
    sent.push(bytes.subarray(at + head, at + head + length));
    at += head + length;
  }
  const answer = Buffer.from(await lab.send(bytes));
  const exits = batch.map((): number[] => []);
  for (let place = 0; place + head <= answer.length; ) {
    const port = answer.readUInt16BE(place);
    const frame = answer.subarray(place + head, place + head + answer.readUInt16BE(place + 2));
    place += head + frame.length;
    const number = frameNumber(frame) ?? -1;
    // The kernel speaks too, and under any number.
    if (sent[number]?.equals(frame) === true) exits[number]?.push(port);
  }
  return exits.map((list) => [...new Set(list)].sort((a, b) => a - b));
}
