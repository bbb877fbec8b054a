/** Addresses that a router passes on whatever its rules say; Linux drops or keeps the others before it asks any rule. */
import { type AddressRange, type Family, familyBits } from '../../algebra/ip-address.ts';

/** Sorted and disjoint (RFC 6890, `ip_route_input_slow` and `ip6_forward` of Linux). */
const kept: Readonly<Record<Family, readonly (readonly [from: bigint, to: bigint])[]>> = {
  4: [
    // "This network", loopback, multicast, and the limited broadcast.
    [0n, 0x00ff_ffffn],
    [0x7f00_0000n, 0x7fff_ffffn],
    [0xe000_0000n, 0xefff_ffffn],
    [0xffff_ffffn, 0xffff_ffffn],
  ],
  6: [
    // Unspecified and loopback; an IPv4 address in IPv6, which a router takes for forged.
    [0n, 1n],
    [0xffff_0000_0000n, 0xffff_ffff_ffffn],
    // Link-local, and multicast.
    [0xfe80n << 112n, (0xfec0n << 112n) - 1n],
    [0xff00n << 112n, (1n << 128n) - 1n],
  ],
};

/** Whether a router passes an address on, as a source and as a destination. */
export function isForwardable(family: Family, value: bigint): boolean {
  return (
    value >= 0n &&
    value >> BigInt(familyBits[family]) === 0n &&
    !kept[family].some(([from, to]) => from <= value && value <= to)
  );
}

/** What of a range a router passes on. */
export function forwardableParts(range: AddressRange): readonly AddressRange[] {
  const parts: AddressRange[] = [];
  let from = range.from;
  for (const hole of kept[range.family]) {
    if (hole[1] < from) continue;
    if (hole[0] > range.to) break;
    if (from < hole[0]) parts.push({ family: range.family, from, to: hole[0] - 1n });
    from = hole[1] + 1n;
  }
  if (from <= range.to) parts.push({ family: range.family, from, to: range.to });
  return parts;
}
