/**
 * Frames for a bridge: inside of each grant and its answers, at every border that the policy has, with one thing changed, and
 * at random. They are drawn from the sets that exports are proven against, and from nothing that was written.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { broadcastMac, isGroupMac } from '../../../algebra/mac-address.ts';
import type { PlanGrant } from '../../../model/plan.ts';
import type { FrameComparison } from '../../proof/frames/frame-comparison.ts';
import { type FrameAxis, frameAxes, framesWith, tagType } from '../../proof/frames/frame-space.ts';
import { secondsOfWeek } from '../../proof/wire-space.ts';
import type { Random } from '../random.ts';
import type { FrameProbe } from './frame-probe.ts';

/** Why a frame was drawn. */
export type FrameKind = 'inside' | 'border' | 'one thing else' | 'at random';

export interface DrawnFrame {
  readonly kind: FrameKind;
  readonly probe: FrameProbe;
}

export interface DrawnFrames {
  readonly frames: readonly DrawnFrame[];
  readonly coverage: readonly { readonly kind: string; readonly tried: number; readonly of: number }[];
}

export interface DrawOptions {
  readonly ports: readonly string[];
  readonly count: number;
  /** Seconds since the epoch: frames inside of a grant are inside at that time, if it holds then. */
  readonly at: number;
  readonly random: Random;
}

type Point = number[];

/** Axes of what a sender chooses. */
const chosen = ['entry', 'source', 'destination', 'type', 'vlan', 'inner', 'lead', 'fourth'] as const;
/** Midnight of the epoch was on a Thursday. */
const epochInWeek = 4 * 86_400;

/** Draws frames; the same comparison, options and chance give the same ones. */
export function drawFrames(comparison: FrameComparison, options: DrawOptions): DrawnFrames {
  const { count, random } = options;
  const { borders, sets, anyPoint, pointIn, valueOn, probeAt, canBeSent } = createPoints(comparison, options);
  const frames: DrawnFrame[] = [];
  const inside = new Set<PlanGrant>();
  const add = (kind: FrameKind, point: Point, origin: PlanGrant | null): boolean => {
    const probe = frames.length < count ? probeAt(point, origin) : null;
    if (probe === null) return false;
    if (kind === 'inside' && origin !== null) inside.add(origin);
    frames.push({ kind, probe });
    return true;
  };
  // Each grant first, then each border, so that few frames try as much as possible.
  for (const { grant, set } of sets) add('inside', pointIn(set), grant);
  const reachable = borders.filter(canBeSent);
  let tried = 0;
  for (const { name, value } of reachable) {
    const base = random.pick(sets);
    const point = base === undefined ? anyPoint() : pointIn(base.set);
    point[frameAxes[name]] = value;
    if (name === 'vlan' || name === 'inner') point[frameAxes.type] = tagType;
    if (add('border', point, base?.grant ?? null)) tried += 1;
  }
  for (let attempt = 0; frames.length < count && attempt < 20 * count; attempt++) {
    const base = random.oneIn(6) ? undefined : random.pick(sets);
    if (base === undefined) add('at random', anyPoint(), null);
    else if (random.oneIn(2)) add('inside', pointIn(base.set), base.grant);
    else {
      const name = random.pick(chosen) ?? 'entry';
      const point = pointIn(base.set);
      point[frameAxes[name]] = valueOn(frameAxes[name]);
      add('one thing else', point, base.grant);
    }
  }
  return {
    frames,
    coverage: [
      { kind: 'grants', tried: inside.size, of: sets.length },
      { kind: 'borders', tried, of: reachable.length },
    ],
  };
}

interface Border {
  readonly name: (typeof chosen)[number];
  readonly value: number;
}

