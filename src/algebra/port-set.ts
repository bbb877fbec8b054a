/** Numbers of services as sorted disjoint closed intervals, each with everything that holds there. */
import type { IntegerRange } from '../model/plant.ts';

/** An interval with its holders, in the order in which they were given. */
export interface PortSlice<T> extends IntegerRange {
  readonly holders: readonly T[];
}

/** Cuts overlapping intervals into the coarsest disjoint ones on which the set of holders is constant. */
export function slicePorts<T>(
  claims: readonly { readonly range: IntegerRange; readonly holder: T }[],
): readonly PortSlice<T>[] {
  const cuts = [...new Set(claims.flatMap(({ range }) => [range.from, range.to + 1]))].sort((a, b) => a - b);
  const slices: PortSlice<T>[] = [];
  for (const [index, from] of cuts.entries()) {
    const next = cuts[index + 1];
    if (next === undefined) break;
    const holders = [
      ...new Set(claims.filter(({ range }) => range.from <= from && from <= range.to).map((claim) => claim.holder)),
    ];
    if (holders.length === 0) continue;
    const last = slices.at(-1);
    if (last !== undefined && last.to + 1 === from && sameMembers(last.holders, holders))
      slices[slices.length - 1] = { ...last, to: next - 1 };
    else slices.push({ from, to: next - 1, holders });
  }
  return slices;
}

/** Takes intervals away from an interval; what is left is sorted and disjoint. */
export function subtractPorts(range: IntegerRange, holes: readonly IntegerRange[]): readonly IntegerRange[] {
  let left: readonly IntegerRange[] = [range];
  for (const hole of holes) {
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, hole.from - 1) },
        { from: Math.max(from, hole.to + 1), to },
      ].filter((piece) => piece.from <= piece.to),
    );
  }
  return left;
}

/** Sorted disjoint intervals that cover the same numbers, neighbours joined. */
export function joinPorts(ranges: readonly IntegerRange[]): readonly IntegerRange[] {
  const result: IntegerRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && range.from <= last.to + 1)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else result.push({ from: range.from, to: range.to });
  }
  return result;
}

/** `502` or `5000-5010`. */
export function formatPorts({ from, to }: IntegerRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function sameMembers<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
