/** Packets that ulogd2 logs as JSON (`ulogd_output_JSON` behind `NFLOG`, `BASE`, `IP2STR`), an object per line. */
import { Buffer } from 'node:buffer';
import { createBoundaryDrops } from '../../boundary-drops.ts';
import type { FlowFormat, FormatReader, ReadingSession } from '../../format.ts';
import { createFlowAccount } from '../../netflow/flow-account.ts';
import { noteTimesWithoutZone } from '../../netflow/flow-notes.ts';
import { readLines } from '../line-reader.ts';
import { recogniseJsonLines } from '../recognise-json-lines.ts';
import { type JsonObject, jsonRecord, parseJsonObject } from '../zeek/json-record.ts';
import { createRepetitions } from './repetitions.ts';
import { fillFromUlogd } from './ulogd-record.ts';

export const ulogdJsonFormat: FlowFormat = {
  name: 'ulogd json',
  title: 'ulogd JSON logs',
  recognise: (head) => recogniseJsonLines(head, isPacket),
  open: openUlogdJson,
};

/** Suricata has the same names for addresses and ports, but none of the packet filter. */
function isPacket(row: JsonObject | null): boolean {
  return row !== null && ('oob.prefix' in row || 'oob.hook' in row) && !('event_type' in row) && !('ts' in row);
}

function openUlogdJson(session: ReadingSession): FormatReader {
  const { tally, limits } = session;
  const drops = createBoundaryDrops();
  const account = createFlowAccount(session, 'line', null, drops);
  const { record } = account;
  const repetitions = createRepetitions(limits.heldRows);

  function take(row: JsonObject, line: number): string | null {
    record.position = line;
    const fields = jsonRecord(row);
    const outcome = fillFromUlogd(record, fields, drops);
    if (typeof outcome === 'object') return outcome.problem;
    if (outcome === 'no-zone') noteTimesWithoutZone(tally, line);
    repetitions.look(record, fields.number('tcp.seq'));
    account.add();
    return null;
  }

  const lines = readLines(
    session,
    (bytes, start, end, number) => {
      const row = parseJsonObject(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'));
      if (row !== null && !isPacket(row)) {
        tally.records++;
        tally.skip('log-not-read');
        tally.note('rows that are about no packet: not read', 'line', number);
        return;
      }
      const problem = row === null ? 'line is no JSON object' : take(row, number);
      if (problem === null) return;
      tally.records++;
      tally.broken('malformed-line', 'line', number, problem);
    },
    account.settle,
  );
  return { ...lines, idle: account.settle };
}
