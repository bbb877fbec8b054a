/**
 * What pairs of groups have in common, so that a packet is looked up among few pieces that all pairs share, each of which has a hash
 * map of the pairs for which it is open. A map of pairs and intervals in one costs more with every element.
 */

/** Something that is open between two groups, as an interval of ports. */
export interface PairCell {
  readonly source: { readonly id: number };
  readonly destination: { readonly id: number };
}

/** Cells that ask for the same. */
export interface Claim<C> {
  readonly cells: readonly [C, ...(readonly C[])];
}

/** Values that are open for the same pairs of groups. */
export interface SharedPieces<V, C> {
  /** From 1, by the first value. */
  readonly id: number;
  /** At least one, sorted. */
  readonly values: readonly V[];
  /** One for each pair, by source and destination. */
  readonly cells: readonly C[];
}

export interface SharedPlan<V, C> {
  readonly shared: readonly SharedPieces<V, C>[];
  /** Cells whose values are too many and too different. */
  readonly others: readonly C[];
}

export interface Sharing<V, C> {
  /** The same text where cells ask for the same. */
  readonly askedBy: (cell: C) => string;
  /** Disjoint values, sorted, each with the claims that have it. */
  readonly cut: (
    claims: readonly Claim<C>[],
  ) => readonly { readonly value: V; readonly holders: readonly Claim<C>[] }[];
  /** What opens a cell. */
  readonly wayOf: (cell: C) => string;
}

/** So many claims are split at each other's ends. */
const mostClaims = 64;
/** Splitting makes at most so many elements of a cell, on average over all cells; and of few cells as many as of so many. */
const mostPieces = 4;
const fewCells = 1_000;

/** Plans the pieces of cells, of whose values no two of a pair of groups overlap. */
export function planShared<V, C extends PairCell>(cells: readonly C[], sharing: Sharing<V, C>): SharedPlan<V, C> {
  const { askedBy, cut, wayOf } = sharing;
  const claims = [...Map.groupBy(cells, askedBy)]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .flatMap(([, [first, ...more]]): readonly Claim<C>[] => (first === undefined ? [] : [{ cells: [first, ...more] }]));
  const { taken, pieces } = mostUsed(claims, cut);
  const open = pieces.map(({ value, holders }) => ({
    value,
    cells: holders
      .flatMap((claim) => claim.cells)
      .sort((a, b) => a.source.id - b.source.id || a.destination.id - b.destination.id),
  }));
  const wayOfPair = (cell: C): string => `${cell.source.id} ${cell.destination.id} ${wayOf(cell)}`;
  const alike = Map.groupBy(open, (piece) => piece.cells.map(wayOfPair).join('\n'));
  const left = new Set(claims.slice(taken).flatMap((claim) => claim.cells));
  return {
    shared: [...alike.values()].map((group, index) => ({
      id: index + 1,
      values: group.map(({ value }) => value),
      cells: group[0]?.cells ?? [],
    })),
    others: cells.filter((cell) => left.has(cell)),
  };
}

/** As many of the claims as can be split at each other's ends without too many elements, from the first one on. */
function mostUsed<V, C>(
  claims: readonly Claim<C>[],
  cut: Sharing<V, C>['cut'],
): { readonly taken: number; readonly pieces: ReturnType<Sharing<V, C>['cut']> } {
  const most = mostPieces * Math.max(countCells(claims), fewCells);
  for (let taken = Math.min(claims.length, mostClaims); taken > 0; taken--) {
    const pieces = cut(claims.slice(0, taken));
    const elements = pieces.reduce((sum, { holders }) => sum + countCells(holders), 0);
    if (elements <= most) return { taken, pieces };
  }
  return { taken: 0, pieces: [] };
}

function countCells<C>(claims: readonly Claim<C>[]): number {
  return claims.reduce((sum, claim) => sum + claim.cells.length, 0);
}
