/** A change on one map of both versions. A zone that is only called otherwise is one zone, under its name in the head. */
import type { ChangeMap, Presence, TrafficChange, ZoneChange } from '../../model/change-map.ts';
import { grantsOf, type Plan, type PlanGrant } from '../../model/plan.ts';
import type { PlanDiff } from '../../model/plan-diff.ts';
import { mapZones } from '../map-zones.ts';
import type { ComparedPlan } from './compare-plans.ts';
import { matchScopes, matchZones } from './match-zones.ts';

export function mapChange(base: ComparedPlan, head: ComparedPlan, diff: PlanDiff): ChangeMap {
  const match = matchZones(base.plan, head.plan, matchScopes(base.plan, head.plan));
  const nameOf = (id: string): string => match.get(id)?.id ?? id;
  const before = new Map([...match].map(([id, zone]) => [zone.id, id]));
  const map = mapZones(bothPlans(base.plan, head.plan, nameOf), head.catalogue);
  const changes = changesByPair(base.plan, head.plan, diff, nameOf);
  const between = (one: string, other: string): TrafficChange =>
    joined(one === other ? [changes(one, one)] : [changes(one, other), changes(other, one)]);
  const inHead = new Set(head.plan.zones.map((zone) => zone.id));
  return {
    map,
    zones: map.zones.map(({ zone: { id } }): ZoneChange => {
      const old = before.get(id) ?? null;
      return {
        presence: presenceOf(old !== null || !inHead.has(id), inHead.has(id)),
        before: old === id ? null : old,
        inside: between(id, id),
        moved: diff.moved.filter((move) => move.head.startsWith(`${id}/`)),
      };
    }),
    links: map.links.map(({ ends: [one, other] }) => between(one, other)),
  };
}

/** The head, with the zones that are gone and with the conduits between zones that have none in it. */
function bothPlans(base: Plan, head: Plan, nameOf: (id: string) => string): Plan {
  const zones = new Set(head.zones.map((zone) => zone.id));
  const gone = base.zones.filter((zone) => !zones.has(nameOf(zone.id)));
  const goneIds = new Set(gone.map((zone) => zone.id));
  const pairs = new Set(head.conduits.map(pairOf));
  const renamed = <T extends { readonly from: string; readonly to: string }>(each: T): T => ({
    ...each,
    from: nameOf(each.from),
    to: nameOf(each.to),
  });
  const isGone = (each: { readonly from: string; readonly to: string }): boolean => !pairs.has(pairOf(each));
  const old = {
    conduits: base.conduits.map(renamed).filter(isGone),
    grants: grantsOf(base)
      .map((grant): PlanGrant => renamed(grant))
      .filter(isGone),
  };
  return {
    ...head,
    zones: [...head.zones, ...gone],
    assets: [...head.assets, ...base.assets.filter((asset) => asset.zones.every((zone) => goneIds.has(zone)))],
    conduits: [...head.conduits, ...old.conduits],
    grants: [...head.grants, ...old.grants],
  };
}

interface DirectionChange extends Omit<TrafficChange, 'presence'> {
  /** Whether the versions have a conduit here. */
  readonly before: boolean;
  readonly now: boolean;
}

/** What changes in one direction, under the names of the head. */
function changesByPair(
  base: Plan,
  head: Plan,
  diff: PlanDiff,
  nameOf: (id: string) => string,
): (from: string, to: string) => DirectionChange {
  const before = new Set(base.conduits.map(({ from, to }) => pairOf({ from: nameOf(from), to: nameOf(to) })));
  const now = new Set(head.conduits.map(pairOf));
  const opened = Map.groupBy(diff.opened, pairOf);
  const closed = Map.groupBy(diff.closed, ({ from, to }) => pairOf({ from: nameOf(from), to: nameOf(to) }));
  const changed = new Set(diff.uncompared.map((guard) => guard.name));
  const guards = [
    ...head.lowered.guards,
    ...base.lowered.guards.map((guard) => ({
      ...guard,
      pairs: guard.pairs.map(({ from, to }) => ({ from: nameOf(from), to: nameOf(to) })),
    })),
  ].filter((guard) => changed.has(guard.name));
  return (from, to) => {
    const pair = pairOf({ from, to });
    return {
      before: before.has(pair),
      now: now.has(pair),
      opened: opened.get(pair) ?? [],
      closed: closed.get(pair) ?? [],
      uncompared: [
        ...new Set(guards.filter(({ pairs }) => pairs.some((each) => pairOf(each) === pair)).map(({ name }) => name)),
      ],
    };
  };
}

function joined(directions: readonly DirectionChange[]): TrafficChange {
  return {
    presence: presenceOf(
      directions.some((each) => each.before),
      directions.some((each) => each.now),
    ),
    opened: directions.flatMap((each) => each.opened),
    closed: directions.flatMap((each) => each.closed),
    uncompared: [...new Set(directions.flatMap((each) => each.uncompared))],
  };
}

function presenceOf(before: boolean, now: boolean): Presence {
  return before === now ? 'kept' : now ? 'new' : 'gone';
}

function pairOf({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from}\n${to}`;
}
