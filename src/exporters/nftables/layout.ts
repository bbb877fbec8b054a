/**
 * Everything that an nftables file says, before it is text: groups as marks, cells as map elements, times as chains.
 * A pair of groups is one 32-bit mark, the source in its upper and the destination in its lower half.
 */

import { formatRange } from '../../algebra/address-set.ts';
import type { Family } from '../../algebra/ip-address.ts';
import type { Assessment } from '../assess.ts';
import type { Group } from '../cells.ts';
import type { ExportRequest } from '../dialect.ts';
import { isEnforced } from '../enforced-functions.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import { formatMark } from '../nft/write/mark.ts';
import { describeGroup } from '../nft/write/provenance.ts';
import { planSchedules, type Schedule } from '../nft/write/schedules.ts';
import { scopesOfInterfaces, scopesTranslated, scopesWithin } from '../translation/scopes.ts';
import { type FunctionLimit, planFunctionLimits } from './function-limits.ts';
import { type Openings, planOpenings } from './openings.ts';
import { type TranslationElements, translationElements } from './translation-elements.ts';

/** Interfaces that destinations lie behind. */
export interface Exit {
  /** From 1. */
  readonly id: number;
  readonly interfaces: readonly string[];
  /**
   * Interfaces of devices that know destinations by their own addresses. From all others only what was sent to an address outside
   * leads to them. Null where nothing is translated.
   */
  readonly near: readonly string[] | null;
}

export const addressMaps = ['from4', 'from6', 'to4', 'to6', 'behind'] as const;
export type AddressMap = (typeof addressMaps)[number];

export interface Layout {
  /** Id of the boundary, for its log. */
  readonly boundary: string;
  readonly addresses: Readonly<Record<AddressMap, readonly NftElement[]>>;
  readonly openings: Openings;
  /** Groups that something is granted to. */
  readonly destinations: readonly { readonly group: Group; readonly exit: Exit }[];
  readonly exits: readonly Exit[];
  readonly schedules: readonly Schedule[];
  /** Numbered behind the schedules. */
  readonly functions: readonly FunctionLimit[];
  /** Null where nothing is translated. */
  readonly translation: TranslationElements | null;
}

/** Lays out an assessed plan. */
export function layOut(assessment: Assessment): Layout {
  const { request, interfaces, plan, times } = assessment;
  const granted = plan.destinations.filter((group) => group.granted);
  const nearOf = nearInterfaces(request);
  const exits = collectExits(granted, nearOf);
  const enforced = new Set(plan.cells.filter((cell) => isEnforced(cell, assessment)));
  const open = plan.cells.filter((cell) => !enforced.has(cell));
  const { schedules, verdicts } = planSchedules(open, ({ grants }) =>
    grants.map(({ id, windows }) => ({ condition: times.get(id) ?? [], windows })),
  );
  const functions = planFunctionLimits([...enforced], assessment, schedules.length);
  return {
    boundary: request.boundary.id,
    addresses: {
      from4: addresses(plan.sources, 4, (group) => formatMark(group.id, 0)),
      from6: addresses(plan.sources, 6, (group) => formatMark(group.id, 0)),
      to4: addresses(granted, 4, (group) => `goto to_${group.id}`),
      to6: addresses(granted, 6, (group) => `goto to_${group.id}`),
      behind: plan.sources.flatMap((group) =>
        group.interfaces.map((name) => bareElement(`${formatMark(group.id, 0)} . "${name}"`, null)),
      ),
    },
    openings: planOpenings(plan.cells, new Map([...verdicts, ...functions.verdicts])),
    destinations: granted.flatMap((group) => {
      const key = keyOf({ interfaces: group.interfaces, near: nearOf(group) });
      const exit = exits.find((each) => keyOf(each) === key);
      return exit === undefined ? [] : [{ group, exit }];
    }),
    exits,
    schedules,
    functions: functions.limits,
    translation: translationElements(request, new Set([...interfaces.values()].flat())),
  };
}

function addresses(groups: readonly Group[], family: Family, value: (group: Group) => string): readonly NftElement[] {
  return groups.flatMap((group) =>
    group.ranges
      .filter((range) => range.family === family)
      .map((range, index) => bareElement(formatRange(range), value(group), index === 0 ? describeGroup(group) : null)),
  );
}

type NearOf = (group: Group) => readonly string[] | null;

function collectExits(groups: readonly Group[], nearOf: NearOf): readonly Exit[] {
  const ways = groups.map((group) => ({ interfaces: group.interfaces, near: nearOf(group) }));
  const byKey = new Map(ways.map((way) => [keyOf(way), way]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, way], index) => ({ id: index + 1, ...way }));
}

function keyOf({ interfaces, near }: Omit<Exit, 'id'>): string {
  return [...interfaces, ...(near === null ? [] : ['', ...near])].join('\n');
}

/** Interfaces behind which some zone lies within the scope of a group that is translated. */
function nearInterfaces({ plan, boundary }: ExportRequest): NearOf {
  const scopeOf = new Map(plan.zones.map(({ id, scope }) => [id, scope]));
  const scopes = [...scopesOfInterfaces(plan, boundary)];
  const near = new Map(
    [...scopesTranslated(boundary)].map((scope) => {
      const within = scopesWithin(plan, scope);
      return [
        scope,
        scopes.flatMap(([name, behind]) => (behind.some((each) => within.has(each)) ? [name] : [])).sort(),
      ];
    }),
  );
  return ({ zone }) => near.get(scopeOf.get(zone) ?? '') ?? null;
}
