/** The text of a bridge's file: one transaction that replaces the table as a whole (docs/nftables-bridge.md). */
import type { ExportRequest } from '../dialect.ts';
import type { FrameGroup } from '../frames/frame-groups.ts';
import { chain, quoteNames, refusal } from '../nft/write/chain-text.ts';
import { addElements, bareElement } from '../nft/write/elements.ts';
import { formatMark } from '../nft/write/mark.ts';
import { quotePolicyName } from '../nft/write/policy-name.ts';
import { commentLine, describeSchedule } from '../nft/write/provenance.ts';
import type { Schedule } from '../nft/write/schedules.ts';
import { writeTable } from '../nft/write/table-text.ts';
import { timeExpressions } from '../nft/write/time-rules.ts';
import { type BridgeLayout, bridgeMaps, describeFrames, type Home } from './bridge-layout.ts';
import type { TagPlan } from './tags.ts';

/** The name of the table, with its family. */
const table = 'bridge zonewright';

/** Writes a layout. */
export function writeBridge({ plan, boundary, revision }: ExportRequest, layout: BridgeLayout, digest: string): string {
  const model = digest.slice(0, 16);
  return writeTable({
    table,
    title: `plant=${plan.plant} boundary=${boundary.id} revision=${revision ?? 'none'} model=${model}`,
    body: [
      ...['spoofed', 'denied'].map((name) => `counter ${name} { }`),
      '',
      ...declarations,
      ...layout.tags.map(({ id }) => `set tagged_${id} { type mark; }`),
      '',
      ...refusal(
        'spoofed',
        'spoofed',
        'A MAC address that does not lie behind the interface it came from.',
        boundary.id,
      ),
      ...refusal('deny', 'denied', 'Everything that no grant allows.', boundary.id),
      ...chain('open', ['meta mark set 0x0', 'accept']),
      ...layout.schedules.flatMap(scheduleChain),
      ...conduitChains,
      ...layout.destinations.flatMap(destinationChain),
      ...judgeChains(layout.tags),
      ...layout.homes.flatMap(homeChain),
      '# Before the bridge learns from a frame where its sender is.',
      ...chain('arrive', ['type filter hook prerouting priority filter; policy accept;', 'ether saddr vmap @home']),
      ...chain('forward', [
        'type filter hook forward priority filter; policy drop;',
        `goto judge comment ${quotePolicyName({ model, revision, boundary: boundary.id })}`,
      ]),
    ],
    elements: [
      ...bridgeMaps.flatMap((map) => addElements(`${table} ${map}`, layout.elements[map])),
      ...layout.tags.flatMap(({ id, groups }) =>
        addElements(
          `${table} tagged_${id}`,
          groups.map((group) => bareElement(formatMark(group.id, 0), null)),
        ),
      ),
    ],
  });
}

const declarations: readonly string[] = [
  'map home { type ether_addr : verdict; }',
  'map from { type ether_addr : mark; }',
  'set behind { type mark . ifname; }',
  'map to { type ether_addr : verdict; }',
  'map to_broadcast { type ifname : verdict; }',
  'map to_multicast { type ifname : verdict; }',
  'map allow { type mark . ether_type : verdict; counter; }',
  'map allow_ranges { type mark . ether_type : verdict; flags interval; counter; }',
  'map allow_heads { typeof meta mark . ether type . @nh,0,24 . @nh,24,8 : verdict; flags interval; counter; }',
];

const lookUps = (type: string): readonly string[] => [
  `meta mark . ${type} vmap @allow`,
  `meta mark . ${type} vmap @allow_ranges`,
  `meta mark . ${type} . @nh,0,24 . @nh,24,8 vmap @allow_heads`,
  'goto deny',
];

const conduitChains: readonly string[] = [
  ...chain('conduit_tagged', lookUps('vlan type')),
  ...chain('conduit', ['ether type 8021q goto conduit_tagged', ...lookUps('ether type')]),
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
    ...chain('judge', [
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
