/** The ends and services of grants, laid out so that probes can be counted and picked by number. */
import type { AddressRange, Family, IpAddress } from '../../algebra/ip-address.ts';
import type { EndpointId } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { BoundaryAddresses } from '../proof/boundary-addresses.ts';
import { forwardableParts } from './forwardable.ts';
import type { OpenedGrant, Oracle } from './oracle.ts';
import type { Random } from './random.ts';

/** One protocol, or range of protocols, with one range of ports. */
export interface ReachedService {
  readonly protocols: IntegerRange;
  /** Ports or message types; null where there are none. */
  readonly ports: IntegerRange | null;
}

/** What a grant reaches in one family; nothing in it is empty. */
export interface Reach {
  readonly grant: OpenedGrant;
  readonly family: Family;
  /** Ranges of the endpoints that no grant tells apart, for each such class. */
  readonly sources: readonly (readonly AddressRange[])[];
  readonly destinations: readonly (readonly AddressRange[])[];
  readonly services: readonly ReachedService[];
}

/** What grants reach in the families that both of their ends have. */
export function reachesOf(oracle: Oracle, { of }: BoundaryAddresses): readonly Reach[] {
  const known = new Map<string, readonly (readonly AddressRange[])[]>();
  const side = (endpoints: readonly EndpointId[], name: 'sources' | 'destinations', family: Family) => {
    const key = `${name} ${family} ${endpoints.join('\n')}`;
    const classes =
      known.get(key) ??
      [...Map.groupBy(endpoints, (endpoint) => oracle.classOf(endpoint, name)).values()]
        .map((members) =>
          members
            .flatMap((endpoint) => of.get(endpoint) ?? [])
            .filter((range) => range.family === family && (name === 'sources' || !range.group))
            .flatMap(forwardableParts),
        )
        .filter((ranges) => ranges.length > 0);
    known.set(key, classes);
    return classes;
  };
  return oracle.grants.flatMap((grant) =>
    ([4, 6] as const).flatMap((family): readonly Reach[] => {
      const sources = side(grant.grant.sources, 'sources', family);
      const destinations = side(grant.expected.destinations, 'destinations', family);
      const services = servicesOf(grant, family);
      const empty = sources.length === 0 || destinations.length === 0 || services.length === 0;
      return empty ? [] : [{ grant, family, sources, destinations, services }];
    }),
  );
}

function servicesOf({ expected }: OpenedGrant, family: Family): readonly ReachedService[] {
  return expected.matches
    .filter((match) => match.family === null || match.family === family)
    .flatMap(({ protocols, ports }) =>
      protocols.flatMap((each): readonly ReachedService[] =>
        ports === null ? [{ protocols: each, ports }] : ports.map((range) => ({ protocols: each, ports: range })),
      ),
    );
}

/** An address of a range: often one of its ends. */
export function addressIn({ family, from, to }: AddressRange, random: Random): IpAddress {
  const choice = random.below(4);
  return { family, value: choice === 0 ? from : choice === 1 ? to : from + random.bigBelow(to - from + 1n) };
}

/** A number of a range: often one of its ends. */
export function numberIn({ from, to }: IntegerRange, random: Random): number {
  const choice = random.below(4);
  return choice === 0 ? from : choice === 1 ? to : from + random.below(to - from + 1);
}
