/**
 * The allowed set in plain words: a short interpretation of a plan's grants, written without a look at the keyed
 * data or the Rego, and used as an oracle only. It loops over every grant and every object.
 */
import type { DecisionKey } from '../../src/evaluator/decide.ts';
import type { Transport } from '../../src/model/catalogue.ts';
import type { ObjectRange, Operation } from '../../src/model/conversation.ts';
import type { Plan, PlanGrant, PlanObject } from '../../src/model/plan.ts';
import { referenceEnds } from './reference-endpoints.ts';
import { referenceWindows } from './reference-windows.ts';

/** A conversation of which everything is known. */
export interface CompleteConversation {
  readonly scope: string;
  /** Canonical addresses. */
  readonly source: string;
  readonly destination: string;
  readonly transport: Transport;
  readonly port: number;
  readonly protocol: string;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
  /** Seconds since the epoch. */
  readonly time: number;
}

/** The conversation as a policy sees it: endpoints for addresses, open windows for a time. */
export function referenceKey(plan: Plan, conversation: CompleteConversation): DecisionKey {
  const { scope: _scope, source: _source, destination: _destination, time, ...asked } = conversation;
  return {
    ...asked,
    ...referenceEnds(plan, conversation),
    windows: referenceWindows(plan.windows, time),
  };
}

/** Whether the union of the plan's grants holds the conversation. */
export function referenceAllows(plan: Plan, key: DecisionKey): boolean {
  const zone = plan.zones.find((each) => each.id === key.source.attributes.zone);
  const sameZone = key.source.attributes.zone === key.destination.attributes.zone;
  const members = key.source.attributes.member && key.destination.attributes.member;
  if (zone?.internal === 'free' && sameZone && members) return true;
  const active = plan.grants.filter((grant) => speaksOf(grant, key));
  return coversObjects(
    active.map((grant) => grant.objects),
    key.operation,
    key.object,
  );
}

/** Whether grants with these limits, null for none, cover a request together: each of its objects by one of them. */
export function coversObjects(
  grants: readonly (readonly Limit[] | null)[],
  operation: Operation,
  object: ObjectRange | null,
): boolean {
  if (grants.some((limits) => limits === null || operation.class === 'session')) return true;
  const limits = grants.flatMap((each) => each ?? []).filter((limit) => fits(limit, object));
  if (object === null || object.first === null || object.count === null)
    return limits.some((limit) => limit.range === null);
  for (let each = object.first; each < object.first + object.count; each++) {
    if (!limits.some((limit) => holds(limit.range, each))) return false;
  }
  return true;
}

type Limit = Pick<PlanObject, 'unit' | 'table' | 'range'>;

/** Everything but the objects. */
function speaksOf(grant: PlanGrant, key: DecisionKey): boolean {
  return (
    grant.sources.includes(key.source.id) &&
    grant.destinations.includes(key.destination.id) &&
    (grant.protocol === key.protocol || grant.protocol === key.transport) &&
    grant.services.some((each) => each.transport === key.transport && holds(each.ports, key.port)) &&
    speaksOfOperation(grant, key) &&
    grant.windows.every((window) => key.windows.includes(window))
  );
}

function speaksOfOperation(grant: PlanGrant, key: DecisionKey): boolean {
  if (grant.operations === null || key.operation.class === 'session') return true;
  const name = key.operation.name ?? `code:${key.operation.code}`;
  return grant.operations.some(
    (each) => each.class === key.operation.class && (each.name === null || each.name === name),
  );
}

function fits(limit: Limit, object: ObjectRange | null): boolean {
  const unit = object?.unit ?? null;
  const table = object?.table ?? null;
  return (
    (limit.unit === null || (unit !== null && holds(limit.unit, unit))) &&
    (limit.table === null || limit.table === table)
  );
}

function holds(range: { readonly from: number; readonly to: number } | null, value: number): boolean {
  return range === null || (range.from <= value && value <= range.to);
}
