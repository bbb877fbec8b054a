/**
 * Compares a translation that was read with the one that the plan has: both are distances between borders, so that what they do
 * at both ends of each interval is what they do between them.
 */
import {
  type AddressRange,
  type Family,
  familyBits,
  formatIpAddress,
  type IpAddress,
} from '../../../algebra/ip-address.ts';
import type { AskedService, BoundaryTranslation, Distinguished, Target } from './plan-translation.ts';

/** One address that is translated otherwise than in the plan. */
export interface TranslationDifference {
  /** `10.20.1.11 from eth0, tcp 502`. */
  readonly packet: string;
  /** In words; `unchanged` where nothing is translated. */
  readonly found: string;
  readonly wanted: string;
}

/** The first difference, null when there is none. `interfaces` are those of the boundary and those that were read. */
export function differenceOf(
  wanted: BoundaryTranslation & Distinguished,
  found: BoundaryTranslation & Distinguished,
  interfaces: readonly string[],
): TranslationDifference | null {
  const ranges = [...wanted.addresses, ...found.addresses];
  const services = servicesOf([...wanted.services, ...found.services]);
  // What no name stands for is like an interface that nobody mentions.
  const names = [...new Set(interfaces), ''];
  for (const address of ([4, 6] as const).flatMap((family) => endsIn(family, ranges)))
    for (const name of names) {
      const difference =
        enteringDifference(wanted, found, name, address, services) ?? leavingDifference(wanted, found, name, address);
      if (difference !== null) return difference;
    }
  return null;
}

function enteringDifference(
  wanted: BoundaryTranslation,
  found: BoundaryTranslation,
  name: string,
  address: IpAddress,
  services: readonly (AskedService | null)[],
): TranslationDifference | null {
  for (const service of services) {
    const [should, does] = [wanted, found].map((each) => wordsOf(each.entering(name, address, service)));
    if (should === does || should === undefined || does === undefined) continue;
    const what = service === null ? '' : `, ${service.transport} ${service.port}`;
    return { packet: `to ${formatIpAddress(address)} from ${placeOf(name)}${what}`, found: does, wanted: should };
  }
  return null;
}

function leavingDifference(
  wanted: BoundaryTranslation,
  found: BoundaryTranslation,
  name: string,
  address: IpAddress,
): TranslationDifference | null {
  const [should = '', does = ''] = [wanted, found].map((each) => {
    const outside = each.leaving(name, address);
    return outside === null ? unchanged : formatIpAddress(outside);
  });
  return should === does
    ? null
    : { packet: `from ${formatIpAddress(address)} toward ${placeOf(name)}`, found: does, wanted: should };
}

const unchanged = 'unchanged';

function wordsOf(target: Target | null): string {
  if (target === null) return unchanged;
  return `${formatIpAddress(target.address)}${target.port === null ? '' : ` port ${target.port}`}`;
}

function placeOf(name: string): string {
  return name === '' ? 'another interface' : name;
}

/** Each once, a port of either transport that nobody names, and a protocol that has none. */
function servicesOf(known: readonly AskedService[]): readonly (AskedService | null)[] {
  const all = new Map(known.map((each) => [`${each.transport} ${each.port}`, each]));
  let port = 1;
  while (known.some((each) => each.port === port)) port += 1;
  return [null, { transport: 'tcp', port }, { transport: 'udp', port }, ...all.values()];
}

/** The ends of the intervals that some ranges make. */
function endsIn(family: Family, ranges: readonly AddressRange[]): readonly IpAddress[] {
  const last = (1n << BigInt(familyBits[family])) - 1n;
  const own = ranges.filter((range) => range.family === family);
  const ends = new Set(own.flatMap(({ from, to }) => [from - 1n, from, to, to + 1n]));
  return [...ends].filter((value) => 0n <= value && value <= last).map((value) => ({ family, value }));
}
