/** One policy of a table as if it alone judged: what a reader needs to prove a policy that is loaded and not on trial. */
import { hooksThatTranslate } from '../translation-chains.ts';
import { textOf } from './json.ts';
import type { ListedObject } from './listed-object.ts';
import { objectsOfTable } from './running-table.ts';
import { translatingChain } from './running-translation.ts';
import { isPolicy, type Judge, suffixOf, trialSet } from './slot.ts';
import { type HookShape, routerShape, type TableShape } from './table-shape.ts';

/** A listing with the table's hook, what policies share, and the maps and chains of one policy. */
export function listingOf(listing: string, judge: Judge, shape: TableShape = routerShape): string {
  const own = objectsOfTable(listing, shape);
  const chains = own.flatMap(({ type, body }) => (type === 'chain' ? [textOf(body['name'])] : []));
  const objects = own.flatMap((object): readonly ListedObject[] => {
    const { type, body } = object;
    if (type === 'table' || type === 'counter') return [object];
    const name = textOf(body[type === 'rule' ? 'chain' : 'name']);
    const suffix = suffixOf(name);
    if (suffix !== null) return `enforce${suffix}` === judge ? [object] : [];
    const lead = leadFrom(name, shape, judge, chains);
    if (lead !== null && type === 'rule') return [];
    if (lead !== null && type === 'chain') return [object, ...lead(body)];
    if (name === trialSet || (name.startsWith('fallback_') && name !== judge)) return [];
    // Which sessions are open at the moment is not the policy; a proof asks about each of them open and closed.
    const { elem: _, ...empty } = body;
    return [type === 'set' || type === 'map' ? { type, body: empty } : object];
  });
  return JSON.stringify({ nftables: objects.map(({ type, body }) => ({ [type]: body })) });
}

type Lead = (chain: ListedObject['body']) => readonly ListedObject[];

/** The rule that belongs into a chain with a hook; null for a chain without one. */
function leadFrom(name: string, shape: TableShape, judge: Judge, chains: readonly string[]): Lead | null {
  const hook = shape.hooks.find((each) => each.name === name);
  if (hook !== undefined) return (body) => leadsOf(hook, shape, judge, body);
  const translating = hooksThatTranslate.find((each) => each === name);
  if (translating === undefined) return null;
  const target = translatingChain(translating, judge, chains);
  return ({ family, table }) =>
    target === null ? [] : [{ type: 'rule', body: { family, table, chain: name, expr: [{ goto: { target } }] } }];
}

/** The chain that judges leads to whatever judges, others only into a policy. */
function leadsOf(
  { name, leadsTo }: HookShape,
  { hooks }: TableShape,
  judge: Judge,
  { family, table }: ListedObject['body'],
): readonly ListedObject[] {
  const isJudging = name === hooks[0].name;
  if (!isJudging && !isPolicy(judge)) return [];
  const target = isJudging ? judge : `${leadsTo}${suffixOf(judge) ?? ''}`;
  return [{ type: 'rule', body: { family, table, chain: name, expr: [{ goto: { target } }] } }];
}
