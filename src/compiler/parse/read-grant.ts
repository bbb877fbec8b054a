/**
 * Grants. A grant with any fault is left out whole: what limits it may be what cannot be read, and half of a
 * permission is not what anyone wrote.
 */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { transports } from '../../model/catalogue.ts';
import type { ObjectLimit, Written, WrittenGrant } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import { readDate } from './read-date.ts';
import { checkId } from './read-ids.ts';
import { readUnique, uniqueBy } from './read-list.ts';
import { parseRange, readRange } from './read-range.ts';
import { type Reader, watchFindings, writtenText } from './reader.ts';
import { readSelector } from './selector.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entryAt, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** Reads one grant; null when it has a fault that could change what it allows. */
export function readGrant(entry: Entry, reader: Reader): WrittenGrant | null {
  checkId('grant', entry, reader);
  const watch = watchFindings(reader);
  const value = (key: string): Tree | null => valueAt(entry.value, key);
  const protocol = writtenText(value('protocol'));
  const operations = value('operations');
  const enforce = writtenText(value('enforce'));
  const from = readSelectors(value('from'), reader);
  const to = readSelectors(value('to'), reader);
  const limits = {
    ports: itemsOf(value('ports')).map((port) => readPort(port, watch.reader)),
    objects: itemsOf(value('objects')).map((object) => readObject(object, watch.reader)),
    starts: readDate(value('starts'), watch.reader),
    expires: readDate(value('expires'), watch.reader),
  };
  if (protocol === null || from === null || to === null || watch.found()) return null;
  if (!reader.isSound(entry.value)) return null;
  return {
    id: entry.key,
    at: spanOf(entry),
    from,
    to,
    protocol,
    ports: uniqueBy(
      limits.ports.filter((port) => port !== null),
      (port) => port.value,
      (port) => port.value,
      reader,
    ),
    operations: operations === null ? null : readUnique(itemsOf(operations), writtenText, reader),
    objects: limits.objects,
    enforce: enforce === null ? null : { value: 'functions', at: enforce.at },
    during: writtenText(value('during')),
    starts: limits.starts,
    expires: limits.expires,
    owner: textOf(value('owner')),
    reason: textOf(value('reason')),
    ticket: textOf(value('ticket')),
  };
}

/** The selectors of one side; null when one cannot be read. */
function readSelectors(tree: Tree | null, reader: Reader): readonly Written<Selector>[] | null {
  const selectors = itemsOf(tree).map((item) => readSelector(item, 'endpoint', reader));
  const readable = selectors.filter((selector) => selector !== null);
  if (readable.length < selectors.length) return null;
  return uniqueBy(
    readable,
    ({ value }) => JSON.stringify(value.conditions),
    ({ value }) => value.text,
    reader,
  );
}

/** `502`, `5000-5010`, `tcp/502`, `ethernet/0x88b8`. */
function readPort(tree: Tree, reader: Reader): Written<string> | null {
  const text = writtenText(tree);
  if (text === null) return null;
  const value = text.value.toLowerCase().replaceAll(' ', '');
  const slash = value.indexOf('/');
  const transport = slash < 0 ? null : value.slice(0, slash);
  const range = parseRange(value.slice(slash + 1));
  const largest = transport === 'ip' ? 255 : 65_535;
  const known = transport === null || (transports as readonly string[]).includes(transport);
  if (known && range !== null && range.to <= largest) return { value, at: text.at };
  reader.report(diagnose('port/invalid', text.at, { text: text.value }));
  return null;
}

function readObject(tree: Tree, reader: Reader): ObjectLimit {
  return {
    at: spanOf(tree),
    unit: readRange(entryAt(tree, 'unit')?.value ?? null, 'units', reader),
    table: textOf(valueAt(tree, 'table')),
    range: readRange(entryAt(tree, 'range')?.value ?? null, 'objects', reader),
  };
}
