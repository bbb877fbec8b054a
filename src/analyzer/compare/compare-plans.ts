/**
 * What a change of a plant opens and closes: the difference of two allowed sets, never of their texts. Reformatting,
 * renaming and moving between files give nothing; whatever gives a device more or less to do gives its conversations.
 */
import { axes, endpointNumbers } from '../../algebra/allowed-space.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../algebra/integer-set.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import { grantsOf, type Plan } from '../../model/plan.ts';
import type { DiffGroup, DiffGuard, DiffMove, PlanDiff } from '../../model/plan-diff.ts';
import type { Owner } from '../../model/plant.ts';
import { approvalsFor } from './approvals.ts';
import type { TextAt } from './causes.ts';
import { describeGroups } from './describe-groups.ts';
import { heldPorts } from './held-ports.ts';
import { type JointPlan, type JointSpace, jointSpace } from './joint-space.ts';

export interface ComparedPlan {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly textAt: TextAt;
  readonly owners: readonly Owner[];
}

/** `now` is a moment, in seconds since the epoch, near which examples are looked for. */
export function comparePlans(base: ComparedPlan, head: ComparedPlan, now: number): PlanDiff {
  const joint = jointSpace(base.plan, head.plan);
  const { diagrams } = joint.space;
  const between = (own: JointPlan, other: JointPlan): readonly DiffGroup[] => {
    const more = withoutLoops(joint, diagrams.subtract(own.allowed, other.allowed));
    const sides = { base: base.textAt, head: head.textAt };
    return describeGroups(joint, more, {
      own: { ...own, textAt: sides[own.side], catalogue: own.side === 'base' ? base.catalogue : head.catalogue },
      other: { ...other, textAt: sides[other.side] },
      now,
    });
  };
  const opened = between(joint.head, joint.base);
  return {
    opened,
    closed: between(joint.base, joint.head),
    moved: movesOf(joint),
    uncompared: guardsOf(base, head),
    held: hasEnforced(base.plan, head.plan) ? heldPorts(joint) : [],
    approvals: approvalsFor(opened, base, head),
  };
}

function hasEnforced(...plans: readonly Plan[]): boolean {
  return plans.some((plan) => grantsOf(plan).some(({ enforce }) => enforce !== undefined));
}

/** A device does not need a firewall to talk to itself. */
function withoutLoops({ space, endpoints }: JointSpace, set: DiagramNode): DiagramNode {
  if (set === nothing) return set;
  const { diagrams } = space;
  const loops = [...endpoints.keys()].map((id) => {
    const number = space.endpoints.numbers.get(id) ?? 0;
    const sides: { readonly from: number; readonly to: number }[][] = [];
    sides[axes.source] = [{ from: number, to: number }];
    sides[axes.destination] = [{ from: number, to: number }];
    return isOneDevice(id) ? diagrams.box(sides) : nothing;
  });
  return diagrams.subtract(set, diagrams.union(loops));
}

function isOneDevice(id: string): boolean {
  return !/\/[*~]/.test(id);
}

/** Endpoints that may do nothing may be anywhere. */
function movesOf({ space, match, base, head }: JointSpace): readonly DiffMove[] {
  const { diagrams } = space;
  const either = diagrams.union([base.allowed, head.allowed]);
  const grants = grantsOf(head.plan);
  return match.moves.flatMap(({ base: from, head: to, lost, gained }): readonly DiffMove[] => {
    const own = match.endpoints.filter((each) => each.base === from && each.head === to).map((each) => each.id);
    const takesPart = ([axes.source, axes.destination] as const).some((axis) => {
      const sides: IntegerSet[] = [];
      sides[axis] = endpointNumbers(space, own);
      return diagrams.meets(diagrams.box(sides), either);
    });
    if (!takesPart) return [];
    const [zone, name] = to.split('/', 2);
    const places = [
      ...head.plan.assets.filter((each) => each.id === name),
      ...head.plan.zones.filter((each) => each.id === zone),
    ];
    const going = grants.filter(({ sources, destinations }) => sources.includes(to) || destinations.includes(to));
    return [{ base: from, head: to, lost, gained, grants: going.length, at: places[0]?.at ?? null }];
  });
}

/** Guards are told by their names, zone pairs and the Rego that they stand in. */
function guardsOf(base: ComparedPlan, head: ComparedPlan): readonly DiffGuard[] {
  const [ofBase, ofHead] = [base, head].map(
    ({ plan, textAt }) =>
      new Map(
        plan.lowered.guards.map((guard) => [
          guard.name,
          { guard, text: `${JSON.stringify(guard.pairs)} ${textAt(guard.at)}` },
        ]),
      ),
  );
  const names = [...new Set([...(ofBase?.keys() ?? []), ...(ofHead?.keys() ?? [])])].sort();
  return names.flatMap((name): readonly DiffGuard[] => {
    const [one, other] = [ofBase?.get(name), ofHead?.get(name)];
    if (one === undefined) return other === undefined ? [] : [{ name, side: 'head', at: other.guard.at }];
    if (other === undefined) return [{ name, side: 'base', at: one.guard.at }];
    return one.text === other.text ? [] : [{ name, side: 'both', at: other.guard.at }];
  });
}
