/**
 * Zeek logs as tab-separated text (Zeek ASCII writer). The header names the log and its fields; files that were
 * appended to each other bring a header each.
 */
import { Buffer } from 'node:buffer';
import type { FlowFormat, FormatReader, ReadingSession } from '../../format.ts';
import { readLines } from '../line-reader.ts';
import { isSilentLog } from './silent-logs.ts';
import { createTsvRecord, type TsvLayout, unescapeField } from './tsv-record.ts';
import type { LineReader, ZeekLog } from './zeek-log.ts';
import { zeekLogNamed } from './zeek-logs.ts';

export const zeekTsvFormat: FlowFormat = {
  name: 'zeek tsv',
  title: 'Zeek TSV logs',
  recognise(head) {
    const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
    if (text === '') return 'more';
    // A line that begins with a time and a tab is a row that lost its header.
    if (/^\d{9,11}\.\d{6}\t/.test(text)) return 'yes';
    if (!text.startsWith('#')) return /^\d{1,11}(\.\d{0,6})?$/.test(text) ? 'more' : 'no';
    if (/^#(separator|fields)\s/m.test(text)) return 'yes';
    const isComment = /^(#[^\n]*\n)*(#[^\n]*)?$/.test(text);
    return isComment ? 'more' : 'no';
  },
  open: openZeekTsv,
};

const hash = 0x23;

function openZeekTsv(session: ReadingSession): FormatReader {
  const { tally } = session;
  const paths = new Set<string>();
  let layout: TsvLayout & { readonly path: string | null } = emptyLayout;
  /** How the rows behind the last header are read; a reason when their log is not. */
  let reader: LineReader | 'log-not-read' | 'log-without-operations' | null = null;

  function headerLine(text: string, number: number): void {
    const key = /^#([a-z_]+)/.exec(text)?.[1] ?? '';
    const separator = String.fromCharCode(layout.separator);
    const value = unescapeField(text.slice(key.length + 2));
    switch (key) {
      case 'separator':
        layout = { ...emptyLayout, separator: value.charCodeAt(0) || emptyLayout.separator };
        reader = null;
        break;
      case 'unset_field':
        layout = { ...layout, unset: value };
        break;
      case 'empty_field':
        layout = { ...layout, empty: value };
        break;
      case 'path':
        layout = { ...layout, path: value };
        break;
      case 'fields':
        layout = { ...layout, fields: text.slice('#fields'.length + 1).split(separator) };
        reader = openSection(number);
        break;
      default:
    }
  }

  function openSection(number: number): typeof reader {
    const { path } = layout;
    if (path === null) return null;
    if (paths.size < mostPaths) paths.add(path.slice(0, 100));
    const log = zeekLogNamed(path);
    if (log === null && isSilentLog(path)) return 'log-without-operations';
    if (log === null) {
      tally.note(`log \`${path.slice(0, 100)}\` is not read yet`, 'line', number);
      return 'log-not-read';
    }
    return log.openLines?.(session, layout) ?? readRecords(log, session, layout);
  }

  function row(bytes: Uint8Array, start: number, end: number, number: number): void {
    tally.records++;
    if (typeof reader === 'string') {
      tally.skip(reader);
      return;
    }
    if (reader === null) {
      tally.broken('no-header', 'line', number, 'row before a `#fields` line and a `#path` line; Zeek logs need them');
      return;
    }
    const problem = reader(bytes, start, end, number);
    if (problem !== null) tally.broken('malformed-line', 'line', number, problem);
  }

  const lines = readLines(
    session,
    (bytes, start, end, number) => {
      if (bytes[start] !== hash) row(bytes, start, end, number);
      else {
        session.trace?.left('header', null);
        headerLine(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'), number);
      }
    },
    () => undefined,
  );
  return { ...lines, describe: () => `zeek ${[...paths].join('+') || 'tsv'}` };
}

/** The way of every log that has no faster one. */
function readRecords(log: ZeekLog, session: ReadingSession, layout: TsvLayout): LineReader {
  const record = createTsvRecord(layout);
  const readRow = log.open(session, new Set(layout.fields));
  return (bytes, start, end, line) => {
    const found = record.load(bytes, start, end);
    if (found !== layout.fields.length) return `line of ${found} fields where ${layout.fields.length} are named`;
    return readRow(record, line);
  };
}

const mostPaths = 20;

const emptyLayout: TsvLayout & { readonly path: string | null } = {
  separator: 9,
  unset: '-',
  empty: '(empty)',
  fields: [],
  path: null,
};
