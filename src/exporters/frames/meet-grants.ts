/** What two grants allow together, for frames that need both: a group frame is one of its sender's zone and of the zone it enters. */
import { intersectIntegers } from '../../algebra/integer-set.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant, PlanObject, PlanOperation, PlanService } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';

/** The first grant cut down to what the second allows as well, whoever it is sent to; null when that is nothing. */
export function meetGrants(grant: PlanGrant, other: PlanGrant, catalogue: Catalogue): PlanGrant | null {
  const protocol = meetProtocols(grant.protocol, other.protocol, catalogue);
  const sources = grant.sources.filter((source) => other.sources.includes(source));
  const services = meetServices(grant.services, other.services);
  const operations = meetLists(grant.operations, other.operations, meetOperations);
  const objects = meetLists(grant.objects, other.objects, meetObjects);
  if (protocol === null || sources.length === 0 || services.length === 0) return null;
  if (operations?.length === 0 || objects?.length === 0) return null;
  const windows = [...new Set([...grant.windows, ...other.windows])].sort();
  return { ...grant, protocol, sources, services, operations, objects, windows };
}

/** A grant on a bare transport covers every protocol on it. */
function meetProtocols(a: string, b: string, catalogue: Catalogue): string | null {
  const isGeneric = (id: string): boolean => catalogue.protocols.get(id)?.layer === 'generic';
  if (a === b || isGeneric(b)) return a;
  return isGeneric(a) ? b : null;
}

function meetServices(a: readonly PlanService[], b: readonly PlanService[]): readonly PlanService[] {
  return a.flatMap(({ transport, ports }) =>
    b
      .filter((other) => other.transport === transport)
      .flatMap((other) => intersectIntegers([ports], [other.ports]))
      .map((range) => ({ transport, ports: range })),
  );
}

/** Null stands for everything. */
function meetLists<T>(
  a: readonly T[] | null,
  b: readonly T[] | null,
  meet: (one: T, other: T) => readonly T[],
): readonly T[] | null {
  if (a === null || b === null) return a ?? b;
  return a.flatMap((one) => b.flatMap((other) => meet(one, other)));
}

function meetOperations(a: PlanOperation, b: PlanOperation): readonly PlanOperation[] {
  if (a.class !== b.class) return [];
  if (a.name === null || a.name === b.name) return [b];
  return b.name === null ? [a] : [];
}

function meetObjects(a: PlanObject, b: PlanObject): readonly PlanObject[] {
  const unit = meetRanges(a.unit, b.unit);
  const range = meetRanges(a.range, b.range);
  const isOneTable = a.table === null || b.table === null || a.table === b.table;
  return unit === 'none' || range === 'none' || !isOneTable ? [] : [{ unit, table: a.table ?? b.table, range }];
}

function meetRanges(a: IntegerRange | null, b: IntegerRange | null): IntegerRange | null | 'none' {
  if (a === null || b === null) return a ?? b;
  return intersectIntegers([a], [b])[0] ?? 'none';
}
