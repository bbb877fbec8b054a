/** One line of a Zeek TSV log (Zeek ASCII writer) as a record: fields by the names of its `#fields` line. */
import { Buffer } from 'node:buffer';
import { type LogRecord, parseCount, parseTime } from '../log-record.ts';
import { createFieldFinder } from './field-finder.ts';

/** How a log is written, from its header. */
export interface TsvLayout {
  /** Byte between fields. */
  readonly separator: number;
  readonly unset: string;
  readonly empty: string;
  /** Names in their order. */
  readonly fields: readonly string[];
}

export interface TsvRecord extends LogRecord {
  /** Takes a line; answers the number of its fields. */
  load(bytes: Uint8Array, start: number, end: number): number;
}

/** A record that is loaded with line after line. */
export function createTsvRecord(layout: TsvLayout): TsvRecord {
  const columns = new Map(layout.fields.map((name, index) => [name, index]));
  const { find, starts } = createFieldFinder(layout.separator, layout.fields.length);
  let line: Buffer = Buffer.alloc(0);
  let loaded: Uint8Array = line;
  let fieldCount = 0;

  function text(field: string): string | null {
    const column = columns.get(field);
    if (column === undefined || column >= fieldCount) return null;
    const raw = line.toString('latin1', starts[column], (starts[column + 1] ?? 0) - 1);
    if (raw === layout.unset) return null;
    return raw === layout.empty ? '' : decodeText(unescapeField(raw));
  }

  return {
    load(bytes, start, end) {
      if (bytes !== loaded) {
        loaded = bytes;
        line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      fieldCount = find(bytes, start, end);
      return fieldCount;
    },
    text,
    number(field) {
      const value = text(field);
      return value === null ? null : parseCount(value);
    },
    time(field) {
      const value = text(field);
      return value === null ? null : parseTime(value);
    },
  };
}

/** Zeek writes text as UTF-8; bytes that are none stay one character each. */
function decodeText(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Zeek writes separators and bytes that cannot be printed as `\x` and two hexadecimal digits. */
export function unescapeField(raw: string): string {
  if (!raw.includes('\\x')) return raw;
  return raw.replace(/\\x([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
