/** Which classes of operations a grant opens, beside the session operations that come with every grant. */
import { type Catalogue, operationClasses } from '../model/catalogue.ts';
import type { PlanGrant } from '../model/plan.ts';

/** What a grant on a bare transport opens. */
export const anything = 'any operation of any protocol';

/** Classes that change what the process does, or could. */
export const changingClasses: ReadonlySet<string> = new Set(['write', 'control', 'program', 'firmware']);

/** In the order of the vocabulary. A protocol without operations is opened whole, under its own name. */
export function openedClasses(
  { protocol, operations }: Pick<PlanGrant, 'protocol' | 'operations'>,
  catalogue: Catalogue,
): readonly string[] {
  const entry = catalogue.protocols.get(protocol);
  const classes = new Set((operations ?? entry?.operations ?? []).map((each) => each.class));
  classes.delete('session');
  if (classes.size > 0 || operations !== null) return operationClasses.filter((name) => classes.has(name));
  return [entry?.layer === 'generic' ? anything : protocol];
}
