/** Invariants. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { quote } from '../../diagnostics/words.ts';
import { type Invariant, invariantKinds, type Waiver, type Written } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import { readDate } from './read-date.ts';
import { checkId } from './read-ids.ts';
import { readUnique } from './read-list.ts';
import { type Reader, watchFindings, writtenText } from './reader.ts';
import { readSelector } from './selector.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, entryAt, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** Reads one invariant; null when it has a fault that could change what it forbids. */
export function readInvariant(entry: Entry, reader: Reader): Invariant | null {
  checkId('invariant', entry, reader);
  const subject = subjectOf(entry, reader);
  if (subject === null) return null;
  const watch = watchFindings(reader);
  const value = (key: string): Tree | null => valueAt(subject.value, key);
  const ofZones = subject.key.startsWith('no-');
  const side = (key: string): Written<Selector> | null => {
    const tree = value(key);
    return tree === null ? null : readSelector(tree, ofZones ? 'zone' : 'endpoint', watch.reader);
  };
  const invariant: Invariant = {
    id: entry.key,
    at: spanOf(entry),
    kind: invariantKinds.find((kind) => kind === subject.key) ?? 'never',
    from: side('from'),
    to: side('to'),
    protocols: readUnique(itemsOf(value('protocols')), writtenText, reader),
    operations: readUnique(itemsOf(value('operations')), writtenText, reader),
    during: writtenText(value('during')),
    without: side('without'),
    through: side('through'),
    reason: textOf(valueAt(entry.value, 'reason')),
    waivers: readWaivers(valueAt(entry.value, 'waivers'), watch.reader),
  };
  return watch.found() || !reader.isSound(entry.value) ? null : invariant;
}

/** The one statement that an invariant makes. */
function subjectOf(entry: Entry, reader: Reader): Entry | null {
  const [first, second] = invariantKinds.flatMap((kind) => entryAt(entry.value, kind) ?? []);
  const of = `invariant ${quote(entry.key)}`;
  if (first !== undefined && second !== undefined) {
    const args = { key: second.key, of: `${of} that says ${quote(first.key)}`, suggestion: null };
    reader.report(diagnose('schema/unknown-key', spanOf(second.keyAt), args));
    return null;
  }
  if (first === undefined && reader.isSound(entry.value))
    reader.report(diagnose('schema/missing-key', spanOf(entry.keyAt), { keys: [...invariantKinds], of }));
  return first ?? null;
}

/** A waiver whose end cannot be read waives nothing. */
export function readWaivers(tree: Tree | null, reader: Reader): readonly Waiver[] {
  return entriesOf(tree).flatMap((entry): readonly Waiver[] => {
    const expires = readDate(valueAt(entry.value, 'expires'), reader);
    if (expires === null) return [];
    const field = (key: string): string | null => textOf(valueAt(entry.value, key));
    return [{ at: spanOf(entry), grant: entry.key, owner: field('owner'), reason: field('reason'), expires }];
  });
}
