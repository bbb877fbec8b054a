/** Conduits. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Conduit, Written } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import { readGrant } from './read-grant.ts';
import { checkId } from './read-ids.ts';
import { readUnique } from './read-list.ts';
import { type Reader, writtenText } from './reader.ts';
import { readSelector } from './selector.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** Reads one conduit; null when one of its sides cannot be read. */
export function readConduit(entry: Entry, reader: Reader): Conduit | null {
  checkId('conduit', entry, reader);
  const value = (key: string): Tree | null => valueAt(entry.value, key);
  const from = readSide(value('from'), reader);
  const to = readResponder(value('to'), reader);
  const allow = entriesOf(value('allow')).map((grant) => readGrant(grant, reader));
  const allowlists = readUnique(itemsOf(value('allowlists')), writtenText, reader);
  const written = entriesOf(value('allow')).length + itemsOf(value('allowlists')).length;
  if (written === 0 && reader.isSound(entry.value))
    reader.report(diagnose('conduit/empty', spanOf(entry.keyAt), { conduit: entry.key }));
  if (from === null || to === null || reader.isTorn(entry.value)) return null;
  return {
    id: entry.key,
    at: spanOf(entry),
    from,
    to,
    owner: textOf(value('owner')),
    reason: textOf(value('reason')),
    allow: allow.filter((grant) => grant !== null).sort((a, b) => (a.id < b.id ? -1 : 1)),
    allowlists,
  };
}

/** `same` is the zone that begins the conversation, for traffic inside zones. */
function readResponder(tree: Tree | null, reader: Reader): Written<Selector> | null {
  const text = textOf(tree);
  if (tree === null || text !== 'same') return readSide(tree, reader);
  return { value: { text, conditions: [] }, at: spanOf(tree) };
}

function readSide(tree: Tree | null, reader: Reader): Written<Selector> | null {
  return tree === null || reader.isBroken(tree) ? null : readSelector(tree, 'zone', reader);
}
