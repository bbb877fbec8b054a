/**
 * Addresses as sorted lists of disjoint closed intervals with a label each. Exact for both families: intervals are
 * compared by family first, so that an IPv4 set never says anything about IPv6.
 */
import { type AddressRange, type Family, familyBits, formatIpAddress } from './ip-address.ts';

/** An interval that means something. */
export interface LabelledRange<T> extends AddressRange {
  readonly label: T;
}

/** Orders by family, start and end. */
export function compareRanges(a: AddressRange, b: AddressRange): number {
  return a.family - b.family || compareNumbers(a.from, b.from) || compareNumbers(a.to, b.to);
}

/**
 * Flattens networks that nest or are disjoint, as CIDR networks do: each address gets the label of the innermost
 * one. Of two equal networks the later in the list wins.
 */
export function flattenNetworks<T>(networks: readonly LabelledRange<T>[]): readonly LabelledRange<T>[] {
  const outerFirst = networks
    .map((network, index) => ({ network, index }))
    .sort(
      (a, b) =>
        a.network.family - b.network.family ||
        compareNumbers(a.network.from, b.network.from) ||
        compareNumbers(b.network.to, a.network.to) ||
        a.index - b.index,
    );
  const result: LabelledRange<T>[] = [];
  const open: { readonly network: LabelledRange<T>; next: bigint }[] = [];
  const emit = (frame: { readonly network: LabelledRange<T>; next: bigint }, to: bigint): void => {
    if (frame.next <= to) result.push({ ...frame.network, from: frame.next, to });
    frame.next = to + 1n;
  };
  const closeBefore = (limit: AddressRange | null): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (limit !== null && top.network.family === limit.family && top.network.to >= limit.from) return;
      emit(top, top.network.to);
      open.pop();
      const outer = open.at(-1);
      if (outer !== undefined) outer.next = top.network.to + 1n;
    }
  };
  for (const { network } of outerFirst) {
    closeBefore(network);
    const outer = open.at(-1);
    if (outer !== undefined) emit(outer, network.from - 1n);
    open.push({ network, next: network.from });
  }
  closeBefore(null);
  return result.sort(compareRanges);
}

/**
 * Lays sorted disjoint lists over one another: the coarsest disjoint intervals on which every list is constant,
 * each with the labels of all lists in their order, null where a list says nothing.
 */
export function overlayRanges<T>(
  layers: readonly (readonly LabelledRange<T>[])[],
): readonly LabelledRange<readonly (T | null)[]>[] {
  const families: readonly Family[] = [4, 6];
  return families.flatMap((family) => {
    const own = layers.map((layer) => layer.filter((range) => range.family === family));
    const cuts = sortNumbers(new Set(own.flat().flatMap((range) => [range.from, range.to + 1n])));
    const positions = own.map(() => 0);
    return cuts.slice(0, -1).flatMap((from, index) => {
      const labels = own.map((layer, each) => {
        while ((layer[positions[each] ?? 0]?.to ?? from) < from) positions[each] = (positions[each] ?? 0) + 1;
        const range = layer[positions[each] ?? 0];
        return range !== undefined && range.from <= from ? range.label : null;
      });
      const to = (cuts[index + 1] ?? from + 1n) - 1n;
      return labels.every((label) => label === null) ? [] : [{ family, from, to, label: labels }];
    });
  });
}

/** Joins neighbours of a sorted disjoint list whose labels are the same. */
export function joinRanges<T>(ranges: readonly LabelledRange<T>[]): readonly LabelledRange<T>[] {
  const result: LabelledRange<T>[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last !== undefined && last.family === range.family && last.to + 1n === range.from && last.label === range.label)
      result[result.length - 1] = { ...last, to: range.to };
    else result.push(range);
  }
  return result;
}

/** An address, a network or `first-last`: the shortest that says exactly this interval. */
export function formatRange(range: AddressRange): string {
  const { family, from, to } = range;
  const first = formatIpAddress({ family, value: from });
  if (from === to) return first;
  const prefix = prefixOf(range);
  return prefix === null ? `${first}-${formatIpAddress({ family, value: to })}` : `${first}/${prefix}`;
}

/** The prefix length when the interval is a CIDR network. */
function prefixOf({ family, from, to }: AddressRange): number | null {
  const size = to - from + 1n;
  if ((size & (size - 1n)) !== 0n || from % size !== 0n) return null;
  return familyBits[family] - (size.toString(2).length - 1);
}

function sortNumbers(values: Iterable<bigint>): readonly bigint[] {
  return [...values].sort(compareNumbers);
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of those whose networks hold the range, the one with the narrowest such network; the first among equals. */
export function narrowestHolder<T extends { readonly networks: readonly AddressRange[] }>(
  holders: readonly T[],
  range: AddressRange,
): T | undefined {
  let best: { readonly holder: T; readonly size: bigint } | undefined;
  for (const holder of holders)
    for (const { family, from, to } of holder.networks) {
      if (family !== range.family || range.from < from || to < range.to) continue;
      if (best === undefined || to - from < best.size) best = { holder, size: to - from };
    }
  return best?.holder;
}
