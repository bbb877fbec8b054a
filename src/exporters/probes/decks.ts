/**
 * Decks of probes, one for each thing to try. What can be counted is drawn without repeats until every card was drawn once;
 * the rest of a card, such as where inside a range, is left to chance, so that a second pass tries something else.
 */
import type { AddressRange, Family } from '../../algebra/ip-address.ts';
import { changes } from './changes.ts';
import { forwardableParts, isForwardable } from './forwardable.ts';
import { anyPlace, anyPort, canSpeak, draftInside, draftSomewhereInside, type Ground, wayOut } from './ground.ts';
import type { Draft, ProbeKind } from './probe.ts';
import type { Reach, ReachedService } from './reach.ts';
import { serviceBorders } from './service-borders.ts';

export interface Deck {
  readonly kind: ProbeKind;
  /** How many cards there are; null when there is no end of them. */
  readonly size: number | null;
  /** The probe of a card; null when there is nothing to try. */
  readonly draw: (card: number) => Draft | null;
}

/** All decks of a boundary. */
export function layOutDecks(ground: Ground): readonly Deck[] {
  return [
    insideDeck(ground),
    serviceBorderDeck(ground),
    addressBorderDeck(ground, 'source'),
    addressBorderDeck(ground, 'destination'),
    pairDeck(ground),
    changeDeck(ground),
    randomDeck(ground),
  ];
}

/** A card for each class of sources, class of destinations and service of each grant. */
function insideDeck(ground: Ground): Deck {
  return serviceDeck(
    'inside',
    servicesOf(ground),
    ({ reach }) => pairsOf(reach),
    ({ reach, service }, rest) => {
      const { sources, destinations } = pairAt(reach, rest);
      return draftInside(ground, reach, sources, destinations, service);
    },
  );
}

/** Cards of a service for numbers by chance, mostly those of other grants. */
const portsOfOthers = 4;

/** The same for each number that is worth trying at a service. */
function serviceBorderDeck(ground: Ground): Deck {
  return serviceDeck(
    'service border',
    servicesOf(ground),
    ({ reach, service }) => pairsOf(reach) * (serviceBorders(service, reach.family).length + portsOfOthers),
    ({ reach, service }, rest) => {
      const { sources, destinations } = pairAt(reach, rest % pairsOf(reach));
      const borders = serviceBorders(service, reach.family);
      const number = borders[Math.floor(rest / pairsOf(reach))] ?? anyPort(ground, service.protocols.from);
      const base = draftInside(ground, reach, sources, destinations, service);
      if (base === null) return null;
      if (service.ports !== null) return { ...base, protocol: service.protocols.from, port: number };
      return canSpeak(reach.family, number) ? { ...base, protocol: number, port: anyPort(ground, number) } : null;
    },
  );
}

function pairsOf({ sources, destinations }: Reach): number {
  return sources.length * destinations.length;
}

interface Pair {
  readonly sources: readonly AddressRange[];
  readonly destinations: readonly AddressRange[];
}

/** One class of sources and one of destinations. */
function pairAt({ sources, destinations }: Reach, pair: number): Pair {
  return {
    sources: sources[pair % sources.length] ?? [],
    destinations: destinations[Math.floor(pair / sources.length)] ?? [],
  };
}

/** The number before a range, its first, its last, and the number behind. */
const edges = [
  { end: 'from', by: -1 },
  { end: 'from', by: 0 },
  { end: 'to', by: 0 },
  { end: 'to', by: 1 },
] as const;

/** Four cards for each range of addresses that belongs to one endpoint, with the rest of a grant that names it. */
function addressBorderDeck(ground: Ground, side: 'source' | 'destination'): Deck {
  const { oracle, reachesOfGrant, random, atlas } = ground;
  const ranges = [...ground.ranges[4], ...ground.ranges[6]];
  return {
    kind: `${side} border`,
    size: ranges.length * edges.length,
    draw: (card) => {
      const range = ranges[Math.floor(card / edges.length)];
      const edge = edges[card % edges.length];
      if (range === undefined || edge === undefined) return null;
      const value = range[edge.end] + BigInt(edge.by);
      if (!isForwardable(range.family, value)) return null;
      const place = atlas({ family: range.family, value });
      const grant = random.pick(oracle.grantsOf(range.endpoint, `${side}s`));
      const own = (grant === undefined ? [] : (reachesOfGrant.get(grant.number) ?? [])).find(
        (reach) => reach.family === range.family,
      );
      const reach = own ?? random.pick(ground.reaches);
      const base = reach === undefined ? null : draftSomewhereInside(ground, reach);
      if (base === null || base.source.family !== range.family) return null;
      if (side === 'source') return { ...base, source: place };
      // A neighbour that is routed elsewhere would be stopped for its interface, so half of them are sent the same way.
      return {
        ...base,
        destination: place,
        ...wayOut(ground, place, random.oneIn(2) ? new Set([base.exit]) : new Set()),
      };
    },
  };
}

