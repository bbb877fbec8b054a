/**
 * Everything that the file of a bridge says, before it is text: groups as marks, cells as map elements, times as chains.
 * Marks are those of the dialect for routers; a group of receivers is all that lies behind an interface.
 */
import { formatMac } from '../../algebra/mac-address.ts';
import type { FrameAssessment } from '../frames/assess-frames.ts';
import type { FrameGroup } from '../frames/frame-groups.ts';
import { digestOf } from '../nft/write/digest.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import { formatMark } from '../nft/write/mark.ts';
import { describeGroup } from '../nft/write/provenance.ts';
import { planSchedules, type Schedule } from '../nft/write/schedules.ts';
import { type BridgeOpenings, planBridgeOpenings } from './bridge-openings.ts';
import { planTags, type TagPlan } from './tags.ts';

export const bridgeMaps = ['home', 'from', 'behind', 'to', 'to_broadcast', 'to_multicast'] as const;
export type BridgeMap = (typeof bridgeMaps)[number];

/** Interfaces that sources lie behind. */
export interface Home {
  /** From 1. */
  readonly id: number;
  /** The other interfaces of the boundary. */
  readonly elsewhere: readonly string[];
}

export interface BridgeLayout {
  /** Id of the boundary, for its log. */
  readonly boundary: string;
  readonly stations: Readonly<Record<BridgeMap, readonly NftElement[]>>;
  readonly openings: BridgeOpenings;
  readonly homes: readonly Home[];
  /** Groups that something is granted to. */
  readonly destinations: readonly FrameGroup[];
  readonly tags: readonly TagPlan[];
  readonly schedules: readonly Schedule[];
}

/** Lays out an assessed plan. */
export function layOutBridge({ request, ports, plan }: FrameAssessment): BridgeLayout {
  const destinations = plan.destinations.filter((group) => group.granted);
  const { schedules, verdicts } = planSchedules(plan.cells, ({ openings }) =>
    openings.map(({ time, grant }) => ({ condition: time, windows: grant.windows })),
  );
  const homes = planHomes(plan.sources, ports);
  return {
    boundary: request.boundary.id,
    stations: {
      home: plan.sources.flatMap((group) => {
        const home = homes.get(nameOf(group));
        return home === undefined ? [] : stations(group, `goto home_${home.id}`);
      }),
      from: plan.sources.flatMap((group) => stations(group, formatMark(group.id, 0))),
      behind: plan.sources.flatMap((group) =>
        group.interfaces.map((name) => bareElement(`${formatMark(group.id, 0)} . "${name}"`, null)),
      ),
      to: destinations.flatMap((group) => stations(group, `goto to_${group.id}`)),
      to_broadcast: receivers(destinations, 'broadcast'),
      to_multicast: receivers(destinations, 'multicast'),
    },
    openings: planBridgeOpenings(plan.cells, verdicts),
    homes: [...homes.values()],
    destinations,
    tags: planTags(request.plan, plan.sources),
    schedules,
  };
}

/** Hexadecimal SHA-256 of what is allowed; comments, provenance and revision do not count. */
export function digestBridge({
  stations: known,
  openings: { allow, unsplit },
  schedules,
  destinations,
  homes,
  tags,
}: BridgeLayout): string {
  const exits = destinations.map((group) => [group.id, group.interfaces]);
  const vlans = tags.map(({ id, vlans: ids, groups }) => [id, ids, groups.map((group) => group.id)]);
  return digestOf({ ...known, allow, ...unsplit }, schedules, [exits, homes, vlans]);
}

/** A home that is everywhere needs no look. */
function planHomes(sources: readonly FrameGroup[], ports: readonly string[]): ReadonlyMap<string, Home> {
  const byName = new Map(sources.map((group) => [nameOf(group), group.interfaces]));
  const homes = [...byName].map(([name, own]) => ({ name, elsewhere: ports.filter((port) => !own.includes(port)) }));
  return new Map(
    homes
      .filter(({ elsewhere }) => elsewhere.length > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, elsewhere }, index) => [name, { id: index + 1, elsewhere }]),
  );
}

function nameOf({ interfaces }: FrameGroup): string {
  return interfaces.join('\n');
}

function stations(group: FrameGroup, value: string): readonly NftElement[] {
  return group.macs.map((mac, index) => bareElement(formatMac(mac), value, index === 0 ? describeFrames(group) : null));
}

/** `5 control: plc-1, coming back`, or `3 multicast that leaves by eth1`. */
export function describeFrames(group: FrameGroup): string {
  if (group.cast !== 'unicast') return `${group.id} ${group.cast} that leaves by ${group.zone}`;
  return `${describeGroup(group)}${group.returned ? ', coming back' : ''}`;
}

function receivers(groups: readonly FrameGroup[], cast: FrameGroup['cast']): readonly NftElement[] {
  return groups
    .filter((group) => group.cast === cast)
    .flatMap((group) => group.interfaces.map((name) => bareElement(`"${name}"`, `goto to_${group.id}`)));
}
