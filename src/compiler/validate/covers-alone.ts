/** Whether one grant covers a request without the help of others, read off its fields. */
import type { SetRequest } from '../../algebra/allowed-set.ts';
import type { ObjectRange, Operation } from '../../model/conversation.ts';
import type { PlanGrant, PlanObject } from '../../model/plan.ts';

/** `active` are the windows that are. */
export function coversAlone(grant: PlanGrant, request: SetRequest, active: readonly string[]): boolean {
  return (
    grant.sources.includes(request.source) &&
    grant.destinations.includes(request.destination) &&
    grant.services.some(
      ({ transport, ports }) =>
        transport === request.transport &&
        (grant.protocol === request.protocol || grant.protocol === transport) &&
        ports.from <= request.port &&
        request.port <= ports.to,
    ) &&
    coversOperation(grant, request.operation) &&
    (grant.objects === null || grant.objects.some((limit) => fitsLimit(limit, request.object))) &&
    grant.windows.every((id) => active.includes(id))
  );
}

/** Whether the grant names the operation or its class. */
export function coversOperation({ operations }: PlanGrant, { class: type, code, name }: Operation): boolean {
  const named = name ?? `code:${code}`;
  return operations?.some((each) => each.class === type && (each.name === null || each.name === named)) ?? true;
}

/** Whether one limit holds every object of a request. */
export function fitsLimit({ unit, table, range }: PlanObject, object: ObjectRange | null): boolean {
  const { unit: asked = null, first = null, count = null, table: named = null } = object ?? {};
  if (unit !== null && (asked === null || asked < unit.from || unit.to < asked)) return false;
  if (table !== null && table !== named) return false;
  return range === null || (first !== null && count !== null && range.from <= first && first + count - 1 <= range.to);
}
