/** A minimal choice of sets that cover another together. */
import type { Diagrams } from '../../algebra/diagram.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';

/** Up to so many candidates, the choice is as small as any; with more, none of it can be left out. */
const mostTried = 12;

/**
 * Positions of the candidates that cover `target`, sorted; null when all of them together do not. One that is equal to
 * it comes before any other.
 */
export function minimalCoverers(
  diagrams: Diagrams,
  target: DiagramNode,
  candidates: readonly DiagramNode[],
): readonly number[] | null {
  const equal = candidates.indexOf(target);
  if (equal >= 0) return [equal];
  const clipped = new Map<DiagramNode, number>();
  candidates.forEach((each, index) => {
    const part = diagrams.intersect(each, target);
    if (part !== nothing && !clipped.has(part)) clipped.set(part, index);
  });
  const alone = clipped.get(target);
  if (alone !== undefined) return [alone];
  const parts = [...clipped.keys()];
  const covers = (choice: readonly DiagramNode[]): boolean => diagrams.union(choice) === target;
  if (!covers(parts)) return null;
  const irreducible = reduce(diagrams, parts, target);
  const smallest = parts.length <= mostTried ? smallestChoice(parts, irreducible.length - 1, covers) : null;
  return (smallest ?? irreducible).map((part) => clipped.get(part) ?? 0).sort((a, b) => a - b);
}

/**
 * Parts of which none can be left out (Junker, "QuickXplain", AAAI 2004): half of the parts is tried on its own first, so
 * that thousands of parts cost few unions when few are needed.
 */
function reduce(diagrams: Diagrams, parts: readonly DiagramNode[], target: DiagramNode): readonly DiagramNode[] {
  const needed = (base: DiagramNode, grown: 'yes' | 'no', rest: readonly DiagramNode[]): readonly DiagramNode[] => {
    if (grown === 'yes' && base === target) return [];
    if (rest.length === 1) return rest;
    const first = rest.slice(0, rest.length >> 1);
    const second = rest.slice(rest.length >> 1);
    const fromSecond = needed(diagrams.union([base, ...first]), 'yes', second);
    const fromFirst = needed(diagrams.union([base, ...fromSecond]), fromSecond.length > 0 ? 'yes' : 'no', first);
    return [...fromFirst, ...fromSecond];
  };
  return needed(nothing, 'no', parts);
}

/** The first choice of at most `size` parts that covers, the smallest choices first; null when there is none. */
function smallestChoice(
  parts: readonly DiagramNode[],
  size: number,
  covers: (choice: readonly DiagramNode[]) => boolean,
): readonly DiagramNode[] | null {
  for (let wanted = 2; wanted <= size; wanted++) {
    const found = choose(parts, wanted, [], covers);
    if (found !== null) return found;
  }
  return null;
}

function choose(
  parts: readonly DiagramNode[],
  wanted: number,
  chosen: readonly DiagramNode[],
  covers: (choice: readonly DiagramNode[]) => boolean,
): readonly DiagramNode[] | null {
  if (wanted === 0) return covers(chosen) ? chosen : null;
  for (let index = 0; index + wanted <= parts.length; index++) {
    const own = parts[index] ?? nothing;
    const found = choose(parts.slice(index + 1), wanted - 1, [...chosen, own], covers);
    if (found !== null) return found;
  }
  return null;
}
