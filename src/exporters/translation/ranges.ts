/** Arithmetic on lists of addresses. */
import { compareRanges, type LabelledRange } from '../../algebra/address-set.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';

/** What is left of some ranges, each with its label. */
export function subtractRanges<T>(
  ranges: readonly LabelledRange<T>[],
  taken: readonly AddressRange[],
): readonly LabelledRange<T>[] {
  return ranges.flatMap((range) => {
    const left: LabelledRange<T>[] = [];
    let { from } = range;
    for (const hole of taken.filter((each) => overlap(each, range)).sort(compareRanges)) {
      if (from < hole.from) left.push({ ...range, from, to: hole.from - 1n });
      if (hole.to >= from) from = hole.to + 1n;
    }
    if (from <= range.to) left.push({ ...range, from });
    return left;
  });
}

function overlap(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.from <= b.to && b.from <= a.to;
}
