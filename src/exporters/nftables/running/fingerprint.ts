/** A digest of one policy as a kernel lists it, to see whether anybody has changed it since it was looked at. */
import { createHash } from 'node:crypto';
import { isRecord, listOf, textOf } from './json.ts';
import type { ListedObject } from './listed-object.ts';
import { objectsOfTable } from './running-table.ts';
import { type Judge, suffixOf } from './slot.ts';
import { routerShape, type TableShape } from './table-shape.ts';

/** Hexadecimal SHA-256 of the chains, maps and elements of a policy. Handles, counters and their order do not count. */
export function fingerprint(listing: string, judge: Judge, shape: TableShape = routerShape): string {
  const own = objectsOfTable(listing, shape).filter((object) => belongsTo(object, judge));
  const rules = own.filter(({ type }) => type === 'rule');
  const others = own.filter(({ type }) => type !== 'rule');
  const hash = createHash('sha256');
  for (const line of others.map(formatObject).sort()) hash.update(`${line}\n`);
  // Rules of a chain count by their order, chains by their names.
  const byChain = Map.groupBy(rules, ({ body }) => textOf(body['chain']));
  for (const [name, list] of [...byChain].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name} ${list.map(formatObject).join('\n')}\n`);
  return hash.digest('hex');
}

function belongsTo({ type, body }: ListedObject, judge: Judge): boolean {
  if (type === 'rule') return nameBelongs(textOf(body['chain']), judge);
  return ['chain', 'set', 'map'].includes(type) && nameBelongs(textOf(body['name']), judge);
}

function nameBelongs(name: string, judge: Judge): boolean {
  const suffix = suffixOf(name);
  return suffix === null ? name === judge : `enforce${suffix}` === judge;
}

function formatObject({ type, body }: ListedObject): string {
  const { elem, ...rest } = body;
  const elements = listOf(elem).map((each) => JSON.stringify(stable(each)));
  return JSON.stringify([type, stable(rest), elements.sort()]);
}

/** Without what the kernel numbers and counts. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['handle', 'packets', 'bytes', 'expires'].includes(key))
      .map(([key, inner]) => [key, stable(inner)]),
  );
}
