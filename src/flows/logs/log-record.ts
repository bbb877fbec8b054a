/** One row of a log, whichever way it is written. */

/** Fields by name. A field that the log does not have, or that is unset, is null. */
export interface LogRecord {
  text(field: string): string | null;
  /** A whole number of at least 0; null for anything else. */
  number(field: string): number | null;
  /** Microseconds since the Unix epoch; null when the field is no time. */
  time(field: string): number | null;
}

/** Uses one row; answers what is wrong with it, or null. */
export type RowReader = (record: LogRecord, line: number) => string | null;

/** Seconds since the epoch in decimal, or ISO 8601, as microseconds. */
export function parseTime(text: string): number | null {
  const seconds = /^(\d{1,11})(?:\.(\d{1,9})\d*)?$/.exec(text);
  if (seconds !== null) return Number(seconds[1]) * 1_000_000 + microsOf(seconds[2] ?? '');
  const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/.exec(text);
  if (iso === null) return null;
  const zone = (iso[3] ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const millis = Date.parse(`${iso[1]}${zone}`);
  return Number.isNaN(millis) || millis < 0 ? null : millis * 1000 + microsOf(iso[2] ?? '');
}

/** A whole number of at least 0 that a double holds exactly. */
export function parseCount(text: string): number | null {
  if (!/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** The first six digits of a fraction. */
function microsOf(fraction: string): number {
  return Number(fraction.slice(0, 6).padEnd(6, '0'));
}
