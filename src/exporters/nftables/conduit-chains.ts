/** The chains that know both groups of a packet and look up what is open between them, with their maps. */
import { chain } from '../nft/write/chain-text.ts';
import type { FilledMap } from '../nft/write/elements.ts';
import { pairChains, pairDeclarations, pairElements } from '../nft/write/pair-maps.ts';
import { type IntervalMap, intervalMaps, type Openings } from './openings.ts';
import { type RangeKind, rangeKinds } from './range-maps.ts';

/** The type of a key (nft(8)), and where it is in a packet that asks and in its answer; null: answers are not looked up. */
interface LookUp {
  readonly type: string;
  readonly asked: string;
  readonly answered: string | null;
}

const rangeLookUps: Readonly<Record<RangeKind, LookUp>> = {
  tcp: { type: 'inet_service', asked: 'tcp dport', answered: 'tcp sport' },
  udp: { type: 'inet_service', asked: 'udp dport', answered: 'udp sport' },
  icmp: { type: 'icmp_type', asked: 'meta nfproto ipv4 icmp type', answered: null },
  icmpv6: { type: 'icmpv6_type', asked: 'meta nfproto ipv6 icmpv6 type', answered: null },
  ip: { type: 'inet_proto', asked: 'meta l4proto', answered: 'meta l4proto' },
};

const service: LookUp = {
  type: 'mark . inet_proto . inet_service',
  asked: 'meta mark . meta l4proto . th dport',
  answered: 'meta mark . meta l4proto . th sport',
};

const intervalLookUps: Readonly<Record<IntervalMap, LookUp>> = {
  allow_ranges: service,
  allow_icmp: { type: 'mark . icmp_type', asked: 'meta nfproto ipv4 meta mark . icmp type', answered: null },
  allow_icmpv6: { type: 'mark . icmpv6_type', asked: 'meta nfproto ipv6 meta mark . icmpv6 type', answered: null },
  allow_protocols: {
    type: 'mark . inet_proto',
    asked: 'meta mark . meta l4proto',
    answered: 'meta mark . meta l4proto',
  },
};

/** Declarations of the maps that the chains ask. */
export function openingDeclarations(openings: Openings): readonly string[] {
  return [
    `map allow { type ${service.type} : verdict; counter; }`,
    ...intervalMapsOf(openings).map(
      (map) => `map ${map} { type ${intervalLookUps[map].type} : verdict; flags interval; counter; }`,
    ),
    ...rangeKinds.map((kind) => `map ${rangesOf(kind)} { type ${rangeLookUps[kind].type} : verdict; flags interval; }`),
    ...pairDeclarations(openings.pairs),
  ];
}

/** Every element of these maps, by the name of its map. */
export function openingElements({ allow, intervals, ranges, pairs }: Openings): readonly FilledMap[] {
  return [
    { map: 'allow', elements: allow },
    ...intervalMaps.map((map) => ({ map, elements: intervals[map] })),
    ...rangeKinds.map((kind) => ({ map: rangesOf(kind), elements: ranges[kind] })),
    ...pairElements(pairs),
  ];
}

/** `conduit` and `conduit_reply`, behind the chains that they go to for a range. Those need not go on: transports share nothing. */
export function conduitChains(openings: Openings): readonly string[] {
  const lookUps = [
    { map: 'allow', key: service },
    ...intervalMapsOf(openings).map((map) => ({ map, key: intervalLookUps[map] })),
    ...rangeKinds.map((kind) => ({ map: rangesOf(kind), key: rangeLookUps[kind] })),
  ];
  const ask = (side: 'asked' | 'answered'): readonly string[] =>
    lookUps.flatMap(({ map, key: { [side]: key } }) => (key === null ? [] : [`${key} vmap @${map}`]));
  return [
    ...pairChains(openings.pairs, 'deny'),
    ...chain('conduit', [...ask('asked'), 'goto deny']),
    '# The same question from the side of the one who was asked.',
    ...chain('conduit_reply', [...ask('answered'), 'goto deny']),
  ];
}

function intervalMapsOf({ intervals }: Openings): readonly IntervalMap[] {
  return intervalMaps.filter((map) => intervals[map].length > 0);
}

function rangesOf(kind: RangeKind): string {
  return `ranges_${kind}`;
}
