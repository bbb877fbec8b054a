/** Whom a group frame reaches beside the zone that it is meant for: every zone behind the same interface. */
import { coversIntegers, integerSet } from '../../algebra/integer-set.ts';
import { joinWords } from '../../diagnostics/words.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { Widening } from '../settle.ts';
import type { FrameOpening, OpeningContext } from './frame-openings.ts';

/** The zones that a grant's group frames reach without a grant of their own. */
export function reachWidenings(
  { id }: PlanGrant,
  openings: readonly FrameOpening[],
  context: OpeningContext,
): readonly Widening[] {
  const own = openings.filter((each) => each.origin.id === id && each.part === 'first' && isToGroup(each));
  const reached = new Set(
    own.flatMap((each) =>
      besides(each, context).filter((zone) => !openings.some((other) => covers(other, each, zone))),
    ),
  );
  if (reached.size === 0) return [];
  const zones = [...reached].sort();
  const detail = `${own[0]?.grant.to ?? ''} shares its interface with ${joinWords(zones)}, and a group frame reaches all of them`;
  return [{ loss: { kind: 'members', detail, passes: [] }, into: zones }];
}

function isToGroup({ targets }: FrameOpening): boolean {
  return targets.some((target) => target.kind === 'group');
}

/** Other zones of the same scope behind the interfaces by which a frame leaves. */
function besides({ grant, targets }: FrameOpening, { request, interfaces }: OpeningContext): readonly string[] {
  const exits = targets.flatMap((target) => (target.kind === 'group' ? [target.exit] : []));
  const scopes = new Map(request.plan.zones.map((zone) => [zone.id, zone.scope]));
  return [...interfaces]
    .filter(([zone, names]) => ![grant.from, grant.to].includes(zone) && names.some((name) => exits.includes(name)))
    .map(([zone]) => zone)
    .filter((zone) => scopes.get(zone) === scopes.get(grant.to));
}

/** Whether another opening lets the same frames into a zone, as long and to the same group. */
function covers(other: FrameOpening, opening: FrameOpening, zone: string): boolean {
  const [a, b] = [other.grant, opening.grant];
  const casts = (each: FrameOpening): string =>
    [...new Set(each.targets.map((target) => (target.kind === 'group' ? target.cast : '')))].join();
  return (
    other.part === 'first' &&
    a.to === zone &&
    casts(other) === casts(opening) &&
    b.sources.every((source) => a.sources.includes(source)) &&
    a.windows.every((window) => b.windows.includes(window)) &&
    opening.services.every(({ types, heads }) =>
      other.services.some(
        (each) =>
          coversIntegers(integerSet([each.types]), [types]) &&
          (each.heads === null || JSON.stringify(each.heads) === JSON.stringify(heads)),
      ),
    )
  );
}
