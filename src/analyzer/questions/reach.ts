/** Ways in one grant from above the DMZ to a safety zone or to a level below the DMZ. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant, PlanZone } from '../../model/plan.ts';
import { dmzLevel } from '../../model/plant.ts';
import type { Question } from '../analysis-context.ts';
import { anything, changingClasses, openedClasses } from '../opened-classes.ts';
import type { Opening } from '../opening.ts';

export const askReach: Question = function* ({ plan, live, catalogue }): Generator<Diagnostic> {
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  for (const opening of live) {
    const deep = opening.grants.filter((grant) => leadsDown(zones.get(grant.from), zones.get(grant.to)));
    const [first] = deep;
    const from = zones.get(first?.from ?? '');
    const to = zones.get(first?.to ?? '');
    if (from === undefined || to === undefined) continue;
    const opened = openedBy(deep, catalogue);
    const changes = opened.includes(anything) || opened.some((each) => changingClasses.has(each));
    yield diagnose(changes ? 'reach/control-from-above' : 'reach/from-above', placeOf(opening), {
      grant: opening.name,
      from: from.id,
      fromLevel: from.level,
      to: to.id,
      toLevel: to.level,
      safety: to.safety,
      pairs: new Set(deep.map((grant) => `${grant.from}>${grant.to}`)).size,
      opened,
    });
  }
};

function leadsDown(from: PlanZone | undefined, to: PlanZone | undefined): boolean {
  if (from === undefined || to === undefined) return false;
  const above = from.level >= 4 || from.kind === 'enterprise' || from.kind === 'external';
  return above && from.id !== to.id && (to.level < dmzLevel || to.safety);
}

function openedBy(grants: readonly PlanGrant[], catalogue: Catalogue): readonly string[] {
  return [...new Set(grants.flatMap((grant) => openedClasses(grant, catalogue)))];
}

function placeOf({ fields, at }: Opening): Opening['at'] {
  return fields.from ?? at;
}
