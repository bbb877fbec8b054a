/**
 * Reads the lines of a TSV `conn.log`. Rows whose deciding bytes were seen before are counted without making strings;
 * the rest takes the way of every other log, and both ways give the same conversations.
 */
import { isServerPort } from '../../../model/catalogue-lookup.ts';
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import { createByteMemo } from '../byte-memo.ts';
import { type PlacedRow, placedRow, slotIn } from '../placed-row.ts';
import { createConnLog } from './conn.ts';
import type { ConnRow } from './conn-row.ts';
import { createLineScanner } from './line-scanner.ts';
import { readDecimal, readSeconds } from './number-bytes.ts';
import { createTsvRecord, type TsvLayout, type TsvRecord } from './tsv-record.ts';
import type { LineReader } from './zeek-log.ts';

/** A row as it was read, and where its occurrences are counted. */
interface RememberedRow {
  readonly row: ConnRow;
  /** The responder's port is a server's, so that the ports cannot turn the row around. */
  readonly toServer: boolean;
  readonly placed: PlacedRow;
}

/** The fields that decide what a TCP or UDP row says, besides its time, its state and the originator's port. */
const decidingFields = ['id.orig_h', 'id.resp_h', 'id.resp_p', 'proto', 'service', 'vlan'];

/** A reader for one header. */
export function openConnLines(session: ReadingSession, layout: TsvLayout): LineReader {
  const { sink, file, bucketOf, tally, context } = session;
  const isSettled = context.laterLogs === 'none';
  const fieldCount = layout.fields.length;
  const log = createConnLog(session);
  const record = createTsvRecord(layout);
  const memo = createByteMemo<RememberedRow>();
  const scanner = createLineScanner(layout, decidingFields);
  const { starts, ranges } = scanner;
  const time = layout.fields.lastIndexOf('ts');
  const originatorPort = layout.fields.lastIndexOf('id.orig_p');
  const state = layout.fields.lastIndexOf('conn_state');
  const serverPorts = createServerPorts(session);
  // Without these there is nothing to be fast about.
  const isComplete = time >= 0 && originatorPort >= 0;

  function isTurned(bytes: Uint8Array): boolean {
    const port = readDecimal(bytes, starts[originatorPort] ?? 0, (starts[originatorPort + 1] ?? 0) - 1);
    return port < 0 || port > 65_535 || serverPorts[port] === 1;
  }

  function isRejected(bytes: Uint8Array): boolean {
    const start = starts[state] ?? 0;
    // `REJ`
    if (state < 0 || (starts[state + 1] ?? 0) - start !== 4 || bytes[start] !== 0x52) return false;
    return bytes[start + 1] === 0x45 && bytes[start + 2] === 0x4a;
  }

  /** Counts a row of a kind that was seen before; false when it must be read in full. */
  function recount(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    const known = memo.find(scanner.view(), ranges, scanner.hash());
    if (known === undefined) return false;
    const micros = readSeconds(bytes, starts[time] ?? 0, (starts[time + 1] ?? 0) - 1);
    if (micros < 0 || !(known.toServer || !isTurned(bytes))) return false;
    const { row } = known;
    log.coverHour(micros);
    const refused = isRejected(bytes);
    if (row.held && (!isSettled || sink.isCovering())) {
      record.load(bytes, start, end);
      const uid = record.text('uid');
      if (!isSettled || (uid !== null && sink.isCovered(uid))) {
        log.count({ ...row, refused }, micros, line, uid);
        return true;
      }
    }
    const slot = slotIn(sink, known.placed, bucketOf(micros));
    if (sink.observe(slot, micros)) {
      record.load(bytes, start, end);
      sink.evidence(slot, micros, { file, position: line, unit: 'line', uid: record.text('uid') });
    }
    if (refused) sink.refuse(slot);
    return true;
  }

  return (bytes, start, end, line) => {
    const found = scanner.scan(bytes, start, end);
    if (found !== fieldCount) return `line of ${found} fields where ${fieldCount} are named`;
    if (isComplete && recount(bytes, start, end, line)) return null;
    record.load(bytes, start, end);
    const micros = record.time('ts');
    if (micros === null) return 'no time in field `ts`';
    log.coverHour(micros);
    const row = log.readRow(record);
    if (row === 'icmp-error') tally.skip(row);
    else if (typeof row === 'string') return row;
    else {
      log.count(row, micros, line, record.text('uid'));
      const kind = rememberable(session, record, row);
      if (kind !== null && memo.find(scanner.view(), ranges, scanner.hash()) === undefined)
        memo.add(scanner.view(), ranges, scanner.hash(), kind);
    }
    return null;
  };
}

/** What to remember of a row that was read in full; null when other bytes than the deciding fields had a say. */
function rememberable(session: ReadingSession, record: TsvRecord, row: ConnRow): RememberedRow | null {
  const transport = record.text('proto');
  const originatorPort = record.number('id.orig_p');
  const responderPort = record.number('id.resp_p');
  if (transport !== 'tcp' && transport !== 'udp') return null;
  if (originatorPort === null || responderPort === null) return null;
  const { catalogue } = session.context;
  const toServer = isServerPort(catalogue, transport, responderPort);
  if (!toServer && isServerPort(catalogue, transport, originatorPort)) return null;
  return { row, toServer, placed: placedRow(row.counted, unconditional) };
}

/** By port: 1 when it is a server's in TCP or UDP. */
function createServerPorts({ context }: ReadingSession): Uint8Array {
  const ports = new Uint8Array(65_536);
  for (const transport of ['tcp', 'udp'] as const)
    for (const [port, { listening }] of context.catalogue.portIndex.get(transport)?.byNumber ?? [])
      if (listening) ports[port] = 1;
  return ports;
}
