/** Ranges of ports, message types and protocol numbers that pairs of groups share. */
import { formatPorts, slicePorts } from '../../algebra/port-set.ts';
import type { Transport } from '../../model/catalogue.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { Cell } from '../cells.ts';
import { type Claim, planShared, type SharedPieces, type Sharing } from '../nft/write/shared-pieces.ts';

/** Transports of which a router sees something to look up. */
export type RangeKind = Exclude<Transport, 'ethernet'>;

export const rangeKinds: readonly RangeKind[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'ip'];

/** Intervals of one kind that are open for the same pairs of groups; numbered for each kind. */
export interface RangeMap extends SharedPieces<IntegerRange, Cell> {
  readonly kind: RangeKind;
}

export interface RangePlan {
  /** By kind and interval. */
  readonly maps: readonly RangeMap[];
  /** Cells whose ranges are too many and too different. */
  readonly others: readonly Cell[];
}

/** Plans the maps of cells, of whose intervals no two of a pair of groups overlap. `wayOf` says what opens a cell. */
export function planRanges(cells: readonly Cell[], wayOf: (cell: Cell) => string): RangePlan {
  const sharing: Sharing<IntegerRange, Cell> = { askedBy: ({ ports }) => formatPorts(ports), cut: cutPorts, wayOf };
  const byKind = Map.groupBy(cells, ({ transport }) => transport);
  const plans = rangeKinds.map((kind) => ({ kind, ...planShared(byKind.get(kind) ?? [], sharing) }));
  return {
    maps: plans.flatMap(({ kind, shared }) => shared.map((pieces) => ({ kind, ...pieces }))),
    others: plans.flatMap(({ others }) => others),
  };
}

function cutPorts(claims: readonly Claim<Cell>[]): ReturnType<Sharing<IntegerRange, Cell>['cut']> {
  const slices = slicePorts(claims.map((claim) => ({ range: claim.cells[0].ports, holder: claim })));
  return slices.map(({ from, to, holders }) => ({ value: { from, to }, holders }));
}
