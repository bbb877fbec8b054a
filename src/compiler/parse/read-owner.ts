/** Who agrees for an owner. */
import type { Owner } from '../../model/plant.ts';
import { checkId } from './read-ids.ts';
import { readUnique } from './read-list.ts';
import { type Reader, writtenText } from './reader.ts';
import { spanOf } from './source-text.ts';
import { type Entry, itemsOf } from './tree.ts';

/** Null when the entry has a fault. */
export function readOwner(entry: Entry, reader: Reader): Owner | null {
  if (!reader.isSound(entry.value)) return null;
  checkId('owner', entry, reader);
  return { id: entry.key, at: spanOf(entry.keyAt), members: readUnique(itemsOf(entry.value), writtenText, reader) };
}
