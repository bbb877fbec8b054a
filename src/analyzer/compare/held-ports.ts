/**
 * What a change makes of ports that boundaries look into. A grant with `enforce: functions` is held to its functions only
 * where no other grant opens the same port without it, so this is a difference of sets as well, and not of words.
 */
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import { createRegions } from '../../algebra/grant-region.ts';
import { grantsOf, type PlanGrant, withoutZonePair } from '../../model/plan.ts';
import type { DiffHold } from '../../model/plan-diff.ts';
import type { JointPlan, JointSpace } from './joint-space.ts';

/** What may pass on a port that is no longer looked into is known to nobody, and asked for by no grant. */
const severityOf = { widened: 'medium', narrowed: 'info', same: 'info' } as const;

interface HeldSide {
  /** Grants with `enforce`, and those without it, each with all that passes on its ports. */
  readonly enforced: readonly Port[];
  readonly open: readonly Port[];
  readonly held: DiagramNode;
  readonly opened: DiagramNode;
  /** By name, one with `enforce` before one without. */
  readonly byName: ReadonlyMap<string, PlanGrant>;
}

interface Port {
  readonly grant: PlanGrant;
  readonly region: DiagramNode;
}

export function heldPorts(joint: JointSpace): readonly DiffHold[] {
  const { diagrams } = joint.space;
  const [base, head] = [sideOf(joint, joint.base), sideOf(joint, joint.head)];
  const widened = diagrams.intersect(base.held, head.opened);
  const narrowed = diagrams.intersect(base.opened, head.held);
  const holds = new Map<string, DiffHold>();
  const add = (change: DiffHold['change'], { grant, region }: Port, openers: readonly Port[]): void => {
    const name = withoutZonePair(grant.id);
    if (holds.has(name)) return;
    const [mine, theirs] = [base.byName.get(name), head.byName.get(name)];
    const others = openers.filter((each) => withoutZonePair(each.grant.id) !== name);
    const opened = others.filter((each) => diagrams.meets(each.region, region)).map((each) => each.grant);
    holds.set(name, {
      grant: name,
      change,
      severity: severityOf[change],
      base: placeOf(mine),
      head: placeOf(theirs),
      at: theirs?.at ?? null,
      opened: [...new Map(opened.map(({ id, at }) => [withoutZonePair(id), at]))].map(([id, at]) => ({ id, at })),
    });
  };
  const within = (port: Port, set: DiagramNode): Port => ({ ...port, region: diagrams.intersect(port.region, set) });
  for (const port of base.enforced.map((each) => within(each, widened)))
    if (port.region !== nothing) add('widened', port, head.open);
  for (const port of head.enforced.map((each) => within(each, narrowed)))
    if (port.region !== nothing) add('narrowed', port, base.open);
  for (const [own, other] of [
    [base, head],
    [head, base],
  ] as const)
    for (const port of own.enforced)
      if (isWithoutEnforce(other.byName.get(withoutZonePair(port.grant.id)))) add('same', port, own.open);
  return [...holds.values()].sort((a, b) => (a.grant < b.grant ? -1 : 1));
}

function sideOf({ space }: JointSpace, { plan, standIns }: JointPlan): HeldSide {
  const regionOf = createRegions(space, standIns);
  const { diagrams } = space;
  const ports = grantsOf(plan).map((grant): Port => ({ grant, region: regionOf(wholePort(grant)) }));
  const enforced = ports.filter(({ grant }) => grant.enforce !== undefined);
  const open = ports.filter(({ grant }) => grant.enforce === undefined);
  const opened = diagrams.union(open.map(({ region }) => region));
  const held = diagrams.subtract(diagrams.union(enforced.map(({ region }) => region)), opened);
  // Of equal names a map keeps the last.
  const named = [...enforced, ...open].reverse().map(({ grant }) => [withoutZonePair(grant.id), grant] as const);
  return { enforced, open, held, opened, byName: new Map(named) };
}

/** Whatever is spoken there, at its times; only connections over TCP are looked into. */
function wholePort(grant: PlanGrant): PlanGrant {
  const services = grant.services.filter(({ transport }) => transport === 'tcp');
  return { ...grant, protocol: 'tcp', services, operations: null, objects: null };
}

function isWithoutEnforce(grant: PlanGrant | undefined): boolean {
  return grant !== undefined && grant.enforce === undefined;
}

function placeOf(grant: PlanGrant | undefined): DiffHold['base'] {
  return grant?.enforce === undefined ? null : (grant.fields.enforce ?? grant.at);
}
