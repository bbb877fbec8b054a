/** Whether one grant of the plan covers a conversation, field by field. */
import { coversPort, fitsUnitAndTable, holdsObjects, namesOperation } from '../algebra/grant-limits.ts';
import type { Operation } from '../model/conversation.ts';
import { type EndpointId, type GrantField, grantFields, type PlanGrant } from '../model/plan.ts';
import type { DecisionKey } from './decide.ts';

/** The fields of a grant that a conversation does not satisfy, in order; empty when the grant covers it. */
export function failedFields(grant: PlanGrant, key: DecisionKey): readonly GrantField[] {
  const failed = new Set<GrantField>();
  if (!hasSource(grant, key.source.id)) failed.add('from');
  if (!hasDestination(grant, key.destination.id)) failed.add('to');
  if (grant.protocol !== key.protocol && grant.protocol !== key.transport) failed.add('protocol');
  else if (!coversPort(grant, key.transport, key.port)) failed.add('ports');
  const session = key.operation.class === 'session';
  if (!coversOperation(grant, key.operation)) failed.add('operations');
  if (!session && grant.objects !== null && !grant.objects.some((limit) => holdsObjects(limit, key.object)))
    failed.add('objects');
  for (const window of grant.windows) if (!key.windows.includes(window)) failed.add(windowField(window));
  return grantFields.filter((field) => failed.has(field));
}

/** Whether the grant names this source. */
export function hasSource(grant: PlanGrant, endpoint: EndpointId): boolean {
  return membersOf(grant.sources).has(endpoint);
}

/** Whether the grant names this destination. */
export function hasDestination(grant: PlanGrant, endpoint: EndpointId): boolean {
  return membersOf(grant.destinations).has(endpoint);
}

const memberSets = new WeakMap<readonly EndpointId[], ReadonlySet<EndpointId>>();

/** A zone-wide grant of a large zone names thousands, so each list becomes a set once. */
function membersOf(endpoints: readonly EndpointId[]): ReadonlySet<EndpointId> {
  const known = memberSets.get(endpoints) ?? new Set(endpoints);
  memberSets.set(endpoints, known);
  return known;
}

/** Whether the grant's operations include this one; session operations come with every grant. */
export function coversOperation({ operations }: PlanGrant, operation: Operation): boolean {
  if (operations === null || operation.class === 'session') return true;
  return namesOperation(operations, operation);
}

/** Whether a grant covers at least one object of a request whose other fields it covers. */
export function touchesObjects(grant: PlanGrant, { object }: DecisionKey): boolean {
  if (object === null || object.first === null || object.count === null) return false;
  const last = object.first + object.count - 1;
  return (grant.objects ?? []).some(
    (limit) =>
      fitsUnitAndTable(limit, object) &&
      (limit.range === null || (limit.range.from <= last && (object.first ?? 0) <= limit.range.to)),
  );
}

/** The field of a grant that a window id comes from. */
export function windowField(window: string): GrantField {
  if (window.startsWith('until:')) return 'expires';
  return window.startsWith('since:') ? 'starts' : 'during';
}
