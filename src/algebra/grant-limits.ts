/** Whether single limits of a grant hold for a request, read off the fields. */
import { grantedName, type ObjectRange, type Operation } from '../model/conversation.ts';
import type { PlanGrant, PlanObject, PlanOperation } from '../model/plan.ts';

/** Whether the grant opens the port. */
export function coversPort(grant: PlanGrant, transport: string, port: number): boolean {
  return grant.services.some(
    (each) => each.transport === transport && each.ports.from <= port && port <= each.ports.to,
  );
}

/** Whether one of the operations is this one, or its class as a whole. */
export function namesOperation(operations: readonly PlanOperation[], operation: Operation): boolean {
  const name = grantedName(operation);
  return operations.some((each) => each.class === operation.class && (each.name === null || each.name === name));
}

/** Whether one limit alone holds every object of a request; two grants may still do so together. */
export function holdsObjects(limit: PlanObject, object: ObjectRange | null): boolean {
  return fitsUnitAndTable(limit, object) && (limit.range === null || coversRange(limit.range, object));
}

export function fitsUnitAndTable(limit: PlanObject, object: ObjectRange | null): boolean {
  const { unit } = limit;
  const asked = object?.unit ?? null;
  const sameUnit = unit === null || (asked !== null && unit.from <= asked && asked <= unit.to);
  return sameUnit && (limit.table === null || limit.table === object?.table);
}

function coversRange(range: { readonly from: number; readonly to: number }, object: ObjectRange | null): boolean {
  if (object?.first == null || object.count === null) return false;
  return range.from <= object.first && object.first + object.count - 1 <= range.to;
}
