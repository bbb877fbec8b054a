/** Which VLAN tags the frames of a group may carry: those of its scope. Untagged and priority-tagged frames need none. */
import type { Plan } from '../../model/plan.ts';
import type { FrameGroup } from '../frames/frame-groups.ts';

/** The tags of one scope. */
export interface TagPlan {
  /** From 1. */
  readonly id: number;
  readonly scope: string;
  /** VLAN identifiers, 1 to 4094, ascending; at least one. */
  readonly vlans: readonly number[];
  /** Groups of the scope's stations. */
  readonly groups: readonly FrameGroup[];
}

/** Tags of the scopes that sources are in; where two scopes claim a VLAN, it belongs to the last one, as in captures. */
export function planTags({ scopes, zones }: Plan, sources: readonly FrameGroup[]): readonly TagPlan[] {
  const owners = new Map(scopes.flatMap((scope) => scope.vlans.map((vlan) => [vlan, scope.id] as const)));
  const scopeOf = new Map(zones.map((zone) => [zone.id, zone.scope]));
  return scopes
    .map(({ id }) => ({
      scope: id,
      vlans: [...owners].flatMap(([vlan, owner]) => (owner === id ? [vlan] : [])).sort((a, b) => a - b),
      groups: sources.filter((group) => scopeOf.get(group.zone) === id && group.macs.length > 0),
    }))
    .filter(({ vlans, groups }) => vlans.length > 0 && groups.length > 0)
    .map((tags, index) => ({ id: index + 1, ...tags }));
}
