/** Addresses of the lab, each worked out once: who it is behind the boundary, where the routes lead, and its bytes. */

import { findRange, sortRanges } from '../../algebra/find-range.ts';
import { familyBits, formatIpAddress, type IpAddress } from '../../algebra/ip-address.ts';
import type { EndpointId } from '../../model/plan.ts';
import type { BoundaryAddresses } from '../proof/boundary-addresses.ts';
import type { Wiring } from './wiring.ts';

export interface Place extends IpAddress {
  /** From 0, in the order in which places were asked for. */
  readonly number: number;
  readonly text: string;
  /** In network order. */
  readonly bytes: Uint8Array;
  /** Sum of its 16-bit words, for checksums. */
  readonly sum: number;
  /** Null for an address that means nobody behind the boundary, or several. */
  readonly endpoint: EndpointId | null;
  /** A broadcast or multicast address, which crosses no boundary. */
  readonly isGroup: boolean;
  /** The interface that the routes name. */
  readonly route: number;
}

/** Looks up an address. */
export type Atlas = (address: IpAddress) => Place;

/** Makes an atlas of the addresses behind a boundary. */
export function createAtlas({ of }: BoundaryAddresses, routeOf: Wiring['routeOf']): Atlas {
  const ranges = sortRanges([...of.values()].flat());
  const known = { 4: new Map<bigint, Place>(), 6: new Map<bigint, Place>() };
  let count = 0;
  return ({ family, value }) => {
    const found = known[family].get(value);
    if (found !== undefined) return found;
    const owner = findRange(ranges, { family, value });
    const bytes = bytesOf({ family, value });
    const place: Place = {
      family,
      value,
      number: count,
      text: formatIpAddress({ family, value }),
      bytes,
      sum: sumOf(bytes),
      endpoint: owner?.endpoint ?? null,
      isGroup: owner?.group ?? false,
      route: routeOf({ family, value }),
    };
    count += 1;
    known[family].set(value, place);
    return place;
  };
}

function bytesOf({ family, value }: IpAddress): Uint8Array {
  return Buffer.from(value.toString(16).padStart(familyBits[family] / 4, '0'), 'hex');
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  return sum;
}
