/**
 * The part of a ruleset that says what one policy allows: its maps, and its chains from `enforce` on. A running table may
 * hold two of them at a time, told apart by the suffix of their names, so that one policy takes over from another with
 * no packet in between that meets half of each.
 */
import { chain, quoteNames, refusal } from '../nft/write/chain-text.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import { formatMark } from '../nft/write/mark.ts';
import { commentLine, describeGroup, describeSchedule } from '../nft/write/provenance.ts';
import type { Schedule } from '../nft/write/schedules.ts';
import { sessionSetLine } from '../nft/write/session-set.ts';
import { timeExpressions } from '../nft/write/time-rules.ts';
import { declareWithSuffix, fillWithSuffix, withSuffix } from '../nft/write/with-suffix.ts';
import { conduitChains, openingDeclarations, openingElements } from './conduit-chains.ts';
import { functionChains } from './function-chains.ts';
import { addressMaps, type Exit, type Layout } from './layout.ts';
import {
  translatedExitChain,
  translationChains,
  translationDeclarations,
  translationMaps,
} from './translation-chains.ts';

/** The name of the table, with its family. */
export const table = 'inet zonewright';

/** What generations share: it has no suffix, and stays as it is when one policy takes over from another. */
export const sharedObjects: readonly string[] = [
  ...['invalid', 'stray', 'spoofed', 'denied'].map((name) => `counter ${name} { }`),
  sessionSetLine,
];

/** What {@link writeGeneration} writes from. */
export interface Generation {
  readonly layout: Layout;
  /** Marks the connections that this policy allows: `stampOf` its digest. */
  readonly stamp: number;
  /** Behind the name of every map and chain; empty in an exported file. */
  readonly suffix: string;
  /** Whether there are chains that translate, as there must be where the table has hooks for it. */
  readonly translates: boolean;
}

/** Lines of nft, without an indent. */
export interface GenerationText {
  /** Maps and sets, for the body of a table. */
  readonly maps: readonly string[];
  /** Chains that `enforce` is the first of, for the body of a table behind its counters. */
  readonly chains: readonly string[];
  /** Commands that fill the maps. */
  readonly elements: readonly string[];
}

/** Writes one generation. Counters and the set of sessions are the table's and have no suffix. */
export function writeGeneration({ layout, stamp, suffix, translates }: Generation): GenerationText {
  const own = (line: string): string => withSuffix(line, suffix);
  const flows = flowElements(layout, stamp);
  return {
    maps: [
      ...addressDeclarations,
      ...openingDeclarations(layout.openings),
      ...(flows.length === 0 ? [] : ['map flows { type mark : verdict; }']),
      ...(translates ? translationDeclarations(layout.translation) : []),
    ].map((declaration) => declareWithSuffix(declaration, suffix)),
    chains: [
      ...refusals(layout.boundary),
      ...chain('open', [`ct mark set ${formatMark(stamp, 0)}`, 'meta mark set 0x0', 'accept']),
      ...layout.schedules.flatMap((schedule) => scheduleChain(schedule, stamp)),
      ...layout.functions.flatMap((limit) => functionChains(limit, stamp)),
      ...conduitChains(layout.openings),
      ...layout.exits.flatMap(exitChain),
      ...layout.destinations.flatMap(({ group, exit }) => [
        commentLine(describeGroup(group)),
        ...chain(`to_${group.id}`, [`meta mark set meta mark | ${formatMark(0, group.id)}`, `goto toward_${exit.id}`]),
      ]),
      ...judgeChains,
      ...enforceChain(stamp, flows.length > 0),
      ...(translates ? translationChains(layout.translation) : []),
    ].map(own),
    elements: [
      ...addressMaps.map((map) => ({ map, elements: layout.addresses[map] })),
      ...openingElements(layout.openings),
      { map: 'flows', elements: flows },
      ...(translates ? translationMaps(layout.translation) : []),
    ].flatMap(({ map, elements }) => fillWithSuffix(table, map, elements, suffix)),
  };
}

const addressDeclarations: readonly string[] = [
  'map from4 { type ipv4_addr : mark; flags interval; }',
  'map from6 { type ipv6_addr : mark; flags interval; }',
  'map to4 { type ipv4_addr : verdict; flags interval; }',
  'map to6 { type ipv6_addr : verdict; flags interval; }',
  'set behind { type mark . ifname; }',
];

function refusals(boundary: string): readonly string[] {
  return [
    ...refusal('stray', 'stray', 'TCP that belongs to no connection.', boundary),
    ...refusal('spoofed', 'spoofed', 'A source address that does not lie behind the interface it came from.', boundary),
    ...refusal('deny', 'denied', 'Everything that no grant allows.', boundary),
  ];
}

const judgeChains: readonly string[] = [
  '# A map that finds nothing leaves the mark as it was, hence the zero.',
  ...chain('judge', [
    'meta mark set 0x0',
    'meta mark set ip saddr map @from4',
    'meta mark set ip6 saddr map @from6',
    'meta mark . iifname != @behind goto spoofed',
    'ip daddr vmap @to4',
    'ip6 daddr vmap @to6',
    'goto deny',
  ]),
  '# A reply in a connection of an earlier ruleset is judged as what it replies to.',
  ...chain('judge_reply', [
    'meta mark set 0x0',
    'meta mark set ip daddr map @from4',
    'meta mark set ip6 daddr map @from6',
    'meta mark . oifname != @behind goto deny',
    'ip saddr vmap @to4',
    'ip6 saddr vmap @to6',
    'goto deny',
  ]),
];

/** Nearly every packet is one of a connection that this ruleset allowed at all times, so that is asked first. */
function enforceChain(stamp: number, hasFlows: boolean): readonly string[] {
  return chain('enforce', [
    `ct state established ct mark ${formatMark(stamp, 0)} accept`,
    'ct state invalid counter name invalid drop',
    ...(hasFlows ? ['ct state established ct mark vmap @flows'] : []),
    'ct state related icmp type { destination-unreachable, time-exceeded, parameter-problem } accept',
    'ct state related icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept',
    'ct state established ct direction reply goto judge_reply',
    'ct state established goto judge',
    'meta l4proto tcp tcp flags & (fin|syn|rst|ack) != syn goto stray',
    'goto judge',
  ]);
}

function scheduleChain(schedule: Schedule, stamp: number): readonly string[] {
  const open = `open_${schedule.id}`;
  return [
    commentLine(describeSchedule(schedule)),
    ...chain(open, [`ct mark set ${formatMark(stamp, schedule.id)}`, 'meta mark set 0x0', 'accept']),
    ...chain(`when_${schedule.id}`, [
      ...timeExpressions(schedule.condition).map((expression) => `${expression} goto ${open}`.trimStart()),
      'goto deny',
    ]),
  ];
}

function exitChain({ id, interfaces, near }: Exit): readonly string[] {
  const names = quoteNames(interfaces);
  if (near !== null) return translatedExitChain(id, names, quoteNames(near));
  return chain(`toward_${id}`, [
    `ct direction reply iifname ${names} goto conduit_reply`,
    'ct direction reply goto spoofed',
    `oifname ${names} goto conduit`,
    'goto deny',
  ]);
}

/** Connections that this ruleset allowed under conditions; of others nothing is known, so they are judged again. */
function flowElements(layout: Layout, stamp: number): readonly NftElement[] {
  const element = (schedule: number, value: string): NftElement => bareElement(formatMark(stamp, schedule), value);
  return [
    ...layout.schedules.map(({ id }) => element(id, `goto when_${id}`)),
    ...layout.functions.map(({ id }) => element(id, `goto functions_${id}`)),
  ];
}
