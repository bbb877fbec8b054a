/** Boundaries. */
import type { Boundary, BoundaryInterface } from '../../model/plant.ts';
import { checkId } from './read-ids.ts';
import { uniqueBy } from './read-list.ts';
import { type Reader, writtenText } from './reader.ts';
import { readSelector } from './selector.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, itemsOf, textOf, valueAt } from './tree.ts';

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
    description: textOf(valueAt(entry.value, 'description')),
  };
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
