/**
 * Grants that others cover in part. Session operations come with every grant on a service, so that sharing only those is
 * no overlap.
 */
import { axes, classNumbers } from '../../algebra/allowed-space.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import type { Opening, Openings } from '../opening.ts';
import { neighboursOf } from './neighbours.ts';

export interface OverlappingOpening {
  readonly opening: Opening;
  /** At most {@link mostPartners}, those with a smaller name and free traffic, so that each pair is named once. */
  readonly partners: readonly Opening[];
  /** Whether there are more partners. */
  readonly more: boolean;
  /** What it has in common with the first of them. */
  readonly common: DiagramNode;
}

const mostPartners = 24;

/** Overlaps among the openings that `counts` lets through; those that are covered whole are a matter of their own. */
export function overlappingOpenings(
  { space, written, free }: Openings,
  counts: (opening: Opening) => boolean,
): readonly OverlappingOpening[] {
  const { diagrams } = space;
  const all = [...free, ...written.filter(counts)];
  const asked = diagrams.subtract(diagrams.box([]), diagrams.box(sessionSides(classNumbers(space, 'session'))));
  const regions = all.map((each) => diagrams.intersect(each.region, asked));
  const shared = diagrams.twice(regions);
  if (shared === nothing) return [];
  const neighbours = neighboursOf(all);
  return all.flatMap((opening, index): OverlappingOpening[] => {
    const own = regions[index] ?? nothing;
    if (index < free.length || !diagrams.meets(own, shared)) return [];
    const partners: number[] = [];
    for (const other of neighbours(index)) {
      if (other > index || partners.length > mostPartners) break;
      if (diagrams.meets(own, regions[other] ?? nothing)) partners.push(other);
    }
    const [first] = partners;
    if (first === undefined) return [];
    return [
      {
        opening,
        partners: partners.slice(0, mostPartners).map((each) => all[each] as Opening),
        more: partners.length > mostPartners,
        common: diagrams.intersect(own, regions[first] ?? nothing),
      },
    ];
  });
}

function sessionSides(session: { readonly from: number; readonly to: number }) {
  const sides: ({ readonly from: number; readonly to: number }[] | null)[] = [];
  sides[axes.operation] = [session];
  return sides;
}
