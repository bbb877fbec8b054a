/** Questions about two diagrams that are answered without making a third, and that stop at the first point that settles them. */
import { type DiagramNode, everything, firstRunFrom, nothing, type Runs } from './diagram-runs.ts';

export interface DiagramComparisons {
  readonly within: (inner: DiagramNode, outer: DiagramNode) => boolean;
  readonly meets: (a: DiagramNode, b: DiagramNode) => boolean;
}

/** Answers about two nodes are remembered up to this many, and then forgotten all at once. */
const mostRemembered = 1_000_000;
const nodeSpace: number = 2 ** 26;

export function createComparisons(
  axisOf: (node: DiagramNode) => number,
  runsOn: (node: DiagramNode, axis: number) => Runs,
): DiagramComparisons {
  const remembering = (ask: (a: DiagramNode, b: DiagramNode) => boolean) => {
    const remembered = new Map<number, boolean>();
    return (a: DiagramNode, b: DiagramNode): boolean => {
      const key = a * nodeSpace + b;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const answer = ask(a, b);
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(key, answer);
      return answer;
    };
  };

  const compareWithin = remembering((inner, outer) => {
    const axis = Math.min(axisOf(inner), axisOf(outer));
    return runsWithin(runsOn(inner, axis), runsOn(outer, axis), within);
  });
  const within = (inner: DiagramNode, outer: DiagramNode): boolean => {
    if (inner === nothing || outer === everything || inner === outer) return true;
    if (outer === nothing || inner === everything) return false;
    return compareWithin(inner, outer);
  };

  const compareMeets = remembering((a, b) => {
    const axis = Math.min(axisOf(a), axisOf(b));
    const [left, right] = [runsOn(a, axis), runsOn(b, axis)];
    return left.length <= right.length ? runsMeet(left, right, meets) : runsMeet(right, left, meets);
  });
  const meets = (a: DiagramNode, b: DiagramNode): boolean => {
    if (a === nothing || b === nothing) return false;
    if (a === everything || b === everything || a === b) return true;
    return a < b ? compareMeets(a, b) : compareMeets(b, a);
  };

  return { within, meets };
}

/** Whether every run of `inner` lies in runs of `outer` that follow one another without a gap. */
function runsWithin(inner: Runs, outer: Runs, within: (a: DiagramNode, b: DiagramNode) => boolean): boolean {
  for (let index = 0; index < inner.length; index += 3) {
    let next = inner[index] ?? 0;
    const to = inner[index + 1] ?? 0;
    for (let other = firstRunFrom(outer, next); next <= to; other += 3) {
      const from = outer[other];
      if (from === undefined || from > next) return false;
      if (!within(inner[index + 2] ?? nothing, outer[other + 2] ?? nothing)) return false;
      next = (outer[other + 1] ?? to) + 1;
    }
  }
  return true;
}

/** `few` is gone through from end to end, `many` is searched. */
function runsMeet(few: Runs, many: Runs, meets: (a: DiagramNode, b: DiagramNode) => boolean): boolean {
  for (let index = 0; index < few.length; index += 3) {
    const to = few[index + 1] ?? 0;
    for (let other = firstRunFrom(many, few[index] ?? 0); (many[other] ?? to + 1) <= to; other += 3)
      if (meets(few[index + 2] ?? nothing, many[other + 2] ?? nothing)) return true;
  }
  return false;
}
