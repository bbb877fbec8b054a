/** Whether one grant covers a request without the help of others, read off its fields. */
import type { SetRequest } from '../../algebra/allowed-set.ts';
import { coversPort, holdsObjects, namesOperation } from '../../algebra/grant-limits.ts';
import type { Operation } from '../../model/conversation.ts';
import type { PlanGrant } from '../../model/plan.ts';

/** `active` are the windows that are. */
export function coversAlone(grant: PlanGrant, request: SetRequest, active: readonly string[]): boolean {
  return (
    grant.sources.includes(request.source) &&
    grant.destinations.includes(request.destination) &&
    (grant.protocol === request.protocol || grant.protocol === request.transport) &&
    coversPort(grant, request.transport, request.port) &&
    asksFor(grant, request.operation) &&
    (grant.objects === null || grant.objects.some((limit) => holdsObjects(limit, request.object))) &&
    grant.windows.every((id) => active.includes(id))
  );
}

/** Whether the grant itself names the operation or its class; session operations come along without a name. */
export function asksFor({ operations }: PlanGrant, operation: Operation): boolean {
  return operations === null || namesOperation(operations, operation);
}
