/** The grant that came closest to a denied conversation, and the one field that would have to change. */

import type { ConversationKey } from '../model/conversation.ts';
import { type GrantField, grantFields, type PlanGrant, type PlanObject } from '../model/plan.ts';
import { objectWords } from '../model/request-words.ts';
import type { DenialReason, NearestGrant } from '../model/verdict.ts';
import type { DecisionKey } from './decide.ts';
import { failedFields, windowField } from './grant-coverage.ts';

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

/** What the conversation shows of itself; its completions say more than that. */
export interface Shown {
  readonly conversation: ConversationKey;
  /** What it may speak. */
  readonly protocols: readonly string[];
  /** The windows of the plan that are vendor sessions. */
  readonly sessions: ReadonlySet<string>;
}

export interface NearestMiss {
  readonly reason: DenialReason;
  readonly nearest: NearestGrant;
  /** What opens it, where nobody needs to change the plant. */
  readonly detail: string | null;
}

/** The nearest of the grants between two zones; null when there are none. Fewest failing fields win, then the latest. */
export function nearestMiss(key: DecisionKey, grants: readonly PlanGrant[], shown: Shown): NearestMiss | null {
  let best: { grant: PlanGrant; failed: readonly GrantField[] } | null = null;
  for (const grant of grants) {
    const failed = failedFields(grant, key);
    if (failed.length > 0 && (best === null || isNearer(failed, best.failed))) best = { grant, failed };
  }
  const field = best?.failed[0];
  if (best === null || field === undefined) return null;
  const nearest = describe(best.grant, field, key, shown);
  const session = field === 'during' ? closedSession(best.grant, key, shown) : null;
  if (session === null) return { reason: reasons[field], nearest, detail: null };
  const actual = `no session ${session} open at that time`;
  const detail = `open one with \`zonewright session open ${session}\``;
  return { reason: 'no-session', nearest: { ...nearest, actual }, detail };
}

/** The first session that a grant waits for; null when it waits for another window as well. */
function closedSession({ windows }: PlanGrant, key: DecisionKey, { sessions }: Shown): string | null {
  const closed = windows.filter((window) => windowField(window) === 'during' && !key.windows.includes(window));
  return closed.every((window) => sessions.has(window)) ? (closed[0] ?? null) : null;
}

function isNearer(failed: readonly GrantField[], than: readonly GrantField[]): boolean {
  if (failed.length !== than.length) return failed.length < than.length;
  return grantFields.indexOf(failed[0] ?? 'from') > grantFields.indexOf(than[0] ?? 'from');
}

function describe(grant: PlanGrant, field: GrantField, key: DecisionKey, shown: Shown): NearestGrant {
  return {
    grant: grant.id,
    field,
    expected: expectedText(grant, field),
    actual: actualText(field, key, shown),
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
      return listText(grant.windows.filter((window) => windowField(window) === field).map(windowText));
  }
}

function actualText(field: GrantField, key: DecisionKey, { conversation, protocols }: Shown): string {
  switch (field) {
    case 'from':
      return key.source.id;
    case 'to':
      return key.destination.id;
    case 'protocol':
      return protocols.join(' or ');
    case 'ports':
      return `${key.transport}/${key.port}`;
    case 'operations':
      if (conversation.missing.includes('operation')) return 'an operation that is not shown';
      return key.operation.name ?? `${key.operation.class} code ${key.operation.code}`;
    case 'objects':
      if (!hidesObject(conversation)) return objectWords(key.object) || 'no object';
      return objectWords(conversation.object) || 'an object that is not shown';
    case 'starts':
      return 'before it';
    case 'expires':
      return 'after it';
    default: {
      const named = key.windows.filter((window) => windowField(window) === 'during');
      return named.length === 0 ? 'no window active' : listText(named);
    }
  }
}

function hidesObject({ missing }: ConversationKey): boolean {
  return missing.includes('object') || missing.includes('operation');
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

/** `until:` and `since:` windows are dates to whoever wrote them. */
function windowText(window: string): string {
  return windowField(window) === 'during' ? window : window.slice(window.indexOf(':') + 1);
}
