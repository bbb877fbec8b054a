/** Windows. */
import { isTimezone } from '../../algebra/zoned-time.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { quote } from '../../diagnostics/words.ts';
import type { OnceSpan, Weekday, WeeklySpan, Window } from '../../model/plant.ts';
import { readDateTime, readMinutes } from './read-date.ts';
import { checkId } from './read-ids.ts';
import { type Reader, writtenText } from './reader.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entryAt, itemsOf, type Tree, textOf, valueAt } from './tree.ts';

/** The days of a week, in order. */
const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Stands in for a span that cannot be read: no day, so it never opens and nothing more is said about it. */
const never: WeeklySpan = { kind: 'weekly', days: [], from: 0, to: 0 };

/** Reads one window. A window with faults stays known by its id, and never opens. */
export function readWindow(entry: Entry, reader: Reader): Window {
  checkId('window', entry, reader);
  const span = readSpan(entry, reader);
  return {
    id: entry.key,
    at: spanOf(entry),
    timezone: readTimezone(valueAt(entry.value, 'timezone'), reader) ?? reader.timezone,
    span: reader.isSound(entry.value) ? span : never,
  };
}

/** An IANA time zone that the runtime knows; null when there is none or it has been reported. */
export function readTimezone(tree: Tree | null, reader: Pick<Reader, 'report'>): string | null {
  const text = writtenText(tree);
  if (text === null) return null;
  if (isTimezone(text.value)) return text.value;
  const suggestion = suggest(text.value, Intl.supportedValuesOf('timeZone'));
  reader.report(diagnose('timezone/unknown', text.at, { timezone: text.value, suggestion }));
  return null;
}

function readSpan(entry: Entry, reader: Reader): WeeklySpan | OnceSpan {
  const weekly = entryAt(entry.value, 'weekly');
  const once = entryAt(entry.value, 'once');
  const of = `window ${quote(entry.key)}`;
  if (weekly !== null && once !== null) {
    reader.report(
      diagnose('schema/unknown-key', spanOf(once.keyAt), { key: 'once', of: `weekly ${of}`, suggestion: null }),
    );
    return never;
  }
  if (weekly !== null) return readWeekly(weekly.value, reader);
  if (once !== null) return readOnce(once.value, reader);
  if (reader.isSound(entry.value))
    reader.report(diagnose('schema/missing-key', spanOf(entry.keyAt), { keys: ['weekly', 'once'], of }));
  return never;
}

function readWeekly(tree: Tree, reader: Reader): WeeklySpan {
  const texts = new Set(itemsOf(valueAt(tree, 'days')).map(textOf));
  const from = readMinutes(valueAt(tree, 'from'), reader);
  const to = readMinutes(valueAt(tree, 'to'), reader);
  if (from === null || to === null) return never;
  return { kind: 'weekly', days: weekdays.filter((day) => texts.has(day)), from, to };
}

function readOnce(tree: Tree, reader: Reader): WeeklySpan | OnceSpan {
  const bound = (key: string): string | null | undefined => {
    const value = valueAt(tree, key);
    return value === null ? null : readDateTime(value, reader)?.value;
  };
  const from = bound('from');
  const to = bound('to');
  return from === undefined || to === undefined ? never : { kind: 'once', from, to };
}
