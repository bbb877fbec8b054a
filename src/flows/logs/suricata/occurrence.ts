/** Reads from an event what differs from event to event: from where the scanner found it, or from the parsed line. */
import { parseTime } from '../log-record.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { readDecimal } from '../zeek/number-bytes.ts';
import { located } from './eve-keys.ts';
import { countOf, objectOf, textOf } from './eve-values.ts';
import type { Occurrence } from './event-counter.ts';
import { createTimeReader, type TimeReader } from './event-time.ts';

/** Reads into `at`; false when a value is written in another way than Suricata does, and the line must be parsed. */
export type LocatedReader = (bytes: Uint8Array, at: Occurrence) => boolean;

/** A reader of values at these places of a line. */
export function createLocatedReader(places: Int32Array): LocatedReader {
  const readTime = createTimeReader();
  /** A flow may have begun on another day than it is logged. */
  const readBeginning = createTimeReader();

  /** -1 without a value, NaN for one that is no plain number. */
  function number(bytes: Uint8Array, index: number): number {
    const start = places[index * 2] ?? -1;
    if (start < 0) return -1;
    const value = readCount(bytes, start, places[index * 2 + 1] ?? 0);
    return value < 0 ? Number.NaN : value;
  }

  /** NaN without a value, -1 for one that is written in another way. */
  function time(bytes: Uint8Array, index: number, read: TimeReader): number {
    const start = places[index * 2] ?? -1;
    return start < 0 ? Number.NaN : read(bytes, start + 1, (places[index * 2 + 1] ?? 0) - 1);
  }

  return (bytes, at) => {
    const micros = time(bytes, located.timestamp, readTime);
    const began = time(bytes, located.flowStart, readBeginning);
    const netflowBegan = time(bytes, located.netflowStart, readBeginning);
    if (!(micros >= 0) || began < 0 || netflowBegan < 0) return false;
    const sequence = number(bytes, located.dnp3Sequence);
    const request = number(bytes, located.modbusRequest);
    const answer = number(bytes, located.modbusResponse);
    at.micros = micros;
    at.began = Number.isNaN(began) ? netflowBegan : began;
    at.flow = number(bytes, located.flow);
    at.sourcePort = number(bytes, located.sourcePort);
    at.transaction = number(bytes, located.transaction);
    at.requestNumber = request === -1 ? sequence : request;
    at.answerNumber = answer === -1 ? sequence : answer;
    const sum = at.flow + at.sourcePort + at.transaction + sequence + request + answer;
    return !Number.isNaN(sum);
  };
}

/** Reads the same from a parsed event; false when it has no time. */
export function readOccurrence(row: JsonObject, at: Occurrence): boolean {
  const micros = timeOf(row['timestamp']);
  if (micros === null) return false;
  const modbus = objectOf(row['modbus']);
  const control = objectOf(objectOf(objectOf(row['dnp3'])?.['application'])?.['control']);
  const sequence = countOf(control?.['sequence']) ?? -1;
  at.micros = micros;
  at.began = timeOf(objectOf(row['flow'])?.['start']) ?? timeOf(objectOf(row['netflow'])?.['start']) ?? Number.NaN;
  at.flow = countOf(row['flow_id']) ?? -1;
  at.sourcePort = countOf(row['src_port']) ?? -1;
  at.transaction = countOf(row['tx_id']) ?? -1;
  at.requestNumber = countOf(objectOf(modbus?.['request'])?.['transaction_id']) ?? sequence;
  at.answerNumber = countOf(objectOf(modbus?.['response'])?.['transaction_id']) ?? sequence;
  return true;
}

function timeOf(value: unknown): number | null {
  const text = textOf(value);
  return text === null ? null : parseTime(text);
}

/** A number of up to sixteen digits that a double holds exactly; -1 for anything else. */
function readCount(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 16) return readDecimal(bytes, start, end);
  const head = readDecimal(bytes, start, end - 1);
  const digit = readDecimal(bytes, end - 1, end);
  const value = head * 10 + digit;
  return head < 0 || digit < 0 || !Number.isSafeInteger(value) ? -1 : value;
}
