/**
 * The part of a bridge's table that says what one policy allows: its maps, and its chains. `enforce` judges frames as they
 * leave, `enter` drops what the bridge must not learn from. A running table may hold two policies, told apart by the
 * suffix of their names.
 */
import type { FrameGroup } from '../frames/frame-groups.ts';
import { chain, quoteNames, refusal } from '../nft/write/chain-text.ts';
import { bareElement } from '../nft/write/elements.ts';
import { formatMark } from '../nft/write/mark.ts';
import { commentLine, describeSchedule } from '../nft/write/provenance.ts';
import type { Schedule } from '../nft/write/schedules.ts';
import { timeExpressions } from '../nft/write/time-rules.ts';
import { declareWithSuffix, fillWithSuffix, withSuffix } from '../nft/write/with-suffix.ts';
import type { GenerationText } from '../nftables/generation.ts';
import { bridgeConduits, bridgeDeclarations, bridgeMapsOf } from './bridge-conduits.ts';
import { type BridgeLayout, bridgeMaps, describeFrames, type Home } from './bridge-layout.ts';
import type { TagPlan } from './tags.ts';

/** The name of the table, with its family. */
export const bridgeTable = 'bridge zonewright';

/** What policies share. */
export const sharedCounters: readonly string[] = ['spoofed', 'denied'].map((name) => `counter ${name} { }`);

/** Writes one policy; `suffix` is behind the name of every map and chain, and empty in an exported file. */
export function writeBridgeGeneration(layout: BridgeLayout, suffix: string): GenerationText {
  const tagged = layout.tags.map(({ id, groups }) => ({
    name: `tagged_${id}`,
    elements: groups.map((group) => bareElement(formatMark(group.id, 0), null)),
  }));
  return {
    maps: [
      ...declarations,
      ...bridgeDeclarations(layout.openings),
      ...tagged.map(({ name }) => `set ${name} { type mark; }`),
    ].map((declaration) => declareWithSuffix(declaration, suffix)),
    chains: [
      ...refusal(
        'spoofed',
        'spoofed',
        'A MAC address that does not lie behind the interface it came from.',
        layout.boundary,
      ),
      ...refusal('deny', 'denied', 'Everything that no grant allows.', layout.boundary),
      ...chain('open', ['meta mark set 0x0', 'accept']),
      ...layout.schedules.flatMap(scheduleChain),
      ...bridgeConduits(layout.openings),
      ...layout.destinations.flatMap(destinationChain),
      ...judgeChains(layout.tags),
      ...layout.homes.flatMap(homeChain),
      ...chain('enter', ['ether saddr vmap @home']),
    ].map((line) => withSuffix(line, suffix)),
    elements: [
      ...bridgeMaps.map((map) => ({ map, elements: layout.stations[map] })),
      ...bridgeMapsOf(layout.openings),
      ...tagged.map(({ name, elements }) => ({ map: name, elements })),
    ].flatMap(({ map, elements }) => fillWithSuffix(bridgeTable, map, elements, suffix)),
  };
}

const declarations: readonly string[] = [
  'map home { type ether_addr : verdict; }',
  'map from { type ether_addr : mark; }',
  'set behind { type mark . ifname; }',
  'map to { type ether_addr : verdict; }',
  'map to_broadcast { type ifname : verdict; }',
  'map to_multicast { type ifname : verdict; }',
];

function destinationChain(group: FrameGroup): readonly string[] {
  const isStations = group.cast === 'unicast';
  return [
    commentLine(describeFrames(group)),
    ...chain(`to_${group.id}`, [
      `meta mark set meta mark | ${formatMark(0, group.id)}`,
      ...(isStations ? [`oifname ${quoteNames(group.interfaces)} goto conduit`, 'goto deny'] : ['goto conduit']),
    ]),
  ];
}

function judgeChains(tags: readonly TagPlan[]): readonly string[] {
  return [
    ...chain('destination', [
      'ether daddr vmap @to',
      'ether daddr ff:ff:ff:ff:ff:ff goto broadcast',
      'ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 oifname vmap @to_multicast',
      'goto deny',
    ]),
    ...chain('broadcast', ['oifname vmap @to_broadcast', 'goto deny']),
    ...tags.map(({ id, scope }) => commentLine(`tagged_${id}: stations of scope ${scope}`)),
    ...chain('tagged', [
      'vlan id 0 goto destination',
      ...tags.map(({ id, vlans }) => `vlan id ${anyOf(vlans)} meta mark @tagged_${id} goto destination`),
      'goto deny',
    ]),
    '# A map that finds nothing leaves the mark as it was, hence the zero.',
    ...chain('enforce', [
      'meta mark set 0x0',
      'meta mark set ether saddr map @from',
      'meta mark . iifname != @behind goto spoofed',
      'ether type 8021q goto tagged',
      'goto destination',
    ]),
  ];
}

function homeChain({ id, elsewhere }: Home): readonly string[] {
  return chain(`home_${id}`, [`iifname ${quoteNames(elsewhere)} goto spoofed`]);
}

function scheduleChain(schedule: Schedule): readonly string[] {
  return [
    commentLine(describeSchedule(schedule)),
    ...chain(`when_${schedule.id}`, [
      ...timeExpressions(schedule.condition).map((expression) => `${expression} goto open`.trimStart()),
      'goto deny',
    ]),
  ];
}

function anyOf(numbers: readonly number[]): string {
  return numbers.length === 1 ? numbers.join('') : `{ ${numbers.join(', ')} }`;
}
