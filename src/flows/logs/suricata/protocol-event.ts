/** What an event of a protocol with operations says, and what its readers share. */
import type { ReadingSession } from '../../format.ts';
import { absent, type Channel, missingBits } from '../../observation-sink.ts';
import { createOperationLookup, type KnownOperation, type OperationLookup } from '../../protocols/operation-index.ts';
import { missingOfUndecoded } from '../../undecoded.ts';
import type { CountedRow, LogCounter } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { type EndsReader, type EventEnds, endpointsOf } from './event-ends.ts';

/** One operation that is asked for. */
export interface AskedOperation {
  readonly row: CountedRow;
  readonly refused: boolean;
}

/** An answer that comes without its request. */
export interface LoneAnswer {
  readonly refused: boolean;
  /** As {@link ProtocolEvent.thread}. */
  readonly thread: string | null;
  /** What it tells about the request if that is nowhere else; empty when it only shows a connection. */
  readonly tells: readonly CountedRow[];
}

/** One event, read. */
export interface ProtocolEvent {
  readonly ends: EventEnds;
  readonly asked: readonly AskedOperation[];
  /** The answer to what is asked may come in another event. */
  readonly open: boolean;
  readonly answer: LoneAnswer | null;
  /** What requests and answers of one thread share besides their number; null when nothing joins them. */
  readonly thread: string | null;
  /** Suricata took the server for the client, so that requests stand where answers should. */
  readonly swapped: boolean;
  /** The connection without its operations. */
  readonly connection: CountedRow;
  /** False when values had a say that differ from event to event. */
  readonly repeats: boolean;
}

/** Reads the part of an event that is named after its protocol; a text says what is wrong. */
export type ProtocolReader = (row: JsonObject, body: JsonObject) => ProtocolEvent | string;

/** A protocol whose operations Suricata logs. */
export interface EveProtocol {
  /** Id in the catalogue. */
  readonly protocol: string;
  /** `event_type`, and the field that holds what is logged. */
  readonly name: string;
  readonly open: (rows: ProtocolRows) => ProtocolReader;
}

/** Makes what is counted. */
export interface ProtocolRows {
  readonly readEnds: EndsReader;
  /** The operations of a code. */
  operations(code: string): readonly KnownOperation[];
  /** Whether the catalogue lists exactly this code. */
  isListed(code: string): boolean;
  /** Number of a table by its name. */
  table(name: string): number;
  /** An operation on objects; absent numbers are `absent`. */
  row(ends: EventEnds, known: KnownOperation, objects: AskedObjects): CountedRow;
  /** A request whose operation cannot be seen, or a connection. */
  concealed(ends: EventEnds): CountedRow;
}

/** The objects of one operation. */
export interface AskedObjects {
  readonly unit: number;
  /** Number of a table; the operation says which when it is left out. */
  readonly table?: number;
  readonly first: number;
  readonly count: number;
  /** The request names objects, but the event does not show them. */
  readonly hidden: boolean;
}

/** Codes come from a file, so that what is remembered of them must be bounded. */
const rememberedCodes = 10_000;

/** Rows of one protocol in one file. */
export function createProtocolRows(
  session: ReadingSession,
  counter: LogCounter,
  readEnds: EndsReader,
  protocol: string,
): ProtocolRows {
  const { sink, context } = session;
  const lookup: OperationLookup = createOperationLookup(context.catalogue, protocol, sink);
  const codes = new Map<string, readonly KnownOperation[]>();
  const notShown = sink.operation(null);
  const noTable = sink.table(null);
  const listed = context.catalogue.protocols.get(protocol)?.operationsByCode;

  function channelOf(ends: EventEnds): Channel {
    return counter.channel(endpointsOf(ends, protocol));
  }

  return {
    readEnds,
    operations(code) {
      let found = codes.get(code);
      if (found === undefined) {
        found = lookup(code);
        if (codes.size < rememberedCodes) codes.set(code, found);
      }
      return found;
    },
    isListed: (code) => listed?.has(code) ?? false,
    table: sink.table,
    row: (ends, known, { unit, table, first, count, hidden }) => ({
      channel: channelOf(ends),
      operation: known.operation,
      unit,
      table: table ?? known.table,
      first,
      count,
      missing: hidden ? missingBits.object : 0,
    }),
    concealed: (ends) => ({
      channel: channelOf(ends),
      operation: notShown,
      unit: absent,
      table: noTable,
      first: absent,
      count: absent,
      missing: missingOfUndecoded(context.catalogue, protocol, ends.transport, ends.port),
    }),
  };
}

/** Objects of an operation that has none. */
export const noObjects: AskedObjects = { unit: absent, first: absent, count: absent, hidden: false };
