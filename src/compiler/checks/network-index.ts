/** Which zone of a scope has an address: the longest prefix, by one look-up per prefix length in use. */
import { familyBits, type IpAddress, parseIpNetwork } from '../../algebra/ip-address.ts';
import type { Zone } from '../../model/plant.ts';

/** Networks of one scope. */
export interface NetworkIndex {
  /** Zones whose networks have the address, those of the longest prefix first. */
  readonly zonesWith: (address: IpAddress) => readonly string[];
}

/** Indexes the networks of zones that share a scope. */
export function networkIndexOf(zones: readonly Zone[]): NetworkIndex {
  const byPrefix = new Map<string, Map<bigint, string[]>>();
  for (const zone of zones) {
    for (const { value } of zone.networks) {
      const network = parseIpNetwork(value);
      if (network === null) continue;
      const key = `${network.family} ${network.prefix}`;
      const bases = byPrefix.get(key) ?? new Map<bigint, string[]>();
      byPrefix.set(key, bases);
      bases.set(network.from, [...(bases.get(network.from) ?? []), zone.id]);
    }
  }
  const lengths = [...byPrefix].map(([key, bases]) => {
    const [family, prefix] = key.split(' ').map(Number);
    return { family, prefix: prefix ?? 0, bases };
  });
  lengths.sort((a, b) => b.prefix - a.prefix);
  return {
    zonesWith: ({ family, value }) =>
      lengths
        .filter((length) => length.family === family)
        .flatMap(({ prefix, bases }) => bases.get(value - (value % (1n << BigInt(familyBits[family] - prefix)))) ?? []),
  };
}
