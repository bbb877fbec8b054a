/** One policy of a table as if it alone judged: what a reader needs to prove a policy that is loaded and not on trial. */
import { textOf } from './json.ts';
import { type ListedObject, objectsOfTable } from './running-table.ts';
import { isPolicy, type Judge, suffixOf, trialSet } from './slot.ts';
import { type HookShape, routerShape, type TableShape } from './table-shape.ts';

/** A listing with the table's hook, what policies share, and the maps and chains of one policy. */
export function listingOf(listing: string, judge: Judge, shape: TableShape = routerShape): string {
  const objects = objectsOfTable(listing, shape).flatMap((object): readonly ListedObject[] => {
    const { type, body } = object;
    if (type === 'table' || type === 'counter') return [object];
    const name = textOf(body[type === 'rule' ? 'chain' : 'name']);
    const suffix = suffixOf(name);
    if (suffix !== null) return `enforce${suffix}` === judge ? [object] : [];
    const hook = shape.hooks.find((each) => each.name === name);
    if (hook !== undefined && type === 'rule') return [];
    if (hook !== undefined && type === 'chain') return [object, ...leadsOf(hook, shape, judge, body)];
    if (name === trialSet || (name.startsWith('fallback_') && name !== judge)) return [];
    // Which sessions are open at the moment is not the policy; a proof asks about each of them open and closed.
    const { elem: _, ...empty } = body;
    return [type === 'set' || type === 'map' ? { type, body: empty } : object];
  });
  return JSON.stringify({ nftables: objects.map(({ type, body }) => ({ [type]: body })) });
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
