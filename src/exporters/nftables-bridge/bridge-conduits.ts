/** The chains that know both groups of a frame and look up what is open between them, with their maps. */
import { chain } from '../nft/write/chain-text.ts';
import type { FilledMap } from '../nft/write/elements.ts';
import { pairChains, pairDeclarations, pairElements } from '../nft/write/pair-maps.ts';
import {
  type BridgeOpenings,
  type IntervalMap,
  intervalMaps,
  type SharedKind,
  sharedKinds,
} from './bridge-openings.ts';

/** Bytes behind the EtherType: three, and one that says what the others mean. */
const head = '@nh,0,24 . @nh,24,8';

/** What is looked up behind an EtherType, or behind that of a frame with a tag. */
const intervalKeys: Readonly<Record<IntervalMap, (type: string) => string>> = {
  allow_ranges: (type) => `meta mark . ${type}`,
  allow_heads: (type) => `meta mark . ${type} . ${head}`,
};

/** The type of a key (nft(8)). */
const sharedTypes: Readonly<Record<SharedKind, string>> = {
  types: 'type ether_type',
  heads: `typeof ether type . ${head}`,
};

/** Declarations of the maps that the chains ask. */
export function bridgeDeclarations(openings: BridgeOpenings): readonly string[] {
  const own = (map: IntervalMap, declaration: string): readonly string[] =>
    openings.intervals[map].length === 0 ? [] : [declaration];
  return [
    'map allow { type mark . ether_type : verdict; counter; }',
    ...own('allow_ranges', 'map allow_ranges { type mark . ether_type : verdict; flags interval; counter; }'),
    ...own(
      'allow_heads',
      `map allow_heads { typeof meta mark . ether type . ${head} : verdict; flags interval; counter; }`,
    ),
    ...sharedKinds.map((kind) => `map ${nameOf(kind)} { ${sharedTypes[kind]} : verdict; flags interval; }`),
    ...sharedKinds.flatMap((kind) => pairDeclarations(openings.pairs[kind])),
  ];
}

/** Every element of these maps, by the name of its map. */
export function bridgeMapsOf({ allow, intervals, shared, pairs }: BridgeOpenings): readonly FilledMap[] {
  return [
    { map: 'allow', elements: allow },
    ...intervalMaps.map((map) => ({ map, elements: intervals[map] })),
    ...sharedKinds.map((kind) => ({ map: nameOf(kind), elements: shared[kind] })),
    ...sharedKinds.flatMap((kind) => pairElements(pairs[kind])),
  ];
}

/** A beginning that is open for others may have an EtherType that is open for this pair. */
export function bridgeConduits({ intervals, pairs, isTwofold }: BridgeOpenings): readonly string[] {
  const lookUps = (type: string): readonly string[] => [
    `meta mark . ${type} vmap @allow`,
    ...intervalMaps.filter((map) => intervals[map].length > 0).map((map) => `${intervalKeys[map](type)} vmap @${map}`),
    `${type} . ${head} vmap @${nameOf('heads')}`,
    'goto conduit_types',
  ];
  return [
    ...pairChains(pairs.types, 'deny'),
    ...chain('conduit_types_tagged', [`vlan type vmap @${nameOf('types')}`, 'goto deny']),
    ...chain('conduit_types', [
      'ether type 8021q goto conduit_types_tagged',
      `ether type vmap @${nameOf('types')}`,
      'goto deny',
    ]),
    ...pairChains(pairs.heads, isTwofold ? 'conduit_types' : 'deny'),
    ...chain('conduit_tagged', lookUps('vlan type')),
    ...chain('conduit', ['ether type 8021q goto conduit_tagged', ...lookUps('ether type')]),
  ];
}

function nameOf(kind: SharedKind): string {
  return `shared_${kind}`;
}
