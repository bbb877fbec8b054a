/**
 * Requests of a protocol by the lengths that they may have, so that a packet filter which sees no more than a packet at a time can tell
 * a whole one from a part, and from several.
 */

/** A request of one length, by the code that the catalogue has for it. */
export interface FixedRequest {
  /** Of the function, 0 to 255. */
  readonly code: number;
  /** What the length field says: bytes behind that field. */
  readonly length: number;
  /** What its 13th byte says, which counts those behind it; null for a request without such a count. */
  readonly count: number | null;
}

/**
 * MODBUS Application Protocol V1.1b3, section 6: the unit, the code, and what the requests of the code have behind it. Those that
 * carry sub-functions, records or a type of their own are not here.
 */
const fixed: readonly (readonly [code: number, length: number])[] = [
  [1, 6],
  [2, 6],
  [3, 6],
  [4, 6],
  [5, 6],
  [6, 6],
  [7, 2],
  [11, 2],
  [12, 2],
  [17, 2],
  [22, 8],
  [24, 4],
];

/** Writing several coils or registers: so many at most, each with so many bits (6.11 and 6.12). */
const counted: readonly (readonly [code: number, most: number, bits: number])[] = [
  [15, 1_968, 1],
  [16, 123, 16],
];

/** In front of what is written, behind the length field: unit, code, address, quantity and count. */
const countedHead = 7;

const modbus: readonly FixedRequest[] = [
  ...fixed.map(([code, length]) => ({ code, length, count: null })),
  ...counted.flatMap(([code, most, bits]) => {
    const step = Math.max(1, bits / 8);
    return Array.from({ length: (most * bits) / 8 / step }, (_, index) => {
      const count = step * (index + 1);
      return { code, length: countedHead + count, count };
    });
  }),
];

/** Requests by the protocol's id. */
export const fixedRequests: ReadonlyMap<string, readonly FixedRequest[]> = new Map([['modbus', modbus]]);
