/** Grants whose two zones lie behind different interfaces of a boundary. */
import type { PlanGrant } from '../../../model/plan.ts';
import type { ExportRequest } from '../../dialect.ts';

export interface CrossingGrants {
  readonly crossing: readonly PlanGrant[];
  /** Interfaces that a zone lies behind. */
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
}

export function crossingGrants({ boundary, grants }: ExportRequest): CrossingGrants {
  const interfaces = new Map<string, string[]>();
  for (const { name, zones } of boundary.interfaces)
    for (const zone of new Set(zones)) interfaces.set(zone, [...(interfaces.get(zone) ?? []), name]);
  const crossing = grants.filter(({ from, to }) => {
    const exits = interfaces.get(to) ?? [];
    return (interfaces.get(from) ?? []).some((entry) => exits.some((exit) => exit !== entry));
  });
  return { crossing, interfaces };
}
