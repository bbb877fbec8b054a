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

/** `502` or `5000-5010`. */
export function formatPorts({ from, to }: IntegerRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function sameMembers<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
