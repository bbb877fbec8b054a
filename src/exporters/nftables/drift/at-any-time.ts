/** Sets of packets without the times at which they are in the set. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import { lastMoment, packetsWith, sessionAxis, type WireSpace, wireAxes } from '../../proof/wire-space.ts';

/** Packets that are in the set at some time, or while some vendor sessions are open. */
export function atAnyTime({ diagrams, sessions }: WireSpace, node: DiagramNode): DiagramNode {
  const axes = [wireAxes.moment, wireAxes.week, ...sessions.map((_, index) => sessionAxis(index))];
  return axes.reduce(diagrams.forSome, node);
}

/** All packets from a moment on. */
export function futureOf(space: WireSpace, now: number): DiagramNode {
  return packetsWith(space, wireAxes.moment, [{ from: Math.max(0, Math.floor(now)), to: lastMoment }]);
}

/** Whether packets of a set that has none of the past are in it only at some times. */
export function dependsOnTime(space: WireSpace, node: DiagramNode, future: DiagramNode): boolean {
  return space.diagrams.intersect(atAnyTime(space, node), future) !== node;
}
