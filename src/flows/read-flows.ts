/** Reads one capture or log, whatever its format, and counts what it shows. */
import type { FlowProblem, FlowStatistics } from '../model/conversation.ts';
import { createWindow } from './byte-window.ts';
import { cacheBuckets, type FlowContext, resolveFlowLimits } from './flow-context.ts';
import { describeForeign, foreignHeadBytes } from './foreign-files.ts';
import type { FormatReader, ReadingSession } from './format.ts';
import { flowFormats, headBytes, recogniseFormat } from './format-registry.ts';
import type { ObservationSink } from './observation-sink.ts';
import { createTally } from './tally.ts';
import { traceSink } from './trace-sink.ts';
import { recognisePacking, unpack } from './unpack.ts';

/** One file, as it is read from disk. */
export interface FlowInput {
  /** The name used in evidence and problems. */
  readonly file: string;
  /** The bytes in order; an empty chunk says that nothing has come for a while. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What became of one file; the observations themselves went to the sink. */
export interface FlowReading {
  /** Name of the format, `unknown` when it was not recognised, `empty` when there was nothing. */
  readonly format: string;
  readonly statistics: FlowStatistics;
  readonly problems: readonly FlowProblem[];
}

/**
 * Reads a file to its end. What the bytes say never makes it throw; a failure of `chunks` itself is passed on.
 * Read all files of one run into one sink, in any order, and ask it for conversations afterwards.
 */
export async function readFlows(input: FlowInput, context: FlowContext, sink: ObservationSink): Promise<FlowReading> {
  const limits = resolveFlowLimits(context);
  const { trace = null } = context;
  const tally = createTally(input.file, limits.problems, trace, context.onProblem);
  const session: ReadingSession = {
    file: input.file,
    context,
    limits,
    sink: trace === null ? sink : traceSink(sink, trace),
    tally,
    bucketOf: cacheBuckets(context),
    trace,
  };
  const overflowBefore = sink.overflow();
  const forgottenBefore = sink.forgotten();
  const factsBefore = sink.factOverflow();
  const format = await readPieces(unpackedPieces(input, session), session);
  for (let count = sink.overflow() - overflowBefore; count > 0; count--) tally.skip('conversation-limit');
  if (sink.factOverflow() > factsBefore)
    tally.note(`more than ${limits.facts} facts about devices; further ones were left out`, 'byte', null);
  if (sink.forgotten() > forgottenBefore)
    tally.note(
      `more than ${limits.heldRows} connections: some rows may be counted in more than one log of this run`,
      'byte',
      null,
    );
  return { format, statistics: tally.statistics(), problems: tally.problems() };
}

const pieceBytes = 1024 * 1024;

async function readPieces(pieces: AsyncIterable<Uint8Array>, session: ReadingSession): Promise<string> {
  const { window, append } = createWindow();
  let reader = null as FormatReader | null;
  let format = 'unknown';

  /** False when the rest of the file is of no use. */
  function take(piece: Uint8Array): boolean {
    append(piece);
    if (reader === null) {
      const head = window.bytes.subarray(window.start, window.end);
      const answer = recogniseFormat(head);
      if (answer === 'more' && head.length < headBytes) return true;
      if (answer === null && head.length < foreignHeadBytes) return true;
      if (answer === null || answer === 'more') return false;
      reader = answer.open(session);
      format = answer.name;
    }
    return reader.read(window);
  }

  /** Whether more bytes would only serve to describe better what this is not. */
  function isForeign(): boolean {
    const head = window.bytes.subarray(window.start, window.end);
    return reader === null && head.length > 0 && recogniseFormat(head) === null;
  }

  for await (const piece of smallPieces(pieces)) {
    if (piece.length === 0) {
      if (isForeign()) break;
      reader?.idle?.();
    } else if (!take(piece)) break;
  }
  if (reader !== null) {
    reader.finish(window);
    format = reader.describe?.() ?? format;
  } else if (window.end > 0) {
    const head = window.bytes.subarray(window.start, window.end);
    session.tally.broken('unknown-format', 'byte', 0, unknownFormat(head));
  } else if (session.tally.problems().length === 0) {
    format = 'empty';
    session.tally.note('the file is empty', 'byte', 0);
  }
  return format;
}

async function* smallPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const large of pieces) {
    if (large.length <= pieceBytes) yield large;
    else for (let at = 0; at < large.length; at += pieceBytes) yield large.subarray(at, at + pieceBytes);
  }
}

function unknownFormat(head: Uint8Array): string {
  const titles = flowFormats.map((format) => format.title).join(', ');
  const accepted = `accepted are ${titles}, each also packed with gzip or zstd`;
  const found = describeForeign(head.subarray(0, foreignHeadBytes));
  if (found !== null) return `unknown format: ${found.what}; ${found.next ?? accepted}`;
  const first = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `unknown format: no known file begins with the bytes ${first}; ${accepted}`;
}

/** The pieces of the input, unpacked where they are packed. */
async function* unpackedPieces(input: FlowInput, session: ReadingSession): AsyncGenerator<Uint8Array> {
  const pieces = countPieces(input, session)[Symbol.asyncIterator]();
  try {
    const head: Uint8Array[] = [];
    let length = 0;
    while (length < 4) {
      const next = await pieces.next();
      if (next.done === true) break;
      head.push(next.value);
      length += next.value.length;
    }
    const rest = followedBy(head, pieces);
    const packing = recognisePacking(firstBytes(head));
    yield* packing === null ? rest : unpack(packing, rest, session.limits, session.tally);
  } finally {
    await pieces.return?.(undefined);
  }
}

function firstBytes(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece.subarray(0, 4)]).slice(0, 4));
}

async function* followedBy(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* countPieces(input: FlowInput, session: ReadingSession): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let reported = 0;
  for await (const piece of input.chunks) {
    bytes += piece.length;
    if (bytes - reported >= pieceBytes) {
      reported = bytes;
      session.context.onProgress?.(input.file, bytes);
    }
    yield piece;
  }
  session.context.onProgress?.(input.file, bytes);
}
