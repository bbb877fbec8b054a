/** What the reader of one Zeek log looks like. */
import type { ReadingSession } from '../../format.ts';
import type { RowReader } from '../log-record.ts';
import type { TsvLayout } from './tsv-record.ts';

/** Uses one line of a TSV log; answers what is wrong with it, or null. */
export type LineReader = (bytes: Uint8Array, start: number, end: number, line: number) => string | null;

export interface ZeekLog {
  /** The name that Zeek gives the log (`#path`). */
  readonly path: string;
  /** Opens a reader for rows; `fields` are those that the log has. */
  readonly open: (session: ReadingSession, fields: ReadonlySet<string>) => RowReader;
  /** A faster way to read its lines in TSV, if it has one. */
  readonly openLines?: (session: ReadingSession, layout: TsvLayout) => LineReader;
  /** Sets of fields that only this log has together, to tell JSON rows that do not name their log. */
  readonly signatures: readonly (readonly string[])[];
}
