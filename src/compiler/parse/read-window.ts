/** Windows. */
import { parseDuration } from '../../algebra/duration.ts';
import { isTimezone } from '../../algebra/zoned-time.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { quote } from '../../diagnostics/words.ts';
import type { OnceSpan, SessionSpan, Weekday, WeeklySpan, Window, WindowSpan } from '../../model/plant.ts';
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

const kinds = ['weekly', 'once', 'session'] as const;

function readSpan(entry: Entry, reader: Reader): WindowSpan {
  const of = `window ${quote(entry.key)}`;
  const written = kinds.flatMap((kind) => {
    const found = entryAt(entry.value, kind);
    return found === null ? [] : [{ kind, found }];
  });
  const [first, second] = written;
  if (first === undefined) {
    if (reader.isSound(entry.value))
      reader.report(diagnose('schema/missing-key', spanOf(entry.keyAt), { keys: kinds, of }));
    return never;
  }
  const { kind, found } = first;
  const timezone = entryAt(entry.value, 'timezone');
  const extra = second ?? (kind === 'session' && timezone !== null ? { kind: 'timezone', found: timezone } : undefined);
  if (extra !== undefined) {
    const args = { key: extra.kind, of: `${kind} ${of}`, suggestion: null };
    reader.report(diagnose('schema/unknown-key', spanOf(extra.found.keyAt), args));
    return never;
  }
  if (kind === 'weekly') return readWeekly(found.value, reader);
  return kind === 'once' ? readOnce(found.value, reader) : readSession(found.value, reader);
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

/** A week: remote access that takes longer is no session, and deserves a window with dates. */
const longestSession = 7 * 1440;

function readSession(tree: Tree, reader: Reader): WeeklySpan | SessionSpan {
  const text = writtenText(valueAt(tree, 'longest'));
  if (text === null) return never;
  const longest = parseDuration(text.value);
  if (longest === null || longest > longestSession) {
    reader.report(diagnose('duration/invalid', text.at, { text: text.value, longest: '168h' }));
    return never;
  }
  const ticket = writtenText(valueAt(tree, 'ticket'))?.value;
  return { kind: 'session', longest, ticket: ticket === 'optional' ? 'optional' : 'required' };
}
