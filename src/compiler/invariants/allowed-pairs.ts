/** Between which zones something is allowed, and by what: the edges along which a chain of conduits goes. */
import { type AllowedSpace, axes } from '../../algebra/allowed-space.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../algebra/integer-set.ts';
import type { PlanGrant } from '../../model/plan.ts';

/** A grant that allows something at some time from now on. */
export interface LiveGrant {
  readonly grant: PlanGrant;
  readonly region: DiagramNode;
}

/** From one zone to another, with the grants that allow it. */
export interface ZoneEdge {
  readonly from: string;
  readonly to: string;
  readonly grants: readonly LiveGrant[];
}

export function edgesOf(grants: readonly LiveGrant[]): readonly ZoneEdge[] {
  const live = grants.filter(({ grant, region }) => region !== nothing && grant.from !== grant.to);
  const byPair = Map.groupBy(live, ({ grant }) => `${grant.from}\n${grant.to}`);
  return [...byPair.values()].flatMap((own): readonly ZoneEdge[] => {
    const [first] = own;
    return first === undefined ? [] : [{ from: first.grant.from, to: first.grant.to, grants: own }];
  });
}

/** The shortest chain from any of some zones to any of others that goes through none of a third kind; null when there is none. */
export function findChain(
  edges: readonly ZoneEdge[],
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
  without: ReadonlySet<string>,
): readonly ZoneEdge[] | null {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const reached = new Map<string, ZoneEdge | null>(
    [...from].filter((zone) => !without.has(zone)).map((zone) => [zone, null]),
  );
  const waiting = [...reached.keys()];
  for (const zone of waiting) {
    for (const edge of next.get(zone) ?? []) {
      if (reached.has(edge.to) || without.has(edge.to)) continue;
      reached.set(edge.to, edge);
      if (to.has(edge.to)) return chainTo(edge, reached);
      waiting.push(edge.to);
    }
  }
  return null;
}

function chainTo(last: ZoneEdge, reached: ReadonlyMap<string, ZoneEdge | null>): readonly ZoneEdge[] {
  const chain: ZoneEdge[] = [];
  for (let edge: ZoneEdge | null = last; edge !== null; edge = reached.get(edge.from) ?? null) chain.unshift(edge);
  return chain;
}

/** The protocols of a set; the last number stands for those that nobody names. */
export function protocolsIn(space: AllowedSpace, set: DiagramNode): IntegerSet {
  const { diagrams } = space;
  const rest = [axes.source, axes.destination].reduce((node, axis) => diagrams.forSome(node, axis), set);
  if (rest === nothing) return [];
  if (diagrams.axisOf(rest) !== axes.protocol) return [{ from: 0, to: space.protocols.names.length }];
  return diagrams.edgesOf(rest).map(({ from, to }) => ({ from, to }));
}
