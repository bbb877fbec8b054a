/** What is granted and does not pass: grants that the same rule stops are one finding, up to a number of them. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import { foreignText, joinWords, quote } from '../../../diagnostics/words.ts';
import type { PlanGrant } from '../../../model/plan.ts';
import type { WireSpace } from '../../proof/wire-space.ts';
import { dependsOnTime, futureOf } from './at-any-time.ts';
import type { Comparison } from './compare-running.ts';
import type { DifferenceContext } from './difference-context.ts';
import { isSafety } from './extent.ts';
import { serviceWords } from './service-words.ts';
import { type ToldPacket, tellPacket } from './tell-packet.ts';

/** Grants that are told of. */
const mostGrants = 40;

export interface ClosedFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** Grants that no finding speaks of. */
  readonly left: number;
  /** What stops packets, in the words of the findings. */
  readonly causes: ReadonlySet<string>;
}

/** What is granted and does not pass; grants into safety zones first. */
export function closedFindings(comparisons: readonly Comparison[], context: DifferenceContext): ClosedFindings {
  const closed = closedGrants(comparisons, context);
  const told = closed.slice(0, mostGrants).flatMap((each) => tellGrant(each, context));
  const groups = Map.groupBy(told, ({ through, safety }) => `${safety} ${through}`);
  return {
    diagnostics: [...groups.values()].flatMap((group) => describeGroup(group, context)),
    left: closed.length - told.length,
    causes: new Set(told.map(({ through }) => through)),
  };
}

interface ClosedGrant {
  readonly grant: PlanGrant;
  readonly safety: boolean;
  /** Of each family. */
  readonly parts: readonly { readonly space: WireSpace; readonly packets: DiagramNode }[];
}

interface ToldGrant extends ClosedGrant, ToldPacket {
  readonly services: readonly string[];
  readonly sometimes: boolean;
}

function closedGrants(
  comparisons: readonly Comparison[],
  { plan, expected }: DifferenceContext,
): readonly ClosedGrant[] {
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  const closed = expected.grants.flatMap(({ grant }, index): readonly ClosedGrant[] => {
    const parts = comparisons.flatMap(({ space, closed: all, grants }) => {
      const packets = space.diagrams.intersect(grants[index] ?? nothing, all);
      return packets === nothing ? [] : [{ space, packets }];
    });
    return parts.length === 0 ? [] : [{ grant, parts, safety: isSafety(zones.get(grant.to) ?? null) }];
  });
  return closed.sort((a, b) => Number(b.safety) - Number(a.safety));
}

function tellGrant(closed: ClosedGrant, { teller, now }: DifferenceContext): readonly ToldGrant[] {
  const { parts } = closed;
  const told = parts.map(({ space, packets }) => tellPacket(space, packets, teller)).find((each) => each !== null);
  if (told === undefined || told === null) return [];
  const services = [...new Set(parts.flatMap(({ space, packets }) => serviceWords(space, packets)))];
  const sometimes = parts.some(({ space, packets }) => dependsOnTime(space, packets, futureOf(space, now)));
  return [{ ...closed, ...told, services, sometimes }];
}

/** One finding for grants that the same thing stops, at the place of the first. */
function describeGroup(group: readonly ToldGrant[], { boundary }: DifferenceContext): readonly Diagnostic[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const { grant, safety, services, sometimes, witness, through } = first;
  const related = others.map((each) => ({
    at: each.grant.at,
    what: `grant ${quote(each.grant.id)} does not pass either: ${joinWords(each.services, 6)}, as ${foreignText(each.witness)}`,
  }));
  const args = {
    boundary: boundary.id,
    grant: grant.id,
    from: grant.from,
    to: grant.to,
    services,
    sometimes,
    witness,
    through,
  };
  return [
    diagnose(safety ? 'drift/closed-safety' : 'drift/closed', grant.at, { ...args, others: others.length }, related),
  ];
}
