/** A set of packets in a few words: which zones they go between, by which services, the most dangerous first. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import type { PlanZone } from '../../../model/plan.ts';
import { findPoint, formatPacket, packetAt } from '../../proof/wire-packet.ts';
import type { WireSpace } from '../../proof/wire-space.ts';
import { dependsOnTime } from './at-any-time.ts';
import { serviceWords } from './service-words.ts';
import { betweenZones, type ZoneMap, type ZonePair, zonePairsOf } from './zone-pairs.ts';

/** What passes between one pair of zones. */
export interface PairExtent extends ZonePair {
  readonly packets: DiagramNode;
  readonly services: readonly string[];
  /** Whether some of it holds only at some times. */
  readonly sometimes: boolean;
}

export interface Extent {
  /** As many as were asked for. */
  readonly pairs: readonly PairExtent[];
  /** How many pairs of zones there are beside them; `atLeast` when there are more than were counted. */
  readonly left: number;
  readonly atLeast: boolean;
}

/** Counting goes on up to here. */
const mostPairs = 20_000;

/** What is in a set, from now on, by pairs of zones. */
export function extentOf(
  space: WireSpace,
  zones: ZoneMap,
  packets: DiagramNode,
  shown: number,
  future: DiagramNode,
): Extent {
  if (packets === nothing) return { pairs: [], left: 0, atLeast: false };
  const { pairs, more } = zonePairsOf(space, zones, packets, mostPairs);
  const sorted = [...pairs].sort(byDanger);
  const chosen = sorted.slice(0, shown).map((pair) => describePair(space, zones, packets, pair, future));
  return { pairs: chosen, left: sorted.length - chosen.length, atLeast: more };
}

/** Into safety zones first, then into what is nearest to the process; from what is farthest, with addresses of nobody last. */
export function byDanger(a: ZonePair, b: ZonePair): number {
  return (
    Number(isSafety(b.to)) - Number(isSafety(a.to)) ||
    (a.to?.level ?? 99) - (b.to?.level ?? 99) ||
    compare(a.to?.id ?? '', b.to?.id ?? '') ||
    (b.from?.level ?? -1) - (a.from?.level ?? -1) ||
    compare(a.from?.id ?? '', b.from?.id ?? '')
  );
}

export function isSafety(zone: PlanZone | null): boolean {
  return zone !== null && (zone.safety || zone.kind === 'safety');
}

/** `tcp 23 from zone office to zone cell`, a few of them, of both families together. */
export function extentWords(extents: readonly Extent[], shown: number): readonly string[] {
  const byPair = Map.groupBy(
    extents.flatMap(({ pairs }) => pairs),
    ({ from, to }) => `${from?.id ?? ''}\n${to?.id ?? ''}`,
  );
  const sorted = [...byPair.values()].sort(([a], [b]) => (a === undefined || b === undefined ? 0 : byDanger(a, b)));
  const words = sorted.slice(0, shown).flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const services = uniteServices(parts.map((each) => each.services));
    const listed = `${services.slice(0, 4).join(', ')}${services.length > 4 ? ' and more' : ''}`;
    return [`${listed} from ${name(first.from)} to ${name(first.to)}`];
  });
  const total = Math.max(sorted.length, ...extents.map(({ pairs, left }) => pairs.length + left));
  const left = total - words.length;
  if (left === 0) return words;
  const atLeast = extents.some((each) => each.atLeast) ? 'at least ' : '';
  return [...words, `${atLeast}${left} more ${left === 1 ? 'pair' : 'pairs'} of zones`];
}

/** Services of several families or sets together. */
export function uniteServices(lists: readonly (readonly string[])[]): readonly string[] {
  const all = [...new Set(lists.flat())];
  return all.includes('everything') ? ['everything'] : all;
}

/** One packet in words; empty for a set that has none. */
export function witnessOf(space: WireSpace, packets: DiagramNode): string {
  const point = packets === nothing ? null : findPoint(space, packets);
  return point === null ? '' : formatPacket(space, packetAt(space, point));
}

function describePair(
  space: WireSpace,
  zones: ZoneMap,
  packets: DiagramNode,
  pair: ZonePair,
  future: DiagramNode,
): PairExtent {
  const { diagrams } = space;
  const own = diagrams.intersect(packets, betweenZones(space, zones, pair));
  return {
    ...pair,
    packets: own,
    services: serviceWords(space, own),
    sometimes: dependsOnTime(space, own, future),
  };
}

function name(zone: PlanZone | null): string {
  return zone === null ? 'addresses of no zone' : `zone ${zone.id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
