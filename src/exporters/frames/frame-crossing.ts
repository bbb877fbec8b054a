/** Which grants cross a boundary as frames: group frames do, where a grant leads to the group of another zone. */
import type { PlanGrant } from '../../model/plan.ts';
import type { Crossing, InterfacesOfZone } from '../crossing.ts';

/** Splits the grants of a plan at a bridge. */
export function findFrameCrossing(grants: readonly PlanGrant[], interfaces: InterfacesOfZone): Crossing {
  const crossing = grants
    .filter(({ from, to }) => crosses(interfaces.get(from) ?? [], interfaces.get(to) ?? []))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { grants: crossing, elsewhere: grants.length - crossing.length };
}

function crosses(entries: readonly string[], exits: readonly string[]): boolean {
  return entries.some((entry) => exits.some((exit) => exit !== entry));
}
