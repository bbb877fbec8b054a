/**
 * One point out of a set in a space with axes for the date and for the second of the UTC week, which go together; axes
 * behind these two are conditions that hold or do not.
 */
import type { DiagramEdge, Diagrams } from '../../algebra/diagram.ts';
import { type DiagramNode, everything, nothing } from '../../algebra/diagram-runs.ts';
import { secondsOfWeek } from './wire-space.ts';

/** One value for each axis. */
export type Point = readonly number[];

/** A moment that is shown when any does: Monday, 2026-08-03, 12:00 UTC. */
const anyMoment = 1_785_758_400;
/** Midnight of the epoch was on a Thursday. */
const epochInWeek = 4 * 86_400;

/**
 * A point whose date and second of the week go together; null when there is none, so that the set is empty. `usual` has a
 * value for each axis before these two, taken where any does.
 */
export function findTimedPoint(diagrams: Diagrams, set: DiagramNode, usual: readonly number[]): Point | null {
  const timeAxis = usual.length;
  const dead = new Set<DiagramNode>();
  const point: number[] = [];
  let end: readonly number[] | null = null;
  const visit = (node: DiagramNode): boolean => {
    if (node === nothing || dead.has(node)) return false;
    const axis = node === everything ? timeAxis : diagrams.axisOf(node);
    if (axis >= timeAxis) {
      end = findMoment(diagrams, timeAxis, node);
      if (end === null) dead.add(node);
      return end !== null;
    }
    for (const { from, child } of diagrams.edgesOf(node)) {
      point[axis] = from;
      if (visit(child)) return true;
    }
    dead.add(node);
    delete point[axis];
    return false;
  };
  if (!visit(set) || end === null) return null;
  return [...usual.map((value, axis) => point[axis] ?? value), ...end];
}

/** Values of the axes from the date on. */
function findMoment(diagrams: Diagrams, timeAxis: number, node: DiagramNode): readonly number[] | null {
  if (node === everything) return [anyMoment, weekOf(anyMoment), ...findConditions(diagrams, timeAxis + 2, everything)];
  for (const date of edgesOn(diagrams, node, timeAxis)) {
    for (const week of edgesOn(diagrams, date.child, timeAxis + 1)) {
      const wait = (week.from - weekOf(date.from) + secondsOfWeek) % secondsOfWeek;
      const inside = wait + (week.to - week.from) >= secondsOfWeek;
      const time = inside ? date.from : date.from + wait;
      if (time <= date.to) return [time, weekOf(time), ...findConditions(diagrams, timeAxis + 2, week.child)];
    }
  }
  return null;
}

/** The conditions that must hold. */
function findConditions(diagrams: Diagrams, first: number, node: DiagramNode): readonly number[] {
  let at = node;
  return diagrams.sizes.slice(first).map((_, index) => {
    const [edge] = edgesOn(diagrams, at, first + index);
    at = edge?.child ?? everything;
    return edge?.from ?? 0;
  });
}

/** Edges of a node that may not ask for the axis. */
function edgesOn(diagrams: Diagrams, node: DiagramNode, axis: number): readonly DiagramEdge[] {
  if (node !== everything && diagrams.axisOf(node) === axis) return diagrams.edgesOf(node);
  return [{ from: 0, to: (diagrams.sizes[axis] ?? 1) - 1, child: node }];
}

function weekOf(time: number): number {
  return (time + epochInWeek) % secondsOfWeek;
}
