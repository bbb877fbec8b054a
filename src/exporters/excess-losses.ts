/** What each grant loses because ports are opened for whole protocols, over all of its cells. */

import { formatPorts } from '../algebra/port-set.ts';
import { joinWords } from '../diagnostics/words.ts';
import { type Catalogue, type OperationClass, type OperationEntry, operationClasses } from '../model/catalogue.ts';
import type { PlanGrant, PlanObject } from '../model/plan.ts';
import type { Cell } from './cells.ts';
import { type Excess, excessOf } from './coverage.ts';
import type { Loss } from './dialect.ts';
import { isEnforced, type Openness } from './enforced-functions.ts';
import { isIcmp } from './wire-services.ts';

/** Losses by grant id; a grant without any is left out. */
export function excessLosses(
  cells: readonly Cell[],
  catalogue: Catalogue,
  openness: Openness,
): ReadonlyMap<string, readonly Loss[]> {
  const excesses = new Map<PlanGrant, Excess[]>();
  const seen = new Set<string>();
  for (const cell of cells) {
    if (isIcmp(cell.transport)) continue;
    const key = [cell.transport, ...cell.grants.map((grant) => grant.id)].join('\n');
    if (seen.has(key)) continue;
    seen.add(key);
    const enforced = isEnforced(cell, openness);
    for (const grant of cell.grants) {
      const list = excesses.get(grant) ?? [];
      const excess = excessOf(grant, cell.grants, catalogue);
      list.push(enforced ? behindFunctions(grant, cell, catalogue, openness, excess) : excess);
      excesses.set(grant, list);
    }
  }
  const result = new Map<string, readonly Loss[]>();
  for (const [grant, list] of excesses) {
    const losses = lossesOf(grant, list);
    if (losses.length > 0) result.set(grant.id, losses);
  }
  return result;
}

/**
 * Where packets are looked into, what is not granted passes only when several of them ask for it together, or at the times of a
 * grant that opens all of the port, which has that as a loss of its own.
 */
function behindFunctions(
  grant: PlanGrant,
  { grants }: Cell,
  catalogue: Catalogue,
  { requests }: Openness,
  { operations }: Excess,
): Excess {
  const own = requests.get(grant.id);
  if (own === undefined) return excessOf(grant, grants, catalogue, undefined, (holder) => !requests.has(holder.id));
  const codes = own.map(({ code }) => String(code));
  const canCarry = (entry: OperationEntry | null): boolean => entry !== null && codes.includes(entry.code);
  const { objects } = excessOf(grant, grants, catalogue, { canCarry, units: null });
  return { operations: [], objects, crafted: operations, openedBy: [] };
}

export function lossesOf(grant: PlanGrant, excesses: readonly Excess[]): readonly Loss[] {
  const operations = unite(excesses.map((excess) => excess.operations));
  const objects = unite(excesses.map((excess) => excess.objects)).filter((name) => !operations.includes(name));
  const losses: Loss[] = [];
  if (operations.length > 0) {
    const granted = unite([(grant.operations ?? []).map((operation) => operation.class)]);
    const only = granted.filter((name) => !operations.includes(name));
    const detail = `${joinWords(operations, 12)} ${operations.length === 1 ? 'passes' : 'pass'} beside ${only.length === 0 ? 'the granted operations' : joinWords(only, 12)}`;
    losses.push({ kind: 'operations', detail, passes: operations });
  }
  if (objects.length > 0) {
    const detail = `${joinWords(objects, 12)} ${objects.length === 1 ? 'passes' : 'pass'} on all objects, not only on ${joinWords((grant.objects ?? []).map(describeObject), 4)}`;
    losses.push({ kind: 'objects', detail, passes: objects });
  }
  const crafted = unite(excesses.map((excess) => excess.crafted)).filter((name) => !operations.includes(name));
  if (crafted.length > 0)
    losses.push({
      kind: 'operations',
      detail: `${joinWords(crafted, 12)} can pass to a client that makes segments of TCP overlap on purpose, each of them with a granted request`,
      passes: crafted,
    });
  const openedBy = [...new Set(excesses.flatMap((excess) => excess.openedBy))].sort();
  if (openedBy.length > 0)
    losses.push({ kind: 'time', detail: `open at other times too, for ${joinWords(openedBy, 4)}`, passes: [] });
  return losses;
}

function describeObject(object: PlanObject): string {
  const unit = object.unit === null ? '' : `unit ${formatPorts(object.unit)}`;
  const range = object.range === null ? '' : formatPorts(object.range);
  return [unit, object.table ?? '', range].filter((part) => part !== '').join(' ') || 'any object';
}

function unite(lists: readonly (readonly OperationClass[])[]): readonly OperationClass[] {
  return operationClasses.filter((name) => lists.some((list) => list.includes(name)));
}
