/** Invariants. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { quote } from '../../diagnostics/words.ts';
import type { Invariant, Written } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import { checkId } from './read-ids.ts';
import { readUnique } from './read-list.ts';
import { type Reader, watchFindings, writtenText } from './reader.ts';
import { readSelector } from './selector.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entryAt, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** Reads one invariant; null when it has a fault that could change what it forbids. */
export function readInvariant(entry: Entry, reader: Reader): Invariant | null {
  checkId('invariant', entry, reader);
  const subject = subjectOf(entry, reader);
  if (subject === null) return null;
  const watch = watchFindings(reader);
  const value = (key: string): Tree | null => valueAt(subject.value, key);
  const side = (key: string): Written<Selector> | null => {
    const tree = value(key);
    return tree === null ? null : readSelector(tree, 'endpoint', watch.reader);
  };
  const invariant: Invariant = {
    id: entry.key,
    at: spanOf(entry),
    kind: subject.key === 'only' ? 'only' : 'never',
    from: side('from'),
    to: side('to'),
    protocols: readUnique(itemsOf(value('protocols')), writtenText, reader),
    operations: readUnique(itemsOf(value('operations')), writtenText, reader),
    during: writtenText(value('during')),
    reason: textOf(valueAt(entry.value, 'reason')),
  };
  return watch.found() || !reader.isSound(entry.value) ? null : invariant;
}

/** The one of `never` and `only` that an invariant has. */
function subjectOf(entry: Entry, reader: Reader): Entry | null {
  const never = entryAt(entry.value, 'never');
  const only = entryAt(entry.value, 'only');
  const of = `invariant ${quote(entry.key)}`;
  if (never !== null && only !== null) {
    const args = { key: 'only', of: `${of} that says ${quote('never')}`, suggestion: null };
    reader.report(diagnose('schema/unknown-key', spanOf(only.keyAt), args));
    return null;
  }
  if (never === null && only === null && reader.isSound(entry.value))
    reader.report(diagnose('schema/missing-key', spanOf(entry.keyAt), { keys: ['never', 'only'], of }));
  return never ?? only;
}
