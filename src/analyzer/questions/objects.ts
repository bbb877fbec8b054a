/** Grants of every object of a device, where another grant of the same class of operation is limited to some. */
import { type Diagnostic, diagnose, type Related } from '../../diagnostics/diagnostic.ts';
import type { PlanGrant, PlanObject } from '../../model/plan.ts';
import type { Question } from '../analysis-context.ts';
import { openedClasses } from '../opened-classes.ts';
import type { Opening } from '../opening.ts';

interface Limited {
  readonly opening: Opening;
  readonly objects: readonly PlanObject[];
}

export const askObjects: Question = function* ({ live, catalogue }): Generator<Diagnostic> {
  const limited = new Map<string, Limited>();
  for (const opening of live) {
    for (const grant of opening.grants) {
      const { objects } = grant;
      if (objects === null) continue;
      for (const key of keysOf(grant, openedClasses(grant, catalogue)))
        if (!limited.has(key.text)) limited.set(key.text, { opening, objects });
    }
  }
  if (limited.size === 0) return;
  for (const opening of live) {
    const found = opening.grants.flatMap((grant) => {
      const addressed = (catalogue.protocols.get(grant.protocol)?.object ?? null) !== null;
      if (grant.objects !== null || !addressed) return [];
      for (const key of keysOf(grant, openedClasses(grant, catalogue))) {
        const other = limited.get(key.text);
        if (other !== undefined && other.opening !== opening) return [{ ...key, other }];
      }
      return [];
    });
    const [first] = found;
    if (first === undefined) continue;
    const { other } = first;
    const related: Related = { at: other.opening.fields.objects ?? other.opening.at, what: 'limited here' };
    const args = {
      grant: opening.name,
      class: first.class,
      other: other.opening.name,
      destination: first.destination.slice(first.destination.indexOf('/') + 1),
      suffices: `objects: [${other.objects.map(fieldsOf).join(', ')}]`,
    };
    yield diagnose('grant/any-object', opening.fields.protocol ?? opening.at, args, [related]);
  }
};

/** One for each class of operation and destination; the source is not asked for, since the limit is the device's. */
function* keysOf({ protocol, from, to, destinations }: PlanGrant, classes: readonly string[]) {
  for (const type of classes)
    for (const destination of destinations)
      yield { text: `${from}\n${to}\n${protocol}\n${type}\n${destination}`, class: type, destination };
}

function fieldsOf({ unit, table, range }: PlanObject): string {
  const numbers = ({ from, to }: { readonly from: number; readonly to: number }): string =>
    from === to ? String(from) : `${from}-${to}`;
  const parts = [
    ...(unit === null ? [] : [`unit: ${numbers(unit)}`]),
    ...(table === null ? [] : [`table: ${table}`]),
    ...(range === null ? [] : [`range: ${numbers(range)}`]),
  ];
  return `{ ${parts.join(', ')} }`;
}
