/**
 * What a boundary translates as elements of maps, by the interface that a packet comes in or leaves by. nft 1.0.6 takes single
 * addresses among networks only with their prefix.
 */
import { type Family, formatIpAddress, formatIpNetwork, networksOf } from '../../algebra/ip-address.ts';
import type { ExportRequest } from '../dialect.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import { type SeenForward, type Stretch, seenTranslations } from '../translation/seen-translations.ts';

/** In the order in which they are declared. */
export const translationMaps = ['forwards4', 'forwards6', 'dnat4', 'dnat6', 'snat4', 'snat6'] as const;
export type TranslationMap = (typeof translationMaps)[number];

export type TranslationElements = Readonly<Record<TranslationMap, readonly NftElement[]>>;

/** The elements of a boundary for interfaces that can be named; null when it translates nothing. */
export function translationElements(
  { plan, boundary }: ExportRequest,
  interfaces: ReadonlySet<string>,
): TranslationElements | null {
  if (boundary.nat.length + boundary.portForwards.length === 0) return null;
  const seen = seenTranslations(plan, boundary).filter((each) => interfaces.has(each.interface));
  const forwards = (family: Family): readonly NftElement[] =>
    seen.flatMap((each) =>
      each.forwards
        .filter((forward) => forward.family === family)
        .map((forward) => forwardElement(each.interface, forward)),
    );
  const networks = (side: 'destinations' | 'sources', family: Family): readonly NftElement[] =>
    seen.flatMap((each) =>
      each[side]
        .filter((stretch) => stretch.family === family)
        .flatMap((stretch) => networkElements(each.interface, stretch)),
    );
  return {
    forwards4: forwards(4),
    forwards6: forwards(6),
    dnat4: networks('destinations', 4),
    dnat6: networks('destinations', 6),
    snat4: networks('sources', 4),
    snat6: networks('sources', 6),
  };
}

function forwardElement(name: string, { family, transport, outside, inside }: SeenForward): NftElement {
  const [from, to] = [outside, inside].map(({ address }) => formatIpAddress({ family, value: address }));
  return bareElement(`"${name}" . ${from} . ${transport} . ${outside.port}`, `${to} . ${inside.port}`);
}

/** Both ends of a stretch are networks of one size where one of them is. */
function networkElements(name: string, { family, from, to, label }: Stretch): readonly NftElement[] {
  return networksOf({ family, from, to }).map((network) => {
    const other = { ...network, from: network.from + label, to: network.to + label };
    return bareElement(`"${name}" . ${formatIpNetwork(network)}`, formatIpNetwork(other));
  });
}
