/**
 * Decision diagrams over a product of integer axes: the form in which sets of conversations are kept. A node asks for
 * one axis and has a child for each interval of it; equal nodes are one node, an axis that makes no difference has no
 * node. So equal sets are the same number, whatever they were made from (Srinivasan et al., "Algorithms for discrete
 * function manipulation", ICCAD 1990; the edges are intervals as in Strehl and Thiele, "Interval diagrams", 2000).
 */
import type { IntegerRange } from '../model/plant.ts';
import { createComparisons } from './diagram-comparisons.ts';
import {
  childAt,
  type DiagramNode,
  everything,
  hashOf,
  joinRuns,
  mergeRuns,
  nothing,
  type Runs,
  sameRuns,
  sweepRuns,
} from './diagram-runs.ts';

/** One outgoing edge: the values from `from` to `to` of the node's axis lead to `child`. */
export interface DiagramEdge extends IntegerRange {
  readonly child: DiagramNode;
}

/** All sets over one product of axes. Nodes are never given back, so a user of many sets makes new diagrams. */
export interface Diagrams {
  /** How many values each axis has: they are 0 to size - 1, at most 2^53 - 1. */
  readonly sizes: readonly number[];
  /** The product of one set per axis, `null` for all values. The intervals are sorted and disjoint. */
  readonly box: (sides: readonly (readonly IntegerRange[] | null)[]) => DiagramNode;
  readonly union: (nodes: Iterable<DiagramNode>) => DiagramNode;
  /** The points that are in at least two of the sets; a set that is given twice counts twice. */
  readonly twice: (nodes: Iterable<DiagramNode>) => DiagramNode;
  readonly intersect: (a: DiagramNode, b: DiagramNode) => DiagramNode;
  /** What is in `a` and not in `b`. */
  readonly subtract: (a: DiagramNode, b: DiagramNode) => DiagramNode;
  /** Whether everything in `inner` is in `outer`; makes no nodes. */
  readonly within: (inner: DiagramNode, outer: DiagramNode) => boolean;
  /** Whether the two sets have a point in common; makes no nodes. */
  readonly meets: (a: DiagramNode, b: DiagramNode) => boolean;
  /** The points of the other axes that are in the set for every value of an axis from `from` to `to`. */
  readonly forAll: (node: DiagramNode, axis: number, range: IntegerRange) => DiagramNode;
  /** The points of the other axes that are in the set for some value of an axis. */
  readonly forSome: (node: DiagramNode, axis: number) => DiagramNode;
  /** Whether a point, one value per axis, is in the set. */
  readonly has: (node: DiagramNode, point: readonly number[]) => boolean;
  /** Whether a point is in the set with every value of one axis from `from` to `to`. */
  readonly hasAll: (node: DiagramNode, point: readonly number[], axis: number, range: IntegerRange) => boolean;
  /** The axis of a node; the number of axes for the two constants. */
  readonly axisOf: (node: DiagramNode) => number;
  /** Edges of a node, ascending; values that none has lead to nothing. Empty for the two constants. */
  readonly edgesOf: (node: DiagramNode) => readonly DiagramEdge[];
  /** How many nodes there are. */
  readonly count: () => number;
}

/** Results of two nodes are remembered up to this many, and then forgotten all at once. */
const mostRemembered = 4_000_000;
/** More nodes than fit into half of a safe integer would make two pairs of nodes one key. */
const mostNodes = 2 ** 26;

