/** Who must agree to a change: the owner of every zone into which something is opened. */
import { compareSeverities, gravestOf } from '../../diagnostics/severity.ts';
import { plainName } from '../../model/owner-name.ts';
import type { PlanZone } from '../../model/plan.ts';
import type { DiffApproval, DiffGroup } from '../../model/plan-diff.ts';
import type { Owner } from '../../model/plant.ts';

/** What one version says about who answers for what. */
export interface OwningSide {
  readonly plan: { readonly zones: readonly Pick<PlanZone, 'id' | 'owner'>[] };
  readonly owners: readonly Pick<Owner, 'id' | 'members'>[];
}

/**
 * The gravest first; zones without an owner together, since somebody must be found for them. Where a change takes a zone from its
 * owner, both must agree, and nobody becomes a member of an owner by the change itself.
 */
export function approvalsFor(
  opened: readonly DiffGroup[],
  base: OwningSide,
  head: OwningSide,
): readonly DiffApproval[] {
  const before = new Map(base.plan.zones.map(({ id, owner }) => [id, owner]));
  const asked = opened.flatMap((group) => {
    const owners = new Set([group.owner, before.get(group.to) ?? group.owner]);
    return [...owners].map((owner) => ({ owner, group }));
  });
  const approvals = [...Map.groupBy(asked, ({ owner }) => owner)].map(
    ([owner, each]): DiffApproval => ({
      owner,
      members: owner === null ? [] : membersOf(owner, base, head),
      zones: [...new Set(each.map(({ group }) => group.to))].sort(),
      severity: gravestOf(each.flatMap(({ group }) => group.entries.map((entry) => entry.severity))) ?? 'info',
    }),
  );
  return approvals.sort(
    (a, b) => compareSeverities(a.severity, b.severity) || ((a.owner ?? '') < (b.owner ?? '') ? -1 : 1),
  );
}

/** An owner that only the head knows has the members that it says. */
function membersOf(owner: string, base: OwningSide, head: OwningSide): readonly string[] {
  const name = plainName(owner);
  const isOwner = (said: string | null): boolean => said !== null && plainName(said) === name;
  const isKnown = base.owners.some(({ id }) => isOwner(id)) || base.plan.zones.some((zone) => isOwner(zone.owner));
  const side = isKnown ? base : head;
  return side.owners.find(({ id }) => isOwner(id))?.members.map(({ value }) => value) ?? [];
}
