/** What must become of a frame, by the sets that exports of bridges are proven against. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import type { PlanGrant } from '../../../model/plan.ts';
import type { Point } from '../../proof/find-point.ts';
import type { FrameComparison } from '../../proof/frames/frame-comparison.ts';
import { frameAxes, macsIn, portsIn, tagType } from '../../proof/frames/frame-space.ts';
import { secondsOfWeek } from '../../proof/wire-space.ts';
import type { FrameProbe } from './frame-probe.ts';

export interface FrameOracle {
  /** Ports that a frame leaves by, ascending; null where that changes during the run. */
  readonly exitsOf: (probe: FrameProbe) => readonly number[] | null;
  /** Grants that let a frame leave by a port. */
  readonly grantsOf: (probe: FrameProbe, exit: number) => readonly PlanGrant[];
  /** Grants that are asked for a frame on its way to a port, open at the time or not; sorted by id. */
  readonly askedFor: (probe: FrameProbe, exit: number) => readonly PlanGrant[];
}

/** Seconds between two looks at what windows do during a run; they begin and end at whole minutes. */
const lookEvery = 30;
/** Midnight of the epoch was on a Thursday. */
const epochInWeek = 4 * 86_400;

/** `ports` are the wired ones; `time` is when frames are sent, in seconds since the epoch. */
export function createFrameOracle(
  { space, expected }: FrameComparison,
  ports: readonly string[],
  time: { readonly from: number; readonly to: number },
): FrameOracle {
  const { diagrams } = space;
  const wanted = diagrams.union(expected.grants.map(({ frames }) => frames));
  const sorted = expected.grants.toSorted((a, b) => (a.grant.id < b.grant.id ? -1 : 1));
  const atAnyTime = sorted.map(({ grant, frames }) => ({
    grant,
    frames: [frameAxes.moment, frameAxes.week].reduce(diagrams.forSome, frames),
  }));
  const ever = diagrams.union(atAnyTime.map(({ frames }) => frames));
  const portNumbers = ports.map((name) => portsIn(space, [name])[0]?.from ?? space.interfaces.length);
  const macNumber = (mac: bigint): number => macsIn(space, [{ from: mac, to: mac }])[0]?.from ?? 0;
  const moments: number[] = [];
  for (let at = time.from; at < time.to; at += lookEvery) moments.push(at);
  moments.push(time.to);
  const pointOf = (probe: FrameProbe, exit: number, at: number): Point => {
    const [first, second, third, fourth] = probe.head;
    const point: number[] = [];
    point[frameAxes.destination] = macNumber(probe.destination);
    point[frameAxes.source] = macNumber(probe.source);
    point[frameAxes.entry] = portNumbers[probe.entry] ?? 0;
    point[frameAxes.exit] = portNumbers[exit] ?? 0;
    point[frameAxes.type] = probe.vlan === null ? probe.etherType : tagType;
    point[frameAxes.vlan] = probe.vlan ?? 0;
    point[frameAxes.inner] = probe.etherType;
    point[frameAxes.lead] = first * 0x1_0000 + second * 0x100 + third;
    point[frameAxes.fourth] = fourth;
    point[frameAxes.moment] = at;
    point[frameAxes.week] = (at + epochInWeek) % secondsOfWeek;
    return point;
  };
  const exitsAt = (set: DiagramNode, probe: FrameProbe, at: number): readonly number[] =>
    [...ports.keys()].filter((exit) => exit !== probe.entry && diagrams.has(set, pointOf(probe, exit, at)));
  return {
    exitsOf: (probe) => {
      const [first = [], ...others] = moments.map((at) => exitsAt(wanted, probe, at));
      return others.every((exits) => exits.join() === first.join()) ? first : null;
    },
    askedFor: (probe, exit) => {
      const point = pointOf(probe, exit, time.from);
      if (!diagrams.has(ever, point)) return [];
      return atAnyTime.flatMap(({ grant, frames }) => (diagrams.has(frames, point) ? [grant] : []));
    },
    grantsOf: (probe, exit) =>
      expected.grants.flatMap(({ grant, frames }) =>
        diagrams.has(frames, pointOf(probe, exit, time.from)) ? [grant] : [],
      ),
  };
}
