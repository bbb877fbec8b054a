/** MAC addresses as numbers of 48 bits, the first byte on top (IEEE 802). */
import { parseMac } from './ip-address.ts';

/** The first bit on the wire says that an address means a group. */
const groupBit = 1n << 40n;
/** The second one says that nobody assigned it but its owner. */
const localBit = 1n << 41n;

export const broadcastMac: bigint = (1n << 48n) - 1n;

/** The number of an address in any usual spelling, null when the text is none. */
export function macNumber(text: string): bigint | null {
  const canonical = parseMac(text);
  return canonical === null ? null : BigInt(`0x${canonical.replaceAll(':', '')}`);
}

/** `00:80:f4:00:00:01`. */
export function formatMac(mac: bigint): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replaceAll(/(..)(?=.)/g, '$1:');
}

export function isGroupMac(mac: bigint): boolean {
  return (mac & groupBit) !== 0n;
}

/** The address with the mark of those that were not assigned to a maker. */
export function locallyAdministered(mac: bigint): bigint {
  return mac | localBit;
}
