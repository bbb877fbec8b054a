/** A set of frames told by the zones that exchange them and by their EtherTypes, each with one frame that shows it. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet } from '../../../algebra/integer-set.ts';
import { isGroupMac } from '../../../algebra/mac-address.ts';
import type { PlanBoundary } from '../../../model/plan.ts';
import type { Point } from '../find-point.ts';
import type { FrameComparison } from './frame-comparison.ts';
import { findFrame, formatFrame, frameAt } from './frame-packet.ts';
import { type FrameSpace, frameAxes, framesWith, macsIn, portsIn, tagType } from './frame-space.ts';

/** Frames of one EtherType between two zones. */
export interface FramePair {
  /** Null for a station of no zone behind the boundary. */
  readonly from: string | null;
  /** For a group, the zones behind the interface that it leaves by. */
  readonly to: string | null;
  /** `ethernet 0x8892`, with a tag or without. */
  readonly service: string;
  /** Whether a frame comes in or leaves by an interface behind which its zone does not lie. */
  readonly misplaced: boolean;
  readonly witness: string;
  readonly point: Point;
}

export interface FramePairs {
  readonly pairs: readonly FramePair[];
  /** False when there are more than were asked for. */
  readonly complete: boolean;
}

/** Takes a set apart, at most into so many pairs. */
export function framePairs(
  { space, stations }: Pick<FrameComparison, 'space' | 'stations'>,
  boundary: PlanBoundary,
  set: DiagramNode,
  most: number,
): FramePairs {
  const { diagrams } = space;
  const byZone = Map.groupBy([...stations.of], ([endpoint]) => endpoint.slice(0, endpoint.indexOf('/')));
  const zones = [...byZone].map(([zone, own]) => ({
    zone,
    macs: integerSet(
      macsIn(
        space,
        own.flatMap(([, macs]) => macs.map((mac) => ({ from: mac, to: mac }))),
      ),
    ),
  }));
  const ownerOf = (mac: number): { readonly zone: string | null; readonly macs: IntegerSet } =>
    zones.find(({ macs }) => macs.some(({ from, to }) => from <= mac && mac <= to)) ?? {
      zone: null,
      macs: [{ from: mac, to: mac }],
    };
  const isBehind = (port: string, zone: string): boolean =>
    boundary.interfaces.some((each) => each.name === port && each.zones.includes(zone));
  const across = diagrams.union(space.interfaces.map((port) => acrossFrom(space, port)));
  const pairs: FramePair[] = [];
  let rest = set;
  while (rest !== nothing) {
    // A port in hairpin mode alone sends a frame back to where it came from.
    const point = findFrame(space, diagrams.intersect(rest, across)) ?? findFrame(space, rest);
    if (point === null) break;
    if (pairs.length === most) return { pairs, complete: false };
    const at = (axis: number): number => point[axis] ?? 0;
    const frame = frameAt(space, point);
    const from = ownerOf(at(frameAxes.source));
    const isGroup = isGroupMac(space.macs[at(frameAxes.destination)] ?? 0n);
    const owner = ownerOf(at(frameAxes.destination));
    const behind = boundary.interfaces.filter(({ name }) => name === frame.exit).flatMap((each) => each.zones);
    const to = isGroup ? (behind.length === 0 ? null : behind.join(', ')) : owner.zone;
    pairs.push({
      from: from.zone,
      to,
      service: `ethernet 0x${frame.etherType.toString(16).padStart(4, '0')}`,
      misplaced:
        (from.zone !== null && !isBehind(frame.entry, from.zone)) ||
        (!isGroup && owner.zone !== null && !isBehind(frame.exit, owner.zone)),
      witness: formatFrame(frame),
      point,
    });
    const sides: (IntegerSet | null)[] = [];
    const only = (axis: number): IntegerSet => [{ from: at(axis), to: at(axis) }];
    sides[frameAxes.source] = from.macs;
    sides[frameAxes.destination] = owner.macs;
    sides[frameAxes.entry] = only(frameAxes.entry);
    sides[frameAxes.exit] = only(frameAxes.exit);
    const boxOf = (axis: number, type: number): DiagramNode => {
      const typed = [...sides];
      typed[frameAxes.type] = [{ from: tagType, to: tagType }];
      typed[axis] = [{ from: type, to: type }];
      return diagrams.box(typed);
    };
    const { etherType } = frame;
    const told = diagrams.union([boxOf(frameAxes.type, etherType), boxOf(frameAxes.inner, etherType)]);
    rest = diagrams.subtract(rest, told);
  }
  return { pairs, complete: true };
}

/** Frames that come in by a port and leave by another. */
function acrossFrom(space: FrameSpace, port: string): DiagramNode {
  const others = space.interfaces.filter((name) => name !== port);
  const entering = framesWith(space, frameAxes.entry, portsIn(space, [port]));
  return space.diagrams.intersect(entering, framesWith(space, frameAxes.exit, portsIn(space, others)));
}
