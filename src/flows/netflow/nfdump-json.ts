/** JSON of nfdump (`nfdump -o json`, `ndjson`, `json-log`): objects in an array, with commas between them, or in lines. */
import { Buffer } from 'node:buffer';
import type { FlowFormat, FormatReader, ReadingSession } from '../format.ts';
import { type JsonObject, parseJsonObject } from '../logs/zeek/json-record.ts';
import { createFlowAccount } from './flow-account.ts';
import { noteSampling, noteTimesWithoutZone } from './flow-notes.ts';
import { createObjectCutter } from './json-objects.ts';
import { fillFromNfdump, type NfdumpField, type NfdumpFields, nfdumpNames } from './nfdump-text.ts';

export const nfdumpJsonFormat: FlowFormat = {
  name: 'nfdump json',
  title: 'nfdump JSON',
  recognise(head) {
    const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, mostHeadBytes)).toString('latin1');
    const begin = /^\s*(\[\s*)?(\{[^}]*)?(\})?/.exec(text);
    const [whole = '', , object, isClosed] = begin ?? [];
    if (object !== undefined && flowType.test(object)) return 'yes';
    const isCut = whole.length === text.length && isClosed === undefined && text.length < mostHeadBytes;
    return isCut ? 'more' : 'no';
  },
  open: openNfdumpJson,
};

const mostHeadBytes = 8192;
const flowType = /"type"\s*:\s*"(FLOW|EVENT)"/;

function openNfdumpJson(session: ReadingSession): FormatReader {
  const { tally, limits, trace } = session;
  const account = createFlowAccount(session, 'line');
  const { record } = account;

  function take(bytes: Uint8Array, start: number, end: number, first: number, last: number): void {
    record.position = placeOf(first, last);
    const object = parseJsonObject(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'));
    const outcome = object === null ? { problem: 'text that is no JSON' } : fillFromNfdump(record, fieldsOf(object));
    if (typeof outcome === 'object') {
      tally.records++;
      tally.broken('malformed-line', 'line', first, `flow with ${outcome.problem}`);
      return;
    }
    if (outcome === 'no-zone') noteTimesWithoutZone(tally, first);
    if (object?.['type'] === 'EVENT') record.isEvent = true;
    if (object?.['sampled'] === 1) noteSampling(tally, 'line', first);
    account.add();
  }

  /** The line that stands for an object: its first one, or the first that somebody asks about. */
  function placeOf(first: number, last: number): number {
    if (trace === null) return first;
    let place = first;
    for (let line = last; line >= first; line--) if (trace.wants(line)) place = line;
    for (let line = first; line <= last; line++) if (line !== place) trace.at(line, 'line');
    trace.at(place, 'line');
    return place;
  }

  const cutter = createObjectCutter(limits.lineBytes, take, (line) =>
    tally.broken('line-too-long', 'line', line, `object of more than ${limits.lineBytes} bytes, left out`),
  );
  return {
    read(window) {
      cutter.read(window);
      return true;
    },
    finish() {
      const line = cutter.open();
      if (line !== null) tally.broken('truncated', 'line', line, 'the file ends inside an object');
      account.settle();
    },
    idle: account.settle,
  };
}

function fieldsOf(object: JsonObject): NfdumpFields {
  const fields = {} as Record<NfdumpField, string | null>;
  for (const field of fieldNames) fields[field] = textOf(object, nfdumpNames[field]);
  return fields;
}

const fieldNames = Object.keys(nfdumpNames) as readonly NfdumpField[];

function textOf(object: JsonObject, names: readonly string[]): string | null {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return null;
}
