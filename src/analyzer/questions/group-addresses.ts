/** Grants that name a zone and mean its devices, but reach its broadcast and multicast addresses too. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { Question } from '../analysis-context.ts';
import { anything, changingClasses, openedClasses } from '../opened-classes.ts';

/** A finding at the first zone of each grant. Reading and discovery by broadcast are how some protocols work. */
export const askGroupAddresses: Question = function* ({ live, catalogue }): Generator<Diagnostic> {
  for (const opening of live) {
    for (const grant of opening.grants) {
      const groups = grant.destinations.flatMap((id) => /~(broadcast|multicast)$/.exec(id)?.[1] ?? []);
      const devices = grant.destinations.filter((id) => !id.includes('/~'));
      if (groups.length === 0 || devices.length === 0) continue;
      const opened = dangerous(grant, catalogue);
      if (opened === null) continue;
      yield diagnose('grant/group-address', opening.fields.to ?? opening.at, {
        grant: opening.name,
        zone: grant.to,
        groups,
        opened,
        suffices: `to: [${devices.map((id) => id.slice(id.indexOf('/') + 1)).join(', ')}]`,
      });
      break;
    }
  }
};

/** Classes that change something and could be sent to a group; TCP cannot. None for a bare transport. */
function dangerous(grant: PlanGrant, catalogue: Catalogue): readonly string[] | null {
  const layer = catalogue.protocols.get(grant.protocol)?.layer;
  if (layer === 'housekeeping' || grant.services.every((each) => each.transport === 'tcp')) return null;
  const classes = openedClasses(grant, catalogue);
  if (classes.includes(anything)) return [];
  const changing = classes.filter((each) => changingClasses.has(each) && (layer === 'ot' || each !== 'control'));
  return changing.length === 0 ? null : changing;
}
