/** The part of a policy that translates: first packets of connections get another destination before they are judged, and another source behind. */
import { chain } from '../nft/write/chain-text.ts';

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

/** Maps by the interface that a packet comes in or leaves by. */
export const translationDeclarations: readonly string[] = [
  ...([4, 6] as const).map((family) => {
    const address = `ipv${family}_addr`;
    return `map forwards${family} { type ifname . ${address} . inet_proto . inet_service : ${address} . inet_service; }`;
  }),
  ...(['dnat4', 'dnat6', 'snat4', 'snat6'] as const).map((name) => {
    const address = `ipv${name.slice(-1)}_addr`;
    return `map ${name} { type ifname . ${address} : interval ${address}; flags interval; }`;
  }),
];

export const translationChains: readonly string[] = [
  '# The first packet of a connection from outside gets the address inside before it is judged.',
  ...chain('entering', [
    'dnat ip to iifname . ip daddr . meta l4proto . th dport map @forwards4',
    'dnat ip6 to iifname . ip6 daddr . meta l4proto . th dport map @forwards6',
    'dnat ip prefix to iifname . ip daddr map @dnat4',
    'dnat ip6 prefix to iifname . ip6 daddr map @dnat6',
  ]),
  '# That of a connection from inside gets the address outside once it was judged.',
  ...chain('leaving', [
    'snat ip prefix to oifname . ip saddr map @snat4',
    'snat ip6 prefix to oifname . ip6 saddr map @snat6',
  ]),
];

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
