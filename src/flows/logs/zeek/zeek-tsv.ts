/**
 * Zeek logs as tab-separated text (Zeek ASCII writer). The header names the log and its fields; files that were
 * appended to each other bring a header each.
 */
import { Buffer } from 'node:buffer';
import type { FlowFormat, FormatReader, ReadingSession } from '../../format.ts';
import { readLines } from '../line-reader.ts';
import type { RowReader } from '../log-record.ts';
import { type ConnFastPath, createConnFastPath } from './conn-fast-path.ts';
import { createTsvRecord, type TsvLayout, type TsvRecord, unescapeField } from './tsv-record.ts';
import { zeekLogNamed } from './zeek-logs.ts';

export const zeekTsvFormat: FlowFormat = {
  name: 'zeek tsv',
  title: 'Zeek TSV logs',
  recognise(head) {
    const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).latin1Slice();
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

/** How the rows that follow a header are read. */
interface Section {
  readonly record: TsvRecord;
  readonly fieldCount: number;
  /** Null when the log is not read. */
  readonly readRow: RowReader | null;
  readonly fastPath: ConnFastPath | null;
}

function openZeekTsv(session: ReadingSession): FormatReader & { describe(): string } {
  const { tally } = session;
  const paths = new Set<string>();
  let layout: TsvLayout & { readonly path: string | null } = emptyLayout;
  let section: Section | null = null;

  function headerLine(text: string, number: number): void {
    const [, key = '', rest = ''] = /^#(\S+?)(?:\s|$)(.*)$/.exec(text) ?? [];
    const separator = String.fromCharCode(layout.separator);
    const value = unescapeField(text.slice(key.length + 2));
    switch (key) {
      case 'separator':
        layout = { ...emptyLayout, separator: unescapeField(rest.trim()).charCodeAt(0) || emptyLayout.separator };
        section = null;
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
        section = openSection(number);
        break;
      default:
    }
  }

  function openSection(number: number): Section | null {
    const path = layout.path;
    if (path === null) return null;
    paths.add(path);
    const record = createTsvRecord(layout);
    const fieldCount = layout.fields.length;
    const log = zeekLogNamed(path);
    if (log === null) {
      tally.note(`log \`${path.slice(0, 100)}\` is not read yet`, 'line', number);
      return { record, fieldCount, readRow: null, fastPath: null };
    }
    const fastPath = path === 'conn' ? createConnFastPath(session, layout) : null;
    return { record, fieldCount, readRow: log.open(session, new Set(layout.fields)), fastPath };
  }

  function row(bytes: Uint8Array, start: number, end: number, number: number): void {
    tally.records++;
    if (section === null) {
      tally.broken('no-header', 'line', number, 'row before a `#fields` line and a `#path` line; Zeek logs need them');
      return;
    }
    if (section.readRow === null) {
      tally.skip('log-not-read');
      return;
    }
    if (section.fastPath?.take(bytes, start, end, number) === true) return;
    const found = section.record.load(bytes, start, end);
    if (found !== section.fieldCount) {
      tally.broken('malformed-line', 'line', number, `line of ${found} fields where ${section.fieldCount} are named`);
      return;
    }
    const problem = section.readRow(section.record, number);
    if (problem !== null) tally.broken('malformed-line', 'line', number, problem);
  }

  const lines = readLines(
    session,
    (bytes, start, end, number) => {
      if (bytes[start] !== hash) row(bytes, start, end, number);
      else headerLine(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).latin1Slice(), number);
    },
    () => undefined,
  );
  return { ...lines, describe: () => `zeek ${[...paths].join('+') || 'tsv'}` };
}

const emptyLayout: TsvLayout & { readonly path: string | null } = {
  separator: 9,
  unset: '-',
  empty: '(empty)',
  fields: [],
  path: null,
};
