/** Lists whose items are read one by one. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Written } from '../../model/plant.ts';
import type { ReadWritten } from './read-address.ts';
import type { Reader } from './reader.ts';
import type { Tree } from './tree.ts';

/** Reads each item; one that cannot be read or that stands twice is reported and left out. */
export function readUnique(items: readonly Tree[], read: ReadWritten, reader: Reader): readonly Written<string>[] {
  const written = items.map((item) => read(item, reader)).filter((each) => each !== null);
  return uniqueBy(
    written,
    (each) => each.value,
    (each) => each.value,
    reader,
  );
}

/** Leaves out, and reports, what stands twice. */
export function uniqueBy<T extends Written<unknown>>(
  items: readonly T[],
  keyOf: (item: T) => string,
  textOf: (item: T) => string,
  reader: Reader,
): readonly T[] {
  const seen = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, item);
    else {
      const related = [{ at: first.at, what: 'first written here' }];
      reader.report(diagnose('list/duplicate', item.at, { value: textOf(item) }, related));
    }
  }
  return [...seen.values()];
}
