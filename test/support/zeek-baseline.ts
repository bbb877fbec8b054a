/**
 * The logs that other projects' own tests expect of Zeek and ICSNPP for a capture (`truth/zeek-baseline` of the
 * corpus), as records and as logs that a reader accepts: times are masked there, and some logs lost their header.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { corpusPath } from './corpus.ts';
import type { NamedContent } from './read-conversations.ts';
import { type ZeekRow, zeekTsv } from './zeek.ts';
import { cutLogFields } from './zeek-baseline-fields.ts';

/** One row by field; unset fields are left out. */
export type BaselineRow = Readonly<Record<string, string>>;

/** One log of a capture. */
export interface BaselineLog {
  /** The name that Zeek gives the log, e.g. `dnp3_objects`. */
  readonly path: string;
  /** The capture that it was made of, relative to the corpus; null when it is not in the corpus. */
  readonly capture: string | null;
  readonly fields: readonly string[];
  readonly rows: readonly BaselineRow[];
}

const root = 'truth/zeek-baseline';
/** How the tests of those projects hide a time. */
const maskedTime = 'XXXXXXXXXX.XXXXXX';
/** Stands for every masked time. */
const unmaskedTime = '1700000000.000000';

/** The captures that have logs, by the name of their folder, e.g. `icsnpp-dnp3__dnp3_example.pcap`. */
export function baselineCaptures(): readonly string[] {
  return existsSync(corpusPath(root)) ? readdirSync(corpusPath(root)).sort() : [];
}

/** All logs of one capture, of whichever test they come from. */
export function baselineLogs(capture: string): readonly BaselineLog[] {
  const tests = readdirSync(corpusPath(`${root}/${capture}`)).sort();
  return tests.flatMap((test) => {
    const folder = `${root}/${capture}/${test}`;
    const names = readdirSync(corpusPath(folder)).filter((name) => name.endsWith('.log'));
    return names.sort().map((name) => readLog(`${folder}/${name}`, capture));
  });
}

/** The rows of one log of a capture; empty when there is no such log. */
export function baselineRows(capture: string, path: string): readonly BaselineRow[] {
  return baselineLogs(capture)
    .filter((log) => log.path === path)
    .flatMap(({ rows }) => rows);
}

/**
 * A log as Zeek would have written it, with a header and with times and connections. Rows that follow each other from
 * one side of a connection get one time, as the rows of one message have.
 */
export function baselineContent(log: BaselineLog): NamedContent {
  const fields = [...new Set(['ts', 'uid', ...log.fields])];
  let micros = 0;
  let side = '';
  const rows: readonly ZeekRow[] = log.rows.map((row) => {
    const next = `${row['uid']} ${row['is_orig']}`;
    if (next !== side || row['is_orig'] === undefined) micros++;
    side = next;
    const isTimed = row['ts'] !== undefined && row['ts'] !== unmaskedTime;
    const ts = isTimed ? row['ts'] : `1700000000.${String(micros).padStart(6, '0')}`;
    return { ...row, ts: ts ?? '', uid: row['uid'] ?? connectionOf(row) };
  });
  return { file: `${log.path}.log`, content: zeekTsv(log.path, fields, rows) };
}

/** Stands for the id of the connection in logs that lost it. */
function connectionOf(row: BaselineRow): string {
  return ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'].map((field) => row[field] ?? '').join('/');
}

function readLog(path: string, folder: string): BaselineLog {
  const lines = readFileSync(corpusPath(path), 'latin1').split('\n');
  const header = (key: string): readonly string[] =>
    lines
      .find((line) => line.startsWith(`#${key}\t`))
      ?.split('\t')
      .slice(1) ?? [];
  const data = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  const name = header('path')[0] ?? basename(path, '.log');
  const written = header('fields');
  const width = data[0]?.length ?? 0;
  const fields = written.length > 0 ? written : cutFields(name, width);
  return { path: name, capture: captureOf(folder), fields, rows: data.map((cells) => rowOf(cells, fields)) };
}

/** Names for the columns of a log without a header; those that nothing is known of are numbered. */
function cutFields(path: string, width: number): readonly string[] {
  const known = cutLogFields(path);
  return Array.from({ length: width }, (_, column) => known[column] ?? `column_${column}`);
}

function rowOf(cells: readonly string[], fields: readonly string[]): BaselineRow {
  const pairs = fields.map((field, column) => [field, cells[column] ?? '-'] as const);
  const shown = pairs.filter(([, value]) => value !== '-');
  return Object.fromEntries(shown.map(([field, value]) => [field, value.endsWith(maskedTime) ? unmaskedTime : value]));
}

/** Folders are named as the captures are, which lie in a folder per protocol. */
function captureOf(folder: string): string | null {
  const protocols = readdirSync(corpusPath('.'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = protocols.map(({ name }) => `${name}/${folder}`);
  return paths.find((path) => !path.startsWith('truth/') && existsSync(corpusPath(path))) ?? null;
}
