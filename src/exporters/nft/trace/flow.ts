/** Packets on their way through the chains: a set of them that has the same mark, or marks from the same map. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../../algebra/integer-set.ts';

/** Marks that a map gives, by what is on one axis. */
export interface MarkTable {
  readonly id: number;
  readonly axis: number;
  /** Sets of a mark each, disjoint. */
  readonly values: ReadonlyMap<number, IntegerSet>;
  /** Every bit that any of the marks has. */
  readonly bits: number;
}

/** Where a packet's mark comes from; from a table, with some more bits that no mark of the table has. */
export type PacketMark =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'number'; readonly mark: number }
  | { readonly kind: 'table'; readonly table: MarkTable; readonly more: number };

export interface Flow {
  readonly region: DiagramNode;
  /** Sets that the packets are in as well; met later and together, since many flows share them. */
  readonly within: readonly DiagramNode[];
  /** Sets to take away from the region; later, since most flows end in a drop. */
  readonly except: readonly DiagramNode[];
  readonly mark: PacketMark;
  /** The mark that the connection was given on the way, null when it was given none. */
  readonly stamp: number | null;
}

/** Unites flows that agree in everything but their packets. */
export function mergeFlows(flows: readonly Flow[], union: (nodes: Iterable<DiagramNode>) => DiagramNode): Flow[] {
  if (flows.length < 2) return [...flows];
  const groups = Map.groupBy(flows, ({ within, except, mark, stamp }) =>
    [describe(mark), stamp, within.join(), except.join()].join(' '),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, region: union(group.map((flow) => flow.region)) }];
  });
}

function describe(mark: PacketMark): string {
  if (mark.kind === 'table') return `t${mark.table.id}|${mark.more}`;
  return mark.kind === 'number' ? String(mark.mark) : '?';
}
