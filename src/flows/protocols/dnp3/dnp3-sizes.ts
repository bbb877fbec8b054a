/** How many bytes objects of DNP3 take, by group and variation (IEEE 1815-2012 annex A). */

/** Sizes by group; the first is that of variation 1. 0 stands for one that is packed or says its size itself. */
const sizes: Readonly<Record<number, readonly number[]>> = {
  1: [0, 1],
  2: [1, 7, 3],
  3: [0, 1],
  4: [1, 7, 3],
  10: [0, 1],
  11: [1, 7],
  12: [11, 11, 0],
  13: [1, 7],
  20: [5, 3, 5, 3, 4, 2, 4, 2],
  21: [5, 3, 5, 3, 11, 9, 11, 9, 4, 2, 4, 2],
  22: [5, 3, 5, 3, 11, 9, 11, 9],
  23: [5, 3, 5, 3, 11, 9, 11, 9],
  30: [5, 3, 4, 2, 5, 9],
  31: [5, 3, 11, 9, 4, 2, 5, 9],
  32: [5, 3, 11, 9, 5, 9, 11, 15],
  33: [5, 3, 11, 9, 5, 9, 11, 15],
  34: [2, 4, 4],
  40: [5, 3, 5, 9],
  41: [5, 3, 5, 9],
  42: [5, 3, 11, 9, 5, 9, 11, 15],
  43: [5, 3, 11, 9, 5, 9, 11, 15],
  50: [6, 10, 6, 11],
  51: [6, 6],
  52: [2, 2],
  80: [0],
  101: [2, 4, 8],
  102: [1],
  // Authentication: what has no size of its own here carries one in front.
  120: [0, 0, 6, 2],
  121: [7],
  122: [7, 13],
};

/** Bits of one object in groups that pack them. */
const packedBits: Readonly<Record<number, number>> = { 1: 1, 3: 2, 10: 1, 12: 1, 80: 1 };

/** Device attributes: each one says its type and length. */
const attributeGroup = 0;
/** Octet strings and virtual terminals: the variation is the length. */
const firstStringGroup = 110;
const lastStringGroup = 113;

/** Bytes of `count` objects at `at`; -1 when that is not known. */
export function objectBytes(bytes: Uint8Array, at: number, group: number, variation: number, count: number): number {
  if (group === attributeGroup) return count === 1 ? 2 + (bytes[at + 1] ?? 0) : -1;
  if (group >= firstStringGroup && group <= lastStringGroup) return variation === 0 ? -1 : variation * count;
  const size = sizes[group]?.[variation - 1];
  if (size === undefined) return -1;
  if (size > 0) return size * count;
  const bits = packedBits[group];
  return bits === undefined ? -1 : Math.ceil((bits * count) / 8);
}
