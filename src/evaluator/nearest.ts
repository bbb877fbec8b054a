/** The grant that came closest to a denied conversation, and the one field that would have to change. */

import type { ObjectRange } from '../model/conversation.ts';
import type { GrantField, PlanGrant, PlanObject } from '../model/plan.ts';
import { objectWords } from '../model/request-words.ts';
import type { DenialReason, NearestGrant } from '../model/verdict.ts';
import type { DecisionKey } from './decide.ts';

/** Fields in the order in which a reader asks; the later the first failure, the nearer the grant. */
const order: readonly GrantField[] = [
  'from',
  'to',
  'protocol',
  'ports',
  'operations',
  'objects',
  'during',
  'starts',
  'expires',
];

const reasons: Readonly<Record<GrantField, DenialReason>> = {
  from: 'endpoint-not-granted',
  to: 'endpoint-not-granted',
  protocol: 'service-not-granted',
  ports: 'service-not-granted',
  operations: 'operation-not-granted',
  objects: 'object-out-of-range',
  during: 'outside-window',
  starts: 'outside-window',
  expires: 'expired',
};

export interface NearestMiss {
  readonly reason: DenialReason;
  readonly nearest: NearestGrant;
}

/** The nearest of the grants between two zones; null when there are none. Fewest failing fields win, then the latest. */
export function nearestMiss(
  key: DecisionKey,
  grants: readonly PlanGrant[],
  protocols: readonly string[],
): NearestMiss | null {
  let best: { grant: PlanGrant; failed: readonly GrantField[] } | null = null;
  for (const grant of grants) {
    const failed = failedFields(grant, key);
    if (failed.length > 0 && (best === null || isNearer(failed, best.failed))) best = { grant, failed };
  }
  const field = best?.failed[0];
  if (best === null || field === undefined) return null;
  return { reason: reasons[field], nearest: describe(best.grant, field, key, protocols) };
}

/** The fields of a grant that a conversation does not satisfy, in order; empty when the grant covers it. */
export function failedFields(grant: PlanGrant, key: DecisionKey): readonly GrantField[] {
  const failed = new Set<GrantField>();
  if (!grant.sources.includes(key.source.id)) failed.add('from');
  if (!grant.destinations.includes(key.destination.id)) failed.add('to');
  if (grant.protocol !== key.protocol && grant.protocol !== key.transport) failed.add('protocol');
  else if (!coversPort(grant, key)) failed.add('ports');
  const session = key.operation.class === 'session';
  if (!session && grant.operations !== null && !coversOperation(grant, key)) failed.add('operations');
  if (!session && grant.objects !== null && !coversObject(grant.objects, key.object)) failed.add('objects');
  for (const window of grant.windows) if (!key.windows.includes(window)) failed.add(windowField(window));
  return order.filter((field) => failed.has(field));
}

function isNearer(failed: readonly GrantField[], than: readonly GrantField[]): boolean {
  if (failed.length !== than.length) return failed.length < than.length;
  return order.indexOf(failed[0] ?? 'from') > order.indexOf(than[0] ?? 'from');
}

function coversPort(grant: PlanGrant, key: DecisionKey): boolean {
  return grant.services.some(
    (each) => each.transport === key.transport && each.ports.from <= key.port && key.port <= each.ports.to,
  );
}

function coversOperation(grant: PlanGrant, key: DecisionKey): boolean {
  const name = key.operation.name ?? `code:${key.operation.code}`;
  return (grant.operations ?? []).some(
    (each) => each.class === key.operation.class && (each.name === null || each.name === name),
  );
}

/** Whether one limit alone holds the whole request; two grants may still do so together. */
function coversObject(limits: readonly PlanObject[], object: ObjectRange | null): boolean {
  return limits.some(
    (limit) => fitsUnitAndTable(limit, object) && (limit.range === null || coversRange(limit.range, object)),
  );
}

function coversRange(range: { readonly from: number; readonly to: number }, object: ObjectRange | null): boolean {
  if (object?.first == null || object.count === null) return false;
  return range.from <= object.first && object.first + object.count - 1 <= range.to;
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

function fitsUnitAndTable(limit: PlanObject, object: ObjectRange | null): boolean {
  const { unit } = limit;
  const asked = object?.unit ?? null;
  const sameUnit = unit === null || (asked !== null && unit.from <= asked && asked <= unit.to);
  return sameUnit && (limit.table === null || limit.table === object?.table);
}

function windowField(window: string): GrantField {
  if (window.startsWith('until:')) return 'expires';
  return window.startsWith('since:') ? 'starts' : 'during';
}

function describe(grant: PlanGrant, field: GrantField, key: DecisionKey, protocols: readonly string[]): NearestGrant {
  return {
    grant: grant.id,
    field,
    expected: expectedText(grant, field),
    actual: field === 'protocol' ? protocols.join(' or ') : actualText(field, key),
    at: grant.fields[field] ?? grant.at,
  };
}

function expectedText(grant: PlanGrant, field: GrantField): string {
  switch (field) {
    case 'from':
      return listText(grant.sources);
    case 'to':
      return listText(grant.destinations);
    case 'protocol':
      return grant.protocol;
    case 'ports':
      return listText(grant.services.map((each) => `${each.transport}/${rangeText(each.ports)}`));
    case 'operations':
      return listText((grant.operations ?? []).map((each) => each.name ?? each.class));
    case 'objects':
      return listText((grant.objects ?? []).map(limitText));
    default:
      return listText(grant.windows.filter((window) => windowField(window) === field));
  }
}

function actualText(field: GrantField, key: DecisionKey): string {
  switch (field) {
    case 'from':
      return key.source.id;
    case 'to':
      return key.destination.id;
    case 'ports':
      return `${key.transport}/${key.port}`;
    case 'operations':
      return key.operation.name ?? `${key.operation.class} code ${key.operation.code}`;
    case 'objects':
      return objectWords(key.object) || 'no object';
    default:
      return key.windows.length === 0 ? 'no window active' : listText(key.windows);
  }
}

function limitText(limit: PlanObject): string {
  const unit = limit.unit === null ? null : `unit ${rangeText(limit.unit)}`;
  const range = limit.range === null ? null : rangeText(limit.range);
  return [unit, limit.table, range].filter((part) => part !== null).join(' ') || 'any object';
}

function rangeText(range: { readonly from: number; readonly to: number }): string {
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}

function listText(items: readonly string[]): string {
  const shown = items.slice(0, 6).join(', ');
  return items.length > 6 ? `${shown} and ${items.length - 6} more` : shown;
}