/** Points of the space, and frames out of them. */
function createPoints({ space, expected }: FrameComparison, { ports, at: now, random }: DrawOptions) {
  const { diagrams } = space;
  const wanted = diagrams.union(expected.grants.map(({ frames }) => frames));
  const near = bordersOf(wanted, diagrams.axisOf, diagrams.edgesOf, diagrams.sizes);
  const valueOn = (axis: FrameAxis): number =>
    (random.oneIn(4) ? undefined : random.pick(near.get(axis) ?? [])) ?? random.below(diagrams.sizes[axis] ?? 1);
  const anyPoint = (): Point => diagrams.sizes.map((_, axis) => valueOn(axis as FrameAxis));
  /** Frames at the time of the run, or at any time where there are none then. */
  const withoutTime = (set: DiagramNode): DiagramNode => {
    const week = (now + epochInWeek) % secondsOfWeek;
    const current = [
      framesWith(space, frameAxes.moment, [{ from: now, to: now }]),
      framesWith(space, frameAxes.week, [{ from: week, to: week }]),
    ].reduce(diagrams.intersect, set);
    return [frameAxes.moment, frameAxes.week].reduce(diagrams.forSome, current === nothing ? set : current);
  };
  return {
    borders: chosen.flatMap((name) => (near.get(frameAxes[name]) ?? []).map((value): Border => ({ name, value }))),
    sets: expected.grants.flatMap(({ grant, frames }) => {
      const set = withoutTime(frames);
      return set === nothing ? [] : [{ grant, set }];
    }),
    valueOn,
    anyPoint,
    pointIn: (set: DiagramNode): Point => {
      const point = anyPoint();
      for (let node = set; node !== everything && node !== nothing; ) {
        const edge = random.pick(diagrams.edgesOf(node).filter(({ child }) => child !== nothing));
        if (edge === undefined) break;
        const { from, to } = edge;
        const within = random.oneIn(2) ? to : from + random.below(to - from + 1);
        point[diagrams.axisOf(node)] = random.oneIn(3) ? from : within;
        node = edge.child;
      }
      return point;
    },
    /** Null for what no station sends, or no bridge takes. */
    probeAt: (point: Point, origin: PlanGrant | null): FrameProbe | null => {
      const at = (axis: FrameAxis): number => point[axis] ?? 0;
      const source = space.macs[at(frameAxes.source)] ?? 0n;
      const destination = space.macs[at(frameAxes.destination)] ?? 0n;
      if (!isSender(source) || !isReceiver(destination)) return null;
      const entry = ports.indexOf(space.interfaces[at(frameAxes.entry)] ?? '');
      const isTagged = at(frameAxes.type) === tagType;
      const lead = at(frameAxes.lead);
      return {
        // What is behind none of the boundary's interfaces comes in by the last port.
        entry: entry === -1 ? ports.length - 1 : entry,
        source,
        destination,
        vlan: isTagged ? at(frameAxes.vlan) : null,
        etherType: at(isTagged ? frameAxes.inner : frameAxes.type),
        head: [lead >> 16, (lead >> 8) & 0xff, lead & 0xff, at(frameAxes.fourth)],
        origin,
      };
    },
    canBeSent: ({ name, value }: Border): boolean => {
      const mac = space.macs[value] ?? 0n;
      if (name === 'source') return isSender(mac);
      return name === 'destination' ? isReceiver(mac) : true;
    },
  };
}

/** No station has the address of a group, or none. */
function isSender(mac: bigint): boolean {
  return mac !== 0n && !isGroupMac(mac);
}

/** Link-local groups pass no bridge, whatever is granted. */
function isReceiver(mac: bigint): boolean {
  return mac !== 0n && mac <= broadcastMac && mac >> 4n !== 0x0180_c200_000n;
}

/** Values on both sides of each border of each axis. */
function bordersOf(
  set: DiagramNode,
  axisOf: (node: DiagramNode) => number,
  edgesOf: (
    node: DiagramNode,
  ) => readonly { readonly from: number; readonly to: number; readonly child: DiagramNode }[],
  sizes: readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, Set<number>>();
  const seen = new Set<DiagramNode>([everything, nothing]);
  const visit = (node: DiagramNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const axis = axisOf(node);
    const values = found.get(axis) ?? new Set<number>();
    found.set(axis, values);
    for (const { from, to, child } of edgesOf(node)) {
      for (const value of [from - 1, from, to, to + 1]) if (value >= 0 && value < (sizes[axis] ?? 0)) values.add(value);
      visit(child);
    }
  };
  visit(set);
  return new Map([...found].map(([axis, values]) => [axis, [...values].sort((a, b) => a - b)]));
}
