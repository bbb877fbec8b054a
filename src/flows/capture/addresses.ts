/** Texts of the addresses in a packet, and whether they are addresses of one station or of a group. */
import { formatIpv4, formatIpv6 } from '../../algebra/ip-address.ts';

/** Canonical text of an address given as 32-bit words, see `Packet.source`; `family` 0 is a MAC address. */
export function addressText(family: number, words: Int32Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = words;
  if (family === 4) return formatIpv4(a >>> 0);
  if (family === 6) {
    const high = (BigInt(a >>> 0) << 32n) | BigInt(b >>> 0);
    return formatIpv6((high << 64n) | (BigInt(c >>> 0) << 32n) | BigInt(d >>> 0));
  }
  return colonText([a >>> 24, a >>> 16, a >>> 8, a, b >>> 24, b >>> 16]);
}

/** Canonical text of the MAC address that stands at `at`. */
export function macText(bytes: Uint8Array, at: number): string {
  return colonText([...bytes.subarray(at, at + 6)]);
}

function colonText(octets: readonly number[]): string {
  return octets.map((octet) => (octet & 255).toString(16).padStart(2, '0')).join(':');
}

/**
 * True for multicast (RFC 5771, RFC 4291 2.7, IEEE 802 group bit) and the limited broadcast. A subnet's own broadcast
 * address cannot be told without its mask.
 */
export function isGroupAddress(family: number, words: Int32Array): boolean {
  const first = words[0] ?? 0;
  if (family === 4) return first >>> 28 === 0xe || first === -1;
  if (family === 6) return first >>> 24 === 0xff;
  return ((first >>> 24) & 1) === 1;
}
