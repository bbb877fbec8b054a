/** Reads a log of a service without operations: a row says who used it, and perhaps what one of the two is called. */
import type { Transport } from '../../../model/catalogue.ts';
import { encryptedProtocol, unnamedEncryption } from '../../../model/encrypted-protocol.ts';
import type { ReadingSession } from '../../format.ts';
import { absent, type Channel } from '../../observation-sink.ts';
import { missingOfUndecoded } from '../../undecoded.ts';
import { createFactTeller, type ToldFact } from '../fact-teller.ts';
import { createLogCounter } from '../log-counter.ts';
import type { LogRecord } from '../log-record.ts';
import { type StagedLog, stagedLog } from '../staged-log.ts';
import { createHourCondition } from './conn-hours.ts';
import type { ZeekLog } from './zeek-log.ts';

/** The description of such a log. */
export interface ServiceLog {
  readonly path: string;
  /** Name of the service in `conn.log`. */
  readonly service: string;
  /** Of rows that do not name one. */
  readonly transport: Transport;
  /** Fields that only rows of this log have together. */
  readonly signature: readonly string[];
  /** The fields that `read` may look at. */
  readonly fields: readonly string[];
  /** What a row says; a text says what is wrong with it. */
  readonly read: (record: LogRecord, reading: RowReading) => ServiceRow | string;
}

/** What helps to read a row. */
export interface RowReading {
  readonly catalogue: ReadingSession['context']['catalogue'];
  /** Canonical text of an address; null when it is none. */
  readonly addressOf: (text: string | null) => string | null;
  readonly transport: Transport;
}

export interface ServiceRow {
  /** Canonical addresses. */
  readonly source: string;
  readonly destination: string;
  readonly transport: Transport;
  readonly port: number | null;
  readonly uid: string | null;
  readonly facts: readonly ToldFact[];
}

interface ServiceKind {
  readonly row: ServiceRow;
  /** Id in the catalogue. */
  readonly protocol: string | null;
  readonly channel: Channel;
  readonly missing: number;
}

/** The log, as the list of Zeek logs wants it. */
export function serviceLog(log: ServiceLog): ZeekLog {
  return { path: log.path, ...stagedLog((session) => openServiceLog(session, log)), signatures: [log.signature] };
}

function openServiceLog(session: ReadingSession, log: ServiceLog): StagedLog<ServiceKind> {
  const { sink, context } = session;
  const { catalogue } = context;
  const counter = createLogCounter(session);
  const tell = createFactTeller(session);
  const service = catalogue.zeekServices.get(log.service) ?? null;
  const conditionOf = createHourCondition(sink);
  const reading = { catalogue, addressOf: counter.address, transport: log.transport };
  const scope = context.scopeOf(null);
  const operation = sink.operation(null);
  const noTable = sink.table(null);
  return {
    deciding: log.fields,
    transaction: '',
    read(record) {
      const row = log.read(record, reading);
      if (typeof row === 'string') return row;
      const { source, destination, transport, port } = row;
      const isInside = service === unnamedEncryption;
      const protocol = isInside ? encryptedProtocol(catalogue, transport, port ?? 0) : service;
      const channel = sink.channel({ scope, source, destination, transport, port, protocol });
      return { row, protocol, channel, missing: missingOfUndecoded(catalogue, protocol, transport, port) };
    },
    use({ row, protocol, channel, missing }, { micros, line }) {
      const { uid, facts } = row;
      const place = { micros, line, uid };
      const counted = { channel, operation, unit: absent, table: noTable, first: absent, count: absent, missing };
      counter.count(counted, place, conditionOf(micros));
      if (protocol !== null) tell(facts, protocol, place);
    },
  };
}
