/**
 * Ranges of ports, message types and protocol numbers without intervals beside marks, whose cost grows with their number. What
 * a packet asks for is looked up among few intervals that all pairs of groups share; each leads to a hash map of the pairs for
 * which it is open.
 */
import { formatPorts, type PortSlice, slicePorts } from '../../algebra/port-set.ts';
import type { Transport } from '../../model/catalogue.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { Cell } from '../cells.ts';

/** Transports of which a router sees something to look up. */
export type RangeKind = Exclude<Transport, 'ethernet'>;

export const rangeKinds: readonly RangeKind[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'ip'];

/** Intervals of one kind that are open for the same pairs of groups. */
export interface RangeMap {
  readonly kind: RangeKind;
  /** From 1 for each kind, by the first interval. */
  readonly id: number;
  /** At least one, sorted. */
  readonly values: readonly IntegerRange[];
  /** One for each pair, by source and destination. */
  readonly cells: readonly Cell[];
}

export interface RangePlan {
  /** By kind and interval. */
  readonly maps: readonly RangeMap[];
  /** Cells whose ranges are too many and too different. */
  readonly others: readonly Cell[];
}

/** So many ranges of a kind are split at each other's ends. */
const mostRanges = 64;
/** Splitting makes at most so many elements of a cell, on average over all cells; and of few cells as many as of so many. */
const mostPieces = 4;
const fewCells = 1_000;

/** Plans the maps of cells, of whose intervals no two of a pair of groups overlap. `wayOf` says what opens a cell. */
export function planRanges(cells: readonly Cell[], wayOf: (cell: Cell) => string): RangePlan {
  const byKind = Map.groupBy(cells, ({ transport }) => transport);
  const plans = rangeKinds.map((kind) => planKind(kind, byKind.get(kind) ?? [], wayOf));
  return { maps: plans.flatMap(({ maps }) => maps), others: plans.flatMap(({ others }) => others) };
}

/** Cells that ask for the same. */
interface Claim {
  readonly values: IntegerRange;
  readonly cells: readonly Cell[];
}

function planKind(kind: RangeKind, cells: readonly Cell[], wayOf: (cell: Cell) => string): RangePlan {
  const claims = [...Map.groupBy(cells, ({ ports }) => formatPorts(ports)).values()]
    .flatMap((group): Claim[] => (group[0] === undefined ? [] : [{ values: group[0].ports, cells: group }]))
    .sort((a, b) => b.cells.length - a.cells.length || a.values.from - b.values.from || a.values.to - b.values.to);
  const { taken, pieces } = mostUsed(claims);
  const open = pieces.map(({ from, to, holders }) => ({
    values: { from, to },
    cells: holders
      .flatMap((claim) => claim.cells)
      .sort((a, b) => a.source.id - b.source.id || a.destination.id - b.destination.id),
  }));
  const wayOfPair = (cell: Cell): string => `${cell.source.id} ${cell.destination.id} ${wayOf(cell)}`;
  const alike = Map.groupBy(open, (piece) => piece.cells.map(wayOfPair).join('\n'));
  const maps = [...alike.values()].map(
    (group, index): RangeMap => ({
      kind,
      id: index + 1,
      values: group.map(({ values }) => values),
      cells: group[0]?.cells ?? [],
    }),
  );
  const left = new Set(claims.slice(taken).flatMap((claim) => claim.cells));
  return { maps, others: cells.filter((cell) => left.has(cell)) };
}

/** As many of the claims as can be split at each other's ends without too many elements, from the first one on. */
function mostUsed(claims: readonly Claim[]): { readonly taken: number; readonly pieces: readonly PortSlice<Claim>[] } {
  const most = mostPieces * Math.max(countCells(claims), fewCells);
  for (let taken = Math.min(claims.length, mostRanges); taken > 0; taken--) {
    const pieces = slicePorts(claims.slice(0, taken).map((claim) => ({ range: claim.values, holder: claim })));
    const elements = pieces.reduce((sum, { holders }) => sum + countCells(holders), 0);
    if (elements <= most) return { taken, pieces };
  }
  return { taken: 0, pieces: [] };
}

function countCells(claims: readonly Claim[]): number {
  return claims.reduce((sum, claim) => sum + claim.cells.length, 0);
}
