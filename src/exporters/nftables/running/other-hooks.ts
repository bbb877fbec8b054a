/** Chains of other tables that see forwarded packets: they open nothing that ours closes, but may close what ours opens. */
import { textOf } from './json.ts';
import { listedObjects, objectsOfTable } from './running-table.ts';
import type { TableShape } from './table-shape.ts';

/** `ip filter FORWARD`, ... in the order of the listing. */
export function otherHooks(listing: string, shape: TableShape): readonly string[] {
  const own = new Set(objectsOfTable(listing, shape).map(({ body }) => JSON.stringify(body)));
  return listedObjects(listing)
    .filter(
      ({ type, body }) =>
        type === 'chain' &&
        forwarding.has(textOf(body['hook'])) &&
        shape.families.includes(textOf(body['family'])) &&
        !own.has(JSON.stringify(body)),
    )
    .map(({ body }) => [body['family'], body['table'], body['name']].map(textOf).join(' '));
}

const forwarding: ReadonlySet<string> = new Set(['ingress', 'prerouting', 'forward', 'postrouting', 'egress']);
