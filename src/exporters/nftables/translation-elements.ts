/** What a boundary translates as elements of maps. nft 1.0.6 takes single addresses among networks only with their prefix. */
import { type Family, formatIpAddress, formatIpNetwork, networksOf } from '../../algebra/ip-address.ts';
import type { ExportRequest } from '../dialect.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import {
  type SeenForward,
  type SeenTranslation,
  type Stretch,
  seenTranslations,
} from '../translation/seen-translations.ts';

export interface TranslationElements {
  /** By the interface that a packet comes in by, address, transport and port. */
  readonly forwards: Readonly<Record<Family, readonly NftElement[]>>;
  /** Interfaces from which the same networks are seen. */
  readonly views: readonly TranslatedView[];
  /** All of this by the interface as well, as if no two had networks in common: it tells policies from one another. */
  readonly unsplit: Readonly<Record<`forwards${Family}` | TranslatedNetworks, readonly NftElement[]>>;
}

export interface TranslatedView {
  /** From 1. */
  readonly id: number;
  readonly interfaces: readonly string[];
  readonly networks: Networks;
}

/** Networks that destinations of what comes in are in, and those of senders of what leaves. */
const translatedNetworks = ['dnat4', 'dnat6', 'snat4', 'snat6'] as const;
export type TranslatedNetworks = (typeof translatedNetworks)[number];

type Networks = Readonly<Record<TranslatedNetworks, readonly NftElement[]>>;

/** The elements of a boundary for interfaces that can be named; null when it translates nothing. */
export function translationElements(
  { plan, boundary }: ExportRequest,
  interfaces: ReadonlySet<string>,
): TranslationElements | null {
  if (boundary.nat.length + boundary.portForwards.length === 0) return null;
  const seen = seenTranslations(plan, boundary).filter((each) => interfaces.has(each.interface));
  const forwardsOf = (family: Family): readonly NftElement[] =>
    seen.flatMap((each) =>
      each.forwards
        .filter((forward) => forward.family === family)
        .map((forward) => forwardElement(each.interface, forward)),
    );
  const forwards = { 4: forwardsOf(4), 6: forwardsOf(6) };
  const views = seen.map((each) => ({ name: each.interface, networks: networksSeen(each) }));
  const byInterface = (map: TranslatedNetworks): readonly NftElement[] =>
    views.flatMap(({ name, networks }) =>
      networks[map].map((element) => ({ ...element, key: `"${name}" . ${element.key}` })),
    );
  const alike = Map.groupBy(views, ({ networks }) => JSON.stringify(networks));
  return {
    forwards,
    views: [...alike.values()]
      .flatMap(([first, ...others]) => (first === undefined ? [] : [{ first, others }]))
      .filter(({ first }) => translatedNetworks.some((map) => first.networks[map].length > 0))
      .map(({ first, others }, index) => ({
        id: index + 1,
        interfaces: [first, ...others].map(({ name }) => name),
        networks: first.networks,
      })),
    unsplit: {
      forwards4: forwards[4],
      forwards6: forwards[6],
      dnat4: byInterface('dnat4'),
      dnat6: byInterface('dnat6'),
      snat4: byInterface('snat4'),
      snat6: byInterface('snat6'),
    },
  };
}

function networksSeen({ destinations, sources }: SeenTranslation): Networks {
  const of = (stretches: readonly Stretch[], family: Family): readonly NftElement[] =>
    stretches.filter((stretch) => stretch.family === family).flatMap(networkElements);
  return { dnat4: of(destinations, 4), dnat6: of(destinations, 6), snat4: of(sources, 4), snat6: of(sources, 6) };
}

function forwardElement(name: string, { family, transport, outside, inside }: SeenForward): NftElement {
  const [from, to] = [outside, inside].map(({ address }) => formatIpAddress({ family, value: address }));
  return bareElement(`"${name}" . ${from} . ${transport} . ${outside.port}`, `${to} . ${inside.port}`);
}

/** Both ends of a stretch are networks of one size where one of them is. */
function networkElements({ family, from, to, label }: Stretch): readonly NftElement[] {
  return networksOf({ family, from, to }).map((network) => {
    const other = { ...network, from: network.from + label, to: network.to + label };
    return bareElement(formatIpNetwork(network), formatIpNetwork(other));
  });
}