export function createDiagrams(sizes: readonly number[]): Diagrams {
  const axes: number[] = [sizes.length, sizes.length];
  const runs: Runs[] = [[], []];
  const byHash = new Map<number, number[]>();
  const axisOf = (node: DiagramNode): number => axes[node] ?? sizes.length;

  const make = (axis: number, parts: readonly number[]): DiagramNode => {
    const joined = joinRuns(parts);
    if (joined.length === 0) return nothing;
    const size = sizes[axis] ?? 0;
    if (joined.length === 3 && joined[0] === 0 && joined[1] === size - 1) return joined[2] ?? nothing;
    const hash = hashOf(axis, joined);
    const alike = byHash.get(hash);
    const known = alike?.find((each) => axes[each] === axis && sameRuns(runs[each] ?? [], joined));
    if (known !== undefined) return known;
    const node = runs.length;
    if (node >= mostNodes) throw new RangeError('a set is too large for its diagram');
    axes.push(axis);
    runs.push(joined);
    if (alike === undefined) byHash.set(hash, [node]);
    else alike.push(node);
    return node;
  };

  /** Runs of a node on an axis that it may not ask for. */
  const runsOn = (node: DiagramNode, axis: number): Runs =>
    axisOf(node) === axis ? (runs[node] ?? []) : node === nothing ? [] : [0, (sizes[axis] ?? 1) - 1, node];

  const binary = (settle: (a: DiagramNode, b: DiagramNode) => DiagramNode | null) => {
    const remembered = new Map<number, DiagramNode>();
    const apply = (a: DiagramNode, b: DiagramNode): DiagramNode => {
      const settled = settle(a, b);
      if (settled !== null) return settled;
      const key = a * mostNodes + b;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const axis = Math.min(axisOf(a), axisOf(b));
      const result = make(axis, mergeRuns(runsOn(a, axis), runsOn(b, axis), apply));
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(key, result);
      return result;
    };
    return apply;
  };

  const intersect = binary((a, b) => {
    if (a === nothing || b === nothing) return nothing;
    if (a === everything || a === b) return b;
    return b === everything ? a : null;
  });
  const subtract = binary((a, b) => {
    if (a === nothing || b === everything || a === b) return nothing;
    return b === nothing ? a : null;
  });
  const unite = binary((a, b) => {
    if (a === everything || b === everything) return everything;
    if (a === nothing || a === b) return b;
    return b === nothing ? a : null;
  });

  const united = new Map<string, DiagramNode>();
  /** Of many sets at once, by one sweep over the axis that the first of them ask for. */
  const union = (nodes: Iterable<DiagramNode>): DiagramNode => {
    const distinct = [...new Set(nodes)].filter((each) => each !== nothing).sort((a, b) => a - b);
    const [first = nothing, second, third] = distinct;
    if (first === everything || second === undefined) return first;
    if (third === undefined) return unite(first, second);
    const key = distinct.length > 64 ? null : distinct.join();
    const known = key === null ? undefined : united.get(key);
    if (known !== undefined) return known;
    let axis = sizes.length;
    for (const each of distinct) axis = Math.min(axis, axisOf(each));
    const result = make(
      axis,
      sweepRuns(
        distinct.filter((each) => axisOf(each) === axis).map((each) => ({ runs: runs[each] ?? [], count: 1 })),
        distinct.filter((each) => axisOf(each) !== axis).map((each) => [each, 1]),
        (sizes[axis] ?? 1) - 1,
        (open) => union(open.keys()),
      ),
    );
    if (united.size >= mostRemembered) united.clear();
    if (key !== null) united.set(key, result);
    return result;
  };

  /** Of two sets at most, which most calls are about. */
  const twiceOfFew = (counts: ReadonlyMap<DiagramNode, number>): DiagramNode => {
    let once = everything;
    let more = nothing;
    for (const [node, count] of counts) {
      if (count > 1) more = unite(more, node);
      else once = intersect(once, node);
    }
    return counts.size === 2 && more === nothing ? once : more;
  };

  const doubled = new Map<string, DiagramNode>();
  const twiceOf = (counts: ReadonlyMap<DiagramNode, number>): DiagramNode => {
    if (counts.size <= 2) return twiceOfFew(counts);
    const whole = counts.get(everything) ?? 0;
    if (whole > 1) return everything;
    if (whole === 1) return union([...counts.keys()].filter((each) => each !== everything));
    const entries = [...counts].sort(([a], [b]) => a - b);
    const key = entries.length > 64 ? null : entries.map(([node, count]) => (count > 1 ? `${node}*` : node)).join();
    const known = key === null ? undefined : doubled.get(key);
    if (known !== undefined) return known;
    let axis = sizes.length;
    for (const [each] of entries) axis = Math.min(axis, axisOf(each));
    const result = make(
      axis,
      sweepRuns(
        entries
          .filter(([each]) => axisOf(each) === axis)
          .map(([each, count]) => ({ runs: runs[each] ?? [], count: Math.min(count, 2) })),
        entries.filter(([each]) => axisOf(each) !== axis),
        (sizes[axis] ?? 1) - 1,
        twiceOf,
      ),
    );
    if (doubled.size >= mostRemembered) doubled.clear();
    if (key !== null) doubled.set(key, result);
    return result;
  };

  /** Replaces the nodes of one axis, and keeps everything above them. */
  const eliminate = (node: DiagramNode, axis: number, replace: (node: DiagramNode) => DiagramNode): DiagramNode => {
    const remembered = new Map<DiagramNode, DiagramNode>();
    const visit = (each: DiagramNode): DiagramNode => {
      if (axisOf(each) > axis) return each;
      if (axisOf(each) === axis) return replace(each);
      const known = remembered.get(each);
      if (known !== undefined) return known;
      const own = runs[each] ?? [];
      const result = make(
        axisOf(each),
        own.map((value, index) => (index % 3 === 2 ? visit(value) : value)),
      );
      remembered.set(each, result);
      return result;
    };
    return visit(node);
  };

  /** Where a point leads before an axis is asked for. */
  const descend = (node: DiagramNode, point: readonly number[], axis: number): DiagramNode => {
    let at = node;
    while (at > everything && axisOf(at) < axis) at = childAt(runs[at] ?? [], point[axisOf(at)] ?? 0);
    return at;
  };
  const has = (node: DiagramNode, point: readonly number[]): boolean =>
    descend(node, point, sizes.length) === everything;

  return {
    sizes,
    box: (sides) => {
      let node = everything;
      for (let axis = sizes.length - 1; axis >= 0; axis--) {
        const side = sides[axis];
        if (side === null || side === undefined) continue;
        const child = node;
        node = make(
          axis,
          side.flatMap(({ from, to }) => [from, to, child]),
        );
      }
      return node;
    },
    union,
    twice: (nodes) => {
      const counts = new Map<DiagramNode, number>();
      for (const node of nodes) if (node !== nothing) counts.set(node, (counts.get(node) ?? 0) + 1);
      return twiceOf(counts);
    },
    intersect,
    subtract,
    ...createComparisons(axisOf, runsOn),
    forAll: (node, axis, { from, to }) =>
      eliminate(node, axis, (each) => {
        const children: DiagramNode[] = [];
        let next = from;
        const own = runs[each] ?? [];
        for (let index = 0; index < own.length && next <= to; index += 3) {
          if ((own[index + 1] ?? 0) < next) continue;
          if ((own[index] ?? 0) > next) return nothing;
          children.push(own[index + 2] ?? nothing);
          next = (own[index + 1] ?? 0) + 1;
        }
        return next <= to ? nothing : children.reduce(intersect, everything);
      }),
    forSome: (node, axis) =>
      eliminate(node, axis, (each) => union((runs[each] ?? []).filter((_, index) => index % 3 === 2))),
    has,
    hasAll: (node, point, axis, { from, to }) => {
      const at = descend(node, point, axis);
      if (axisOf(at) !== axis) return has(at, point);
      const own = runs[at] ?? [];
      let next = from;
      for (let index = 0; index < own.length && next <= to; index += 3) {
        if ((own[index + 1] ?? 0) < next) continue;
        if ((own[index] ?? 0) > next || !has(own[index + 2] ?? nothing, point)) return false;
        next = (own[index + 1] ?? 0) + 1;
      }
      return next > to;
    },
    axisOf,
    edgesOf: (node) => {
      const own = runs[node] ?? [];
      const edges: DiagramEdge[] = [];
      for (let index = 0; index < own.length; index += 3)
        edges.push({ from: own[index] ?? 0, to: own[index + 1] ?? 0, child: own[index + 2] ?? nothing });
      return edges;
    },
    count: () => runs.length,
  };
}
