/** One policy of a table as if it alone judged: what a reader needs to prove a policy that is loaded and not on trial. */
import { textOf } from './json.ts';
import { type ListedObject, objectsOfTable } from './running-table.ts';
import { type Judge, suffixOf, trialSet } from './slot.ts';

/** A listing with the table's hook, what policies share, and the maps and chains of one policy. */
export function listingOf(listing: string, judge: Judge): string {
  const objects = objectsOfTable(listing).flatMap((object): readonly ListedObject[] => {
    const { type, body } = object;
    if (type === 'table' || type === 'counter') return [object];
    const name = textOf(body[type === 'rule' ? 'chain' : 'name']);
    const suffix = suffixOf(name);
    if (suffix !== null) return `enforce${suffix}` === judge ? [object] : [];
    if (name === 'forward' && type === 'rule') return [];
    if (name === 'forward' && type === 'chain') return [object, leadTo(judge, body)];
    if (name === trialSet || (name.startsWith('fallback_') && name !== judge)) return [];
    // Which sessions are open at the moment is not the policy; a proof asks about each of them open and closed.
    const { elem: _, ...empty } = body;
    return [type === 'set' || type === 'map' ? { type, body: empty } : object];
  });
  return JSON.stringify({ nftables: objects.map(({ type, body }) => ({ [type]: body })) });
}

function leadTo(judge: Judge, { family, table }: ListedObject['body']): ListedObject {
  return { type: 'rule', body: { family, table, chain: 'forward', expr: [{ goto: { target: judge } }] } };
}
