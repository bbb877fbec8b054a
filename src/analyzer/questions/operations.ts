/** Grants of every operation on a protocol that can change what the process does. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Protocol } from '../../model/catalogue.ts';
import type { Question } from '../analysis-context.ts';
import { changingClasses, openedClasses } from '../opened-classes.ts';

export const askOperations: Question = function* ({ live, catalogue }): Generator<Diagnostic> {
  for (const opening of live) {
    const whole = new Set(opening.grants.flatMap((grant) => (grant.operations === null ? [grant.protocol] : [])));
    for (const id of whole) {
      const protocol = catalogue.protocols.get(id);
      if (protocol === undefined) continue;
      const classes = openedClasses({ protocol: id, operations: null }, catalogue);
      const opened = classes.filter((each) => changesProcess(each, protocol));
      if (opened.length === 0) continue;
      const harmless = classes.filter((each) => !changingClasses.has(each));
      yield diagnose('grant/any-operation', opening.fields.operations ?? opening.fields.protocol ?? opening.at, {
        grant: opening.name,
        protocol: id,
        opened,
        suffices: `operations: [${classes.includes('read') ? 'read' : harmless.join(', ')}]`,
      });
    }
  }
};

/** What counts as control in the services of a network, as a redirect of ICMP, is upkeep. */
function changesProcess(type: string, { layer }: Protocol): boolean {
  return changingClasses.has(type) && (layer === 'ot' || type !== 'control');
}
