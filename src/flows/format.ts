/** What a reader of one file format looks like; the formats themselves are listed in `format-registry.ts`. */
import type { ByteWindow } from './byte-window.ts';
import type { FlowContext, FlowLimits } from './flow-context.ts';
import type { ObservationSink } from './observation-sink.ts';
import type { PlaceTrace } from './place-trace.ts';
import type { Tally } from './tally.ts';

/** Everything a reader of one file needs. */
export interface ReadingSession {
  readonly file: string;
  readonly context: FlowContext;
  readonly limits: FlowLimits;
  readonly sink: ObservationSink;
  readonly tally: Tally;
  /** Bucket of a time in microseconds; cached. */
  readonly bucketOf: (micros: number) => number;
  /** Follows single frames or lines; null when nobody asks about any. */
  readonly trace: PlaceTrace | null;
}

/** Reads one file as it arrives. It never throws on what the bytes say. */
export interface FormatReader {
  /** Uses what is complete in the window and moves its start; false when the rest of the file is of no use. */
  read(window: ByteWindow): boolean;
  /** Nothing new has come for a while, and more may come: what need not wait is reported. */
  readonly idle?: () => void;
  /** Called once, after the last read, with what was left unread. */
  finish(window: ByteWindow): void;
  /** What turned out to be in the file, where the name of the format does not say it all. */
  readonly describe?: () => string;
}

/** A file format, recognised by its content. */
export interface FlowFormat {
  readonly name: string;
  /** What users may give, for messages. */
  readonly title: string;
  /** Judges the beginning of a file; `more` as long as that is too short to tell. */
  readonly recognise: (head: Uint8Array) => 'yes' | 'no' | 'more';
  readonly open: (session: ReadingSession) => FormatReader;
}
