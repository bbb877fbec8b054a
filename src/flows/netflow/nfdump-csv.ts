/** CSV of nfdump (`nfdump -o csv`, `-o csv:...`), read by the names in its header line. */
import { Buffer } from 'node:buffer';
import type { FlowFormat, FormatReader, ReadingSession } from '../format.ts';
import { readLines } from '../logs/line-reader.ts';
import { createFlowAccount } from './flow-account.ts';
import { noteTimesWithoutZone } from './flow-notes.ts';
import { fillFromNfdump, type NfdumpField, type NfdumpFields, nfdumpNames } from './nfdump-text.ts';

export const nfdumpCsvFormat: FlowFormat = {
  name: 'nfdump csv',
  title: 'nfdump CSV',
  recognise(head) {
    const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, mostHeaderBytes)).toString('latin1');
    const line = /^\s*([^\r\n]*)(\r?\n)?/.exec(text);
    const first = line?.[1] ?? '';
    if (isHeader(first)) return line?.[2] === undefined && text.length < mostHeaderBytes ? 'more' : 'yes';
    if (headlessRow.test(first)) return 'yes';
    return line?.[2] === undefined && text.length < mostHeaderBytes && couldBeHeader.test(first) ? 'more' : 'no';
  },
  open: openNfdumpCsv,
};

const mostHeaderBytes = 8192;
/** A row that lost its header: two times, a duration, and an address. */
const headlessRow = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,[\d.]+,[\da-f.:]+,/;
const couldBeHeader = /^[A-Za-z0-9,_-]*$|^\d{4}-\d[-\d :.,a-f]*$/;

function isHeader(line: string): boolean {
  const names = line.split(',');
  return has(names, 'source') && has(names, 'destination');
}

function has(names: readonly string[], field: NfdumpField): boolean {
  return nfdumpNames[field].some((name) => names.includes(name));
}

/** The column of each field, -1 where the file has none. */
type Columns = Readonly<Record<NfdumpField, number>>;

function openNfdumpCsv(session: ReadingSession): FormatReader {
  const { tally } = session;
  const account = createFlowAccount(session, 'line');
  let columns: Columns | null = null;
  let isSummary = false;

  function takeRow(line: string, number: number): void {
    if (columns === null) {
      tally.records++;
      const text = 'row before a line with the names of the fields, which `nfdump -q` leaves out';
      tally.broken('no-header', 'line', number, text);
      return;
    }
    account.record.position = number;
    const outcome = fillFromNfdump(account.record, fieldsOf(line.split(','), columns));
    if (typeof outcome === 'object') {
      tally.records++;
      tally.broken('malformed-line', 'line', number, `row with ${outcome.problem}`);
      return;
    }
    if (outcome === 'no-zone') noteTimesWithoutZone(tally, number);
    account.add();
  }

  const lines = readLines(
    session,
    (bytes, start, end, number) => {
      const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
      if (isHeader(line)) {
        session.trace?.left('header', null);
        columns = columnsOf(line.split(','));
        isSummary = false;
      } else if (isSummary || line === 'Summary' || line.startsWith('No match')) {
        session.trace?.left('summary', null);
        isSummary ||= line === 'Summary';
      } else takeRow(line, number);
    },
    account.settle,
  );
  return { ...lines, idle: account.settle };
}

function columnsOf(names: readonly string[]): Columns {
  const columns = {} as Record<NfdumpField, number>;
  for (const field of Object.keys(nfdumpNames) as NfdumpField[])
    columns[field] = names.findIndex((name) => nfdumpNames[field].includes(name.trim()));
  return columns;
}

function fieldsOf(values: readonly string[], columns: Columns): NfdumpFields {
  const fields = {} as Record<NfdumpField, string | null>;
  for (const field of fieldNames) fields[field] = values[columns[field]]?.trim() || null;
  return fields;
}

const fieldNames = Object.keys(nfdumpNames) as readonly NfdumpField[];
