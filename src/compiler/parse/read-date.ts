/** Dates and times of day, checked against the calendar. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Written } from '../../model/plant.ts';
import { type Reader, writtenText } from './reader.ts';
import type { Tree } from './tree.ts';

/** A day, `YYYY-MM-DD`. */
export function readDate(tree: Tree | null, reader: Pick<Reader, 'report'>): Written<string> | null {
  return readForm(tree, reader, 'YYYY-MM-DD', isDate);
}

/** A local date and time, `YYYY-MM-DDTHH:MM`. */
export function readDateTime(tree: Tree | null, reader: Pick<Reader, 'report'>): Written<string> | null {
  return readForm(tree, reader, 'YYYY-MM-DDTHH:MM', isDateTime);
}

/** Minutes since midnight of `HH:MM`; `24:00` is 1440. */
export function readMinutes(tree: Tree | null, reader: Pick<Reader, 'report'>): number | null {
  const text = readForm(tree, reader, 'HH:MM', isTime)?.value;
  return text === undefined ? null : Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const [date = '', time = '', ...rest] = text.split('T');
  return rest.length === 0 && isDate(date) && isTime(time) && time !== '24:00';
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);
}

function readForm(
  tree: Tree | null,
  reader: Pick<Reader, 'report'>,
  form: string,
  fits: (text: string) => boolean,
): Written<string> | null {
  const text = writtenText(tree);
  if (text === null || fits(text.value)) return text;
  reader.report(diagnose('date/invalid', text.at, { text: text.value, form }));
  return null;
}
