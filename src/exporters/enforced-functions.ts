/** The functions that a boundary is asked to tell apart inside of an open port: `enforce: functions` on a grant. */
import type { Catalogue } from '../model/catalogue.ts';
import { type FixedRequest, fixedRequests } from '../model/fixed-requests.ts';
import type { PlanGrant, PlanOperation } from '../model/plan.ts';
import type { Cell } from './cells.ts';
import type { Capabilities } from './dialect.ts';
import { isAlways, type TimeCondition, uniteConditions } from './time-condition.ts';

export interface EnforcedFunctions {
  /** By code and length, each once. */
  readonly requests: readonly FixedRequest[];
  /** Operations whose requests have no known length; nothing is opened for them. */
  readonly unsaid: readonly string[];
}

/** What is known of grants when their cells are opened, by grant id. */
export interface Openness {
  /** When a grant is open. */
  readonly times: ReadonlyMap<string, TimeCondition>;
  /** Requests that pass in place of everything that is spoken on the port; none for a grant that opens all of it. */
  readonly requests: ReadonlyMap<string, readonly FixedRequest[]>;
}

/** What is enforced of a grant; null where nobody asks for it or the dialect cannot. */
export function enforcedFunctions(
  { enforce, protocol: id, operations }: PlanGrant,
  catalogue: Catalogue,
  capabilities: Capabilities,
): EnforcedFunctions | null {
  const fixed = fixedRequests.get(id);
  if (enforce !== 'functions' || !capabilities.functions || fixed === undefined || operations === null) return null;
  const listed = catalogue.protocols.get(id)?.operations ?? [];
  const codes = new Set<string>();
  const unsaid = new Set<string>();
  const take = (code: string, name: string): void => {
    if (fixed.some((each) => String(each.code) === code)) codes.add(code);
    else unsaid.add(name);
  };
  for (const operation of operations.filter((each) => each.class !== 'session')) {
    const entries = listed.filter((entry) => means(operation, entry));
    for (const { code, name } of entries) take(code, name);
    if (operation.name?.startsWith('code:')) take(operation.name.slice('code:'.length), operation.name);
    else if (operation.name === null && operation.class === 'unknown')
      unsaid.add('codes that the catalogue does not list');
  }
  const requests = fixed.filter((each) => codes.has(String(each.code)));
  return { requests: requests.sort(compareRequests), unsaid: [...unsaid].sort() };
}

/** By code, then by length. */
export function compareRequests(a: FixedRequest, b: FixedRequest): number {
  return a.code - b.code || a.length - b.length;
}

/** Whether a cell is looked into: grants ask for it, and no others open all of the port at all times. */
export function isEnforced({ transport, grants }: Cell, { requests, times }: Openness): boolean {
  if (transport !== 'tcp' || !grants.some(({ id }) => requests.has(id))) return false;
  const others = grants.filter(({ id }) => !requests.has(id));
  return others.length === 0 || !isAlways(uniteConditions(others.map(({ id }) => times.get(id) ?? [])));
}

function means(operation: PlanOperation, entry: { readonly class: string; readonly name: string }): boolean {
  return operation.class === entry.class && (operation.name === null || operation.name === entry.name);
}
