/** The part of a policy that translates: first packets of connections get another destination before they are judged, and another source behind. */
import type { Family } from '../../algebra/ip-address.ts';
import { chain } from '../nft/write/chain-text.ts';
import { bareElement, type FilledMap, type NftElement } from '../nft/write/elements.ts';
import type { TranslatedView, TranslationElements } from './translation-elements.ts';

/** Hooks that translate, with the chain of a policy that each leads to. */
export const translatingHooks = { prerouting: 'entering', postrouting: 'leaving' } as const;
export type TranslatingHook = keyof typeof translatingHooks;

/** In this order. */
export const hooksThatTranslate: readonly TranslatingHook[] = ['prerouting', 'postrouting'];

/** Their priorities (nft(8), standard priority names). */
export const translatingPriorities = {
  prerouting: { name: 'dstnat', number: -100 },
  postrouting: { name: 'srcnat', number: 100 },
} as const;

/** Declarations of the maps that translate. */
export function translationDeclarations(elements: TranslationElements | null): readonly string[] {
  return [
    ...([4, 6] as const).map((family) => {
      const address = `ipv${family}_addr`;
      return `map forwards${family} { type ifname . ${address} . inet_proto . inet_service : ${address} . inet_service; }`;
    }),
    ...Object.values(translatingHooks).map((name) => `map ${name}_by { type ifname : verdict; }`),
    ...(elements?.views ?? []).flatMap(networkMaps).map(({ name, family }) => {
      const address = `ipv${family}_addr`;
      return `map ${name} { type ${address} : interval ${address}; flags interval; }`;
    }),
  ];
}

/** Every element of these maps, by the name of its map. */
export function translationMaps(elements: TranslationElements | null): readonly FilledMap[] {
  const { forwards, views } = elements ?? { forwards: { 4: [], 6: [] }, views: [] };
  return [
    { map: 'forwards4', elements: forwards[4] },
    { map: 'forwards6', elements: forwards[6] },
    ...Object.values(translatingHooks).map((name) => ({
      map: `${name}_by`,
      elements: views.flatMap(({ id, interfaces }) =>
        interfaces.map((each) => bareElement(`"${each}"`, `goto ${name}_${id}`)),
      ),
    })),
    ...views.flatMap(networkMaps).map(({ name, networks }) => ({ map: name, elements: networks })),
  ];
}

/** The chains that the hooks lead to, behind those for interfaces that see the same. */
export function translationChains(elements: TranslationElements | null): readonly string[] {
  const ofViews = (name: string, side: 'dnat' | 'snat', field: 'daddr' | 'saddr'): readonly string[] =>
    (elements?.views ?? []).flatMap((view) =>
      chain(
        `${name}_${view.id}`,
        networkMaps(view)
          .filter((map) => map.side === side)
          .map((map) => {
            const ip = map.family === 4 ? 'ip' : 'ip6';
            return `${side} ${ip} prefix to ${ip} ${field} map @${map.name}`;
          }),
      ),
    );
  return [
    ...ofViews('entering', 'dnat', 'daddr'),
    '# The first packet of a connection from outside gets the address inside before it is judged.',
    ...chain('entering', [
      'dnat ip to iifname . ip daddr . meta l4proto . th dport map @forwards4',
      'dnat ip6 to iifname . ip6 daddr . meta l4proto . th dport map @forwards6',
      'iifname vmap @entering_by',
    ]),
    ...ofViews('leaving', 'snat', 'saddr'),
    '# That of a connection from inside gets the address outside once it was judged.',
    ...chain('leaving', ['oifname vmap @leaving_by']),
  ];
}

interface NetworkMap {
  readonly side: 'dnat' | 'snat';
  readonly family: Family;
  readonly name: string;
  readonly networks: readonly NftElement[];
}

/** Maps of networks that have any. */
function networkMaps({ id, networks }: TranslatedView): readonly NetworkMap[] {
  return (['dnat', 'snat'] as const).flatMap((side) =>
    ([4, 6] as const)
      .map((family) => ({ side, family, name: `${side}${family}_${id}`, networks: networks[`${side}${family}`] }))
      .filter((map) => map.networks.length > 0),
  );
}

/** A chain with a hook that translates, with its rules. */
export function translatingHook(hook: TranslatingHook, rules: readonly string[]): readonly string[] {
  const { name } = translatingPriorities[hook];
  return chain(hook, [`type nat hook ${hook} priority ${name}; policy accept;`, ...rules]);
}

/**
 * The way to destinations that are translated, behind some interfaces. What was sent to them from outside is denied, and so are
 * answers to it; `near` are interfaces of devices that know them by their own addresses.
 */
export function translatedExitChain(id: number, interfaces: string, near: string): readonly string[] {
  return chain(`toward_${id}`, [
    `ct direction reply iifname ${interfaces} ct status dnat goto conduit_reply`,
    `ct direction reply iifname ${interfaces} oifname ${near} goto conduit_reply`,
    `ct direction reply iifname ${interfaces} goto deny`,
    'ct direction reply goto spoofed',
    `oifname ${interfaces} ct status dnat goto conduit`,
    `oifname ${interfaces} iifname ${near} goto conduit`,
    'goto deny',
  ]);
}