/**
 * A card for each service that grants name, each endpoint as its source and each as its destination, whether they have any
 * business with one another or not; packets come in and leave where theirs do.
 */
function pairDeck(ground: Ground): Deck {
  const endpointsOf = (family: Family): readonly (readonly AddressRange[])[] =>
    [...Map.groupBy(ground.ranges[family], ({ endpoint }) => endpoint).values()]
      .map((ranges) => ranges.filter(({ group }) => !group).flatMap(forwardableParts))
      .filter((parts) => parts.length > 0);
  const endpoints = { 4: endpointsOf(4), 6: endpointsOf(6) };
  const named = Map.groupBy(servicesOf(ground), ({ reach, service }) => JSON.stringify([reach.family, service]));
  return serviceDeck(
    'pair of endpoints',
    [...named.values()].flatMap(([first]) => first ?? []),
    ({ reach }) => endpoints[reach.family].length ** 2,
    ({ reach, service }, rest) => {
      const all = endpoints[reach.family];
      const sources = all[rest % all.length] ?? [];
      const destinations = all[Math.floor(rest / all.length)] ?? [];
      const draft = draftInside(ground, reach, sources, destinations, service);
      return draft === null ? null : { ...draft, entry: draft.source.route };
    },
  );
}

/** A card for each way to change one thing about each grant. */
function changeDeck(ground: Ground): Deck {
  const { reaches } = ground;
  return {
    kind: 'one thing else',
    size: reaches.length * changes.length,
    draw: (card) => {
      const reach = reaches[Math.floor(card / changes.length)];
      const base = reach === undefined ? null : draftSomewhereInside(ground, reach);
      return base === null ? null : (changes[card % changes.length]?.(base, ground) ?? null);
    },
  };
}

/** Addresses, interfaces and services that have nothing to do with one another. */
function randomDeck(ground: Ground): Deck {
  const { random, wiring } = ground;
  return {
    kind: 'at random',
    size: null,
    draw: () => {
      const family = random.oneIn(2) ? 4 : 6;
      const source = anyPlace(ground, family);
      const destination = anyPlace(ground, family);
      if (source === null || destination === null) return null;
      const protocol = random.pick([6, 6, 6, 17, 17, family === 4 ? 1 : 58, 47, 50, 132]) ?? 6;
      return {
        source,
        destination,
        entry: random.oneIn(3) ? random.below(wiring.interfaces.length) : source.route,
        ...wayOut(ground, destination, new Set(random.oneIn(4) ? ground.detours.keys() : [])),
        protocol,
        port: anyPort(ground, protocol),
        origin: null,
        form: 'plain',
        clientPort: null,
      };
    },
  };
}

/** A service that a grant reaches. */
interface GrantedService {
  readonly reach: Reach;
  readonly service: ReachedService;
}

function servicesOf({ reaches }: Ground): readonly GrantedService[] {
  return reaches.flatMap((reach) => reach.services.map((service) => ({ reach, service })));
}

/** Numbers the cards of services one behind the other; what draws one gets its number among those of its service. */
function serviceDeck(
  kind: ProbeKind,
  services: readonly GrantedService[],
  cardsOf: (service: GrantedService) => number,
  draw: (service: GrantedService, card: number) => Draft | null,
): Deck {
  const starts: number[] = [];
  let size = 0;
  for (const service of services) {
    starts.push(size);
    size += cardsOf(service);
  }
  return {
    kind,
    size,
    draw: (card) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= card) low = middle;
        else high = middle - 1;
      }
      const service = services[low];
      return service === undefined ? null : draw(service, card - (starts[low] ?? 0));
    },
  };
}
