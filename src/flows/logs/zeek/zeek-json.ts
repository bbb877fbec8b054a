/** Zeek logs as JSON, a row per line; the log is named by `_path` (json-streaming-logs) or told by its fields. */
import { Buffer } from 'node:buffer';
import type { FlowFormat, FormatReader, ReadingSession } from '../../format.ts';
import { readLines } from '../line-reader.ts';
import type { RowReader } from '../log-record.ts';
import { recogniseJsonLines } from '../recognise-json-lines.ts';
import { type JsonObject, jsonRecord, parseJsonObject } from './json-record.ts';
import { isSilentLog } from './silent-logs.ts';
import { zeekLogNamed, zeekLogWith } from './zeek-logs.ts';

export const zeekJsonFormat: FlowFormat = {
  name: 'zeek json',
  title: 'Zeek JSON logs',
  recognise: (head) => recogniseJsonLines(head, isZeekRow),
  open: openZeekJson,
};

function openZeekJson(session: ReadingSession): FormatReader {
  const { tally } = session;
  const readers = new Map<string, RowReader | null>();
  /** Logs of the rows that had to be told by their fields. */
  const pathsByFields = new Map<string, string | null>();
  const fileName = logOfFile(session.file);

  function pathOf(row: JsonObject): string | null {
    const named = row['_path'];
    if (typeof named === 'string') return named.slice(0, 100);
    const fields = Object.keys(row).join();
    const known = pathsByFields.get(fields);
    if (known !== undefined) return known;
    const path = zeekLogWith(row)?.path ?? fileName;
    if (pathsByFields.size < mostLogs) pathsByFields.set(fields, path);
    return path;
  }

  function readerOf(path: string, row: JsonObject): RowReader | null {
    let reader = readers.get(path);
    if (reader !== undefined) return reader;
    // Unset fields are left out, so that one row does not show all fields: what decides is what the log can have.
    reader = zeekLogNamed(path)?.open(session, new Set(Object.keys(row))) ?? null;
    if (readers.size < mostLogs) readers.set(path, reader);
    return reader;
  }

  const lines = readLines(
    session,
    (bytes, start, end, number) => {
      tally.records++;
      const row = parseJsonObject(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'));
      if (row === null) {
        tally.broken('malformed-line', 'line', number, 'line is no JSON object');
        return;
      }
      const path = pathOf(row);
      const reader = path === null ? null : readerOf(path, row);
      if (path !== null && reader === null && isSilentLog(path)) {
        tally.skip('log-without-operations');
        return;
      }
      if (path === null || reader === null) {
        tally.skip('log-not-read');
        const name = path === null ? 'rows without a known log' : `log \`${path}\``;
        tally.note(`${name}: not read yet`, 'line', number);
        return;
      }
      const problem = reader(jsonRecord(row), number);
      if (problem !== null) tally.broken('malformed-line', 'line', number, problem);
    },
    () => undefined,
  );
  return { ...lines, describe: () => `zeek ${[...readers.keys()].join('+') || 'json'}` };
}

const mostLogs = 1000;

/** The log that a file is named after, as in `dnp3.2024-01-01-00-00-00.log.gz`; null when no log has that name. */
function logOfFile(file: string): string | null {
  const [name = ''] = (file.split(/[/\\]/).at(-1) ?? '').split('.');
  const path = name.replace(/_\d{8}.*$/, '');
  return zeekLogNamed(path) !== null || isSilentLog(path) ? path : null;
}

/** Suricata's EVE has `timestamp` where Zeek has `ts`. */
function isZeekRow(row: JsonObject | null): boolean {
  return row !== null && ('ts' in row || '_path' in row) && !('event_type' in row);
}
