/** Finding the range that an address lies in. */
import type { AddressRange, IpAddress } from './ip-address.ts';

/** Sorts disjoint ranges for {@link findRange}. */
export function sortRanges<T extends AddressRange>(ranges: Iterable<T>): readonly T[] {
  return [...ranges].sort((a, b) => a.family - b.family || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

/** The one of sorted disjoint ranges that has an address, null when none has. */
export function findRange<T extends AddressRange>(sorted: readonly T[], { family, value }: IpAddress): T | null {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = sorted[middle] as T;
    if (range.family < family || (range.family === family && range.to < value)) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && found.family === family && found.from <= value ? found : null;
}
