/** Whether a file is a log of JSON objects, a row per line, as several programs write them: told by the rows. */
import { Buffer } from 'node:buffer';
import { type JsonObject, parseJsonObject } from './zeek/json-record.ts';

/** Lines that may be broken before a file is taken for something else. */
const linesTried = 5;

/** `beginning` is what the first row may be known by when it is longer than what is looked at. */
export function recogniseJsonLines(
  head: Uint8Array,
  isRow: (row: JsonObject | null) => boolean,
  beginning: RegExp | null = null,
): 'yes' | 'no' | 'more' {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (text.trim() === '') return 'more';
  if (!/^\s*\{/.test(text)) return 'no';
  const lines = text.split('\n');
  const whole = lines.slice(0, -1).slice(0, linesTried);
  if (whole.some((line) => isRow(parseJsonObject(line)))) return 'yes';
  // The last line of a file may lack its end.
  if (lines.length === 1 && (isRow(parseJsonObject(text)) || beginning?.test(text) === true)) return 'yes';
  return whole.length < linesTried ? 'more' : 'no';
}
