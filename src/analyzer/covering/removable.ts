/** Which sets can be left out one after the other, and all of them together, without losing a point. */
import type { Diagrams } from '../../algebra/diagram.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';

/** A list of sets cut in halves, with the union of each part. */
interface Part {
  readonly union: DiagramNode;
  /** Position in the list, for a part of one. */
  readonly index: number;
  readonly halves: readonly [Part, Part] | null;
}

/**
 * Positions of the sets that `others` and the sets that stay hold already; the later ones are left out before the earlier
 * ones. Each half is settled against what lies outside of it, cut to what matters in it, so that no step looks at the whole
 * plant for the sake of one grant.
 */
export function removableOf(
  diagrams: Diagrams,
  sets: readonly DiagramNode[],
  others: DiagramNode,
): ReadonlySet<number> {
  const removed = new Set<number>();
  const { union, intersect, within } = diagrams;
  /** Gives the union of what stays. */
  const settle = (part: Part, outside: DiagramNode): DiagramNode => {
    if (part.halves === null) {
      if (!within(part.union, outside)) return part.union;
      removed.add(part.index);
      return nothing;
    }
    const [earlier, later] = part.halves;
    const laterStays = settle(later, intersect(union([outside, earlier.union]), later.union));
    const earlierStays = settle(earlier, intersect(union([outside, laterStays]), earlier.union));
    return union([earlierStays, laterStays]);
  };
  if (sets.length > 0) {
    const whole = halve(diagrams, sets, 0, sets.length);
    settle(whole, intersect(others, whole.union));
  }
  return removed;
}

function halve(diagrams: Diagrams, sets: readonly DiagramNode[], from: number, to: number): Part {
  if (to - from === 1) return { union: sets[from] ?? nothing, index: from, halves: null };
  const middle = (from + to) >> 1;
  const halves = [halve(diagrams, sets, from, middle), halve(diagrams, sets, middle, to)] as const;
  return { union: diagrams.union(halves.map((half) => half.union)), index: from, halves };
}
