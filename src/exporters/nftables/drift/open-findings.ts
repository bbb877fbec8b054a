/**
 * What passes and should not, as findings: what one rule or element lets through is one finding, with the most dangerous
 * pair of zones as its example.
 */
import { nothing } from '../../../algebra/diagram-runs.ts';
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import { realPackets } from '../../proof/wire-space.ts';
import { futureOf } from './at-any-time.ts';
import type { Comparison } from './compare-running.ts';
import type { DifferenceContext } from './difference-context.ts';
import { byDanger, extentOf, isSafety, type PairExtent, uniteServices } from './extent.ts';
import { placedPackets } from './placed-packets.ts';
import { type ToldPacket, tellPacket } from './tell-packet.ts';
import { zoneMap } from './zone-pairs.ts';

/** Pairs of zones that are looked at, and findings that are made of them. */
const mostPairs = 100;
const mostFindings = 20;

export interface OpenFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** Pairs of zones that no finding speaks of. */
  readonly left: number;
  /** Whether there are even more. */
  readonly atLeast: boolean;
  /** What lets packets through, in the words of the findings. */
  readonly causes: ReadonlySet<string>;
}

/** What passes and should not, the most dangerous first. */
export function openFindings(comparisons: readonly Comparison[], context: DifferenceContext): OpenFindings {
  const placed = findPairs(comparisons, context, 'placed');
  const causes = new Set(placed.found.map(({ told }) => told.through));
  const misplaced = findPairs(comparisons, context, 'misplaced');
  const strange = misplaced.found.filter(({ told }) => !causes.has(told.through));
  const groups = [...groupAlike(placed.found), ...groupAlike(strange)];
  const diagnostics = groups.slice(0, mostFindings).map((group) => describeGroup(group, context));
  const unsaid = groups.slice(mostFindings).reduce((sum, { members }) => sum + members.length, 0);
  for (const { told } of strange) causes.add(told.through);
  return { diagnostics, left: placed.left + unsaid, atLeast: placed.atLeast, causes };
}

/** Families in which everything passes, whatever the plant grants. */
export function openFamilies(comparisons: readonly Comparison[], now: number): readonly Comparison[] {
  return comparisons.filter(({ space, opened, grants, closed }) => {
    if (opened === nothing || closed !== nothing) return false;
    const all = space.diagrams.union([opened, ...grants]);
    return space.diagrams.within(space.diagrams.intersect(realPackets(space), futureOf(space, now)), all);
  });
}

interface FoundPair {
  readonly pair: PairExtent;
  readonly told: ToldPacket;
  readonly placed: boolean;
}

function findPairs(
  comparisons: readonly Comparison[],
  { plan, boundary, behind, teller, now }: DifferenceContext,
  kind: 'placed' | 'misplaced',
): { readonly found: readonly FoundPair[]; readonly left: number; readonly atLeast: boolean } {
  let left = 0;
  let atLeast = false;
  const found = comparisons.flatMap(({ space, opened }) => {
    const zones = zoneMap(space, plan, behind);
    const own = placedPackets(space, zones, boundary);
    const packets = kind === 'placed' ? space.diagrams.intersect(opened, own) : space.diagrams.subtract(opened, own);
    const extent = extentOf(space, zones, packets, mostPairs, futureOf(space, now));
    left = Math.max(left, extent.left);
    atLeast ||= extent.atLeast;
    return extent.pairs.flatMap((pair): readonly FoundPair[] => {
      const told = tellPacket(space, pair.packets, teller);
      return told === null ? [] : [{ pair, told, placed: kind === 'placed' }];
    });
  });
  return { found, left, atLeast };
}

interface AlikePairs {
  readonly members: readonly FoundPair[];
  readonly first: FoundPair;
  readonly services: readonly string[];
}

/** Pairs of both families by what lets them through, whether into a safety zone or not, and with which services. */
function groupAlike(found: readonly FoundPair[]): readonly AlikePairs[] {
  const byPair = Map.groupBy(found, ({ pair, told }) =>
    [pair.from?.id, pair.to?.id, told.through].map((part) => part ?? '').join('\n'),
  );
  const united = [...byPair.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    return [{ first, services: uniteServices(members.map(({ pair }) => pair.services)) }];
  });
  const groups = Map.groupBy(united, ({ first, services }) =>
    [first.told.through, isSafety(first.pair.to), first.pair.sometimes, services.join()].join('\n'),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const members = group.map(({ first }) => first).sort((a, b) => byDanger(a.pair, b.pair));
      const [first] = members;
      return first === undefined ? [] : [{ members, first, services: group[0]?.services ?? [] }];
    })
    .sort((a, b) => byDanger(a.first.pair, b.first.pair));
}

function describeGroup({ members, first, services }: AlikePairs, { boundary }: DifferenceContext): Diagnostic {
  const { from, to, sometimes } = first.pair;
  return diagnose(isSafety(to) ? 'drift/open-safety' : 'drift/open', null, {
    boundary: boundary.id,
    from: from?.id ?? null,
    to: to?.id ?? null,
    others: members.length - 1,
    misplaced: !first.placed,
    services,
    sometimes,
    ...first.told,
  });
}
