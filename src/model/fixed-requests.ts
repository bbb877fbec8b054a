/**
 * Requests of a protocol that always have the same length, so that a packet filter which sees no more than a packet at a time
 * can tell a whole one from a part, and from several.
 */

/** A request by the code that the catalogue has for it. */
export interface FixedRequest {
  /** Of the function, 0 to 255. */
  readonly code: number;
  /** What the length field says: bytes behind that field. */
  readonly length: number;
}

/**
 * MODBUS Application Protocol V1.1b3, section 6: the unit, the code, and what the requests of the code have behind it. Those that
 * carry a count of bytes, sub-functions or a type of their own are not here.
 */
const modbus: readonly FixedRequest[] = [
  { code: 1, length: 6 },
  { code: 2, length: 6 },
  { code: 3, length: 6 },
  { code: 4, length: 6 },
  { code: 5, length: 6 },
  { code: 6, length: 6 },
  { code: 7, length: 2 },
  { code: 11, length: 2 },
  { code: 12, length: 2 },
  { code: 17, length: 2 },
  { code: 22, length: 8 },
  { code: 24, length: 4 },
];

/** Requests by the protocol's id. */
export const fixedRequests: ReadonlyMap<string, readonly FixedRequest[]> = new Map([['modbus', modbus]]);
