/** Boundaries. */
import type { Boundary, BoundaryInterface } from '../../model/plant.ts';
import { checkId } from './read-ids.ts';
import { uniqueBy } from './read-list.ts';
import { readNat, readPortForward } from './read-nat.ts';
import { type Reader, writtenText } from './reader.ts';
import { readSelector } from './selector.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** Reads one boundary; null when it has no dialect. */
export function readBoundary(entry: Entry, reader: Reader): Boundary | null {
  checkId('boundary', entry, reader);
  const dialect = writtenText(valueAt(entry.value, 'dialect'));
  const interfaces = entriesOf(valueAt(entry.value, 'interfaces')).map((each) => readInterface(each, reader));
  if (dialect === null) return null;
  return {
    id: entry.key,
    at: spanOf(entry),
    dialect,
    interfaces: interfaces.sort((a, b) => (a.name < b.name ? -1 : 1)),
    nat: readById(valueAt(entry.value, 'nat'), (each) => readNat(each, reader)),
    portForwards: readById(valueAt(entry.value, 'port-forwards'), (each) => readPortForward(each, reader)),
    description: textOf(valueAt(entry.value, 'description')),
  };
}

/** In order of ids. */
function readById<T>(tree: Tree | null, read: (entry: Entry) => T | null): readonly T[] {
  const entries = [...entriesOf(tree)].sort((a, b) => (a.key < b.key ? -1 : 1));
  return entries.map(read).filter((value): value is T & {} => value !== null);
}

function readInterface(entry: Entry, reader: Reader): BoundaryInterface {
  const zones = itemsOf(entry.value)
    .filter((item) => !reader.isBroken(item))
    .map((item) => readSelector(item, 'zone', reader))
    .filter((zone) => zone !== null);
  return {
    name: entry.key,
    at: spanOf(entry),
    zones: uniqueBy(
      zones,
      ({ value }) => JSON.stringify(value.conditions),
      ({ value }) => value.text,
      reader,
    ),
  };
}
