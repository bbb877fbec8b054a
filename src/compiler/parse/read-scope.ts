/** Scopes. */
import type { Scope } from '../../model/plant.ts';
import { checkId } from './read-ids.ts';
import type { Reader } from './reader.ts';
import { spanOf } from './source-text.ts';
import { type Entry, itemsOf, numberOf, textOf, valueAt } from './tree.ts';

/** Reads one scope. */
export function readScope(entry: Entry, reader: Reader): Scope {
  checkId('scope', entry, reader);
  const field = (key: string): string | null => textOf(valueAt(entry.value, key));
  const vlans = itemsOf(valueAt(entry.value, 'vlan')).map(numberOf);
  return {
    id: entry.key,
    at: spanOf(entry),
    site: field('site'),
    vlans: [...new Set(vlans.filter((vlan) => vlan !== null))].sort((a, b) => a - b),
    vrf: field('vrf'),
    sensor: field('sensor'),
  };
}
