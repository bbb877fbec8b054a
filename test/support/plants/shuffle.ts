/** The same plant with its keys and the items of its lists in another order. */

/** A copy of a value with every mapping and every list in an order that the seed decides. */
export function shuffle<T>(value: T, seed: number): T {
  let state = seed | 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 0x100_0000;
  };
  const mix = (each: unknown): unknown => {
    if (Array.isArray(each)) return reorder(each, random).map(mix);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(reorder(Object.entries(each), random).map(([key, inner]) => [key, mix(inner)]));
  };
  return mix(value) as T;
}

function reorder<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
