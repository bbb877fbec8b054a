/** Assets. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Asset } from '../../model/plant.ts';
import { readIpAddress, readMac } from './read-address.ts';
import { checkId } from './read-ids.ts';
import { readUnique } from './read-list.ts';
import { labelsOf } from './read-zone.ts';
import { type Reader, writtenText } from './reader.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** Reads one asset; null when its zone cannot be read, since it would seem to be in none. */
export function readAsset(entry: Entry, reader: Reader): Asset | null {
  checkId('asset', entry, reader);
  const value = (key: string): Tree | null => valueAt(entry.value, key);
  const zone = value('zone');
  if (itemsOf(value('ip')).length + itemsOf(value('mac')).length === 0 && reader.isSound(entry.value))
    reader.report(diagnose('asset/no-address', spanOf(entry.keyAt), { asset: entry.key }));
  if (zone !== null && reader.isBroken(zone)) return null;
  const text = (key: string): string | null => textOf(value(key));
  return {
    id: entry.key,
    at: spanOf(entry),
    zones: readUnique(itemsOf(zone), writtenText, reader),
    class: writtenText(value('class')),
    ip: readUnique(itemsOf(value('ip')), readIpAddress, reader),
    mac: readUnique(itemsOf(value('mac')), readMac, reader),
    identities: identitiesOf(value('identities')),
    vendor: text('vendor'),
    model: text('model'),
    firmware: text('firmware'),
    owner: text('owner'),
    labels: labelsOf(value('labels')),
    description: text('description'),
  };
}

function identitiesOf(tree: Tree | null): Readonly<Record<string, string>> {
  const pairs = entriesOf(tree).map(({ key, value }) => [key, textOf(value)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null));
}
