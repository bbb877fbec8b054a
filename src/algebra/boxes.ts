/** A set cut into boxes, each the product of one set per axis, so that it can be told in words. */
import type { Diagrams } from './diagram.ts';
import { type DiagramNode, everything, nothing } from './diagram-runs.ts';
import { type IntegerSet, integerSet } from './integer-set.ts';

/** One side per axis, null for all values. */
export type Box = readonly (IntegerSet | null)[];

export interface Boxes {
  /** Disjoint; the first in the order of axes. */
  readonly boxes: readonly Box[];
  /** Whether there are more. */
  readonly more: boolean;
}

/**
 * Cuts a set into at most `most` boxes. Values of an axis behind which the same remains are one side, so that a set that
 * is a product is one box.
 */
export function boxesOf(diagrams: Diagrams, set: DiagramNode, most: number): Boxes {
  const boxes: Box[] = [];
  let more = false;
  const visit = (node: DiagramNode, sides: readonly (IntegerSet | null)[]): void => {
    if (node === nothing) return;
    if (boxes.length >= most) more = true;
    else if (node === everything) boxes.push(diagrams.sizes.map((_, axis) => sides[axis] ?? null));
    else {
      const axis = diagrams.axisOf(node);
      const byChild = Map.groupBy(diagrams.edgesOf(node), (edge) => edge.child);
      for (const [child, edges] of byChild) {
        const next = [...sides];
        next[axis] = integerSet(edges.map(({ from, to }) => ({ from, to })));
        visit(child, next);
      }
    }
  };
  visit(set, []);
  return { boxes, more };
}
