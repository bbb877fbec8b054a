/** Frames of the services of grants, whoever sends them: EtherTypes, the tags of a scope, and what is behind them. */
import { type DiagramNode, everything } from '../../../algebra/diagram-runs.ts';
import {
  type IntegerSet,
  integerSet,
  integersOf,
  intersectIntegers,
  subtractIntegers,
} from '../../../algebra/integer-set.ts';
import type { Catalogue } from '../../../model/catalogue.ts';
import type { Plan, PlanGrant } from '../../../model/plan.ts';
import { askedTogether, unitsTogether } from './asked-together.ts';
import type { Contents } from './contents.ts';
import { contentsOf, isAnswered } from './frame-contents.ts';
import { type FrameSpace, frameAxes, framesWith, tagType } from './frame-space.ts';

/** EtherTypes begin here (IEEE 802.3). */
const firstType = 0x0600;
/** IP and ARP, tags, labels and sessions are no conversations of the transport `ethernet`. */
const others = integersOf([
  0x0800, 0x0806, 0x86dd, 0x8100, 0x88a8, 0x9100, 0x9200, 0x892f, 0xf1c1, 0x8847, 0x8848, 0x8864,
]);

export interface FrameShapes {
  readonly requests: DiagramNode;
  /** Null for a protocol without answers. */
  readonly answers: DiagramNode | null;
  readonly told: boolean;
  /** What tells protocols apart by their first bytes; null when nothing does. */
  readonly contents: Contents | null;
}

/** EtherTypes of the services of a grant that a bridge can let through. */
export function frameTypes({ services }: Pick<PlanGrant, 'services'>): IntegerSet {
  const own = integerSet(services.flatMap(({ transport, ports }) => (transport === 'ethernet' ? [ports] : [])));
  return subtractIntegers(intersectIntegers(own, [{ from: firstType, to: 0xffff }]), others);
}

/** Whether a grant has a service, or a part of one, that no frame is let through for. */
export function hasOtherServices({ services }: PlanGrant): boolean {
  return services.some((service) => {
    if (service.transport !== 'ethernet' || service.ports.from < firstType) return true;
    return frameTypes({ services: [service] }).length === 0;
  });
}

/**
 * Frames of what all of some grants allow, in the tags of a scope; null when they allow nothing together. `id` is the
 * protocol of those frames.
 */
export function shapesOf(
  space: FrameSpace,
  grants: readonly PlanGrant[],
  id: string,
  vlans: readonly number[],
  catalogue: Catalogue,
): FrameShapes | null {
  const protocol = catalogue.protocols.get(id);
  const types = grants.map(frameTypes).reduce(intersectIntegers);
  const asked = askedTogether(grants, protocol).filter(
    (request) => request.class !== 'session' || request.entry !== null,
  );
  const units = unitsTogether(grants);
  const nothingAsked =
    grants.every((grant) => grant.operations !== null) && asked.every((each) => each.class === 'session');
  if (types.length === 0 || nothingAsked || units?.length === 0) return null;
  const contents = protocol === undefined ? null : contentsOf(space, protocol, asked, units);
  const home = integerSet(
    (protocol?.services ?? []).flatMap((service) => (service.transport === 'ethernet' ? service.ports : [])),
  );
  const { diagrams } = space;
  const inside = framed(space, intersectIntegers(types, home), vlans);
  const outside = framed(space, contents === null ? types : subtractIntegers(types, home), vlans);
  const withContent = (content: DiagramNode): DiagramNode =>
    diagrams.union([outside, diagrams.intersect(contents === null ? outside : inside, content)]);
  const answered = protocol === undefined || isAnswered(protocol);
  return {
    requests: withContent(contents?.requests ?? everything),
    answers: answered ? withContent(contents?.answers ?? everything) : null,
    told: contents?.told === true && subtractIntegers(types, home).length === 0,
    contents,
  };
}

/** VLANs of a scope; one that several claim belongs to the last of them. */
export function vlansOf({ scopes }: Plan, scope: string): readonly number[] {
  return scopes
    .filter((each) => each.id === scope)
    .flatMap((each) => each.vlans)
    .filter((vlan) => scopes.findLast((each) => each.vlans.includes(vlan))?.id === scope);
}

/** Frames of some EtherTypes: without a tag, with the priority tag, whose VLAN is 0, and in VLANs. */
function framed(space: FrameSpace, types: IntegerSet, vlans: readonly number[]): DiagramNode {
  const { diagrams } = space;
  const tagged = [
    framesWith(space, frameAxes.type, [{ from: tagType, to: tagType }]),
    framesWith(space, frameAxes.vlan, integersOf([0, ...vlans])),
    framesWith(space, frameAxes.inner, types),
  ].reduce(diagrams.intersect);
  return diagrams.union([framesWith(space, frameAxes.type, types), tagged]);
}
