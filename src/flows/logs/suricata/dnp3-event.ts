/**
 * DNP3 messages in EVE (`dnp3`, src/output-json-dnp3.c): an event for each request and each answer, with link addresses,
 * function and object headers. Alerts have both under `request` and `response`.
 */
import { absent } from '../../observation-sink.ts';
import { dnp3Code, dnp3Table } from '../../protocols/dnp3/dnp3-tables.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { countOf, objectOf, objectsOf, textOf } from './eve-values.ts';
import type { EventEnds } from './event-ends.ts';
import type { AskedOperation, EveProtocol, LoneAnswer, ProtocolRows } from './protocol-event.ts';

export const dnp3Events: EveProtocol = {
  protocol: 'dnp3',
  name: 'dnp3',
  open: (rows) => (row, body) => {
    const messages = textOf(body['type']) === null ? [body['request'], body['response']] : [body];
    const read = messages
      .map(objectOf)
      .filter((message) => message !== null)
      .map(readMessage);
    const known = read.filter((message) => message !== null);
    const [first] = known;
    if (first === undefined || known.length !== read.length) return 'no DNP3 function in field `dnp3`';
    const ends = rows.readEnds(row, first.isSwapped ? 'server' : 'client');
    if (typeof ends === 'string') return ends;
    const request = known.find(({ isRequest }) => isRequest);
    const answer = known.find(({ isRequest }) => !isRequest);
    const isUnasked = answer?.functionCode === unsolicited;
    const asking = request ?? (isUnasked ? answer : undefined);
    return {
      ends,
      asked: asking === undefined ? [] : askedBy(rows, ends, asking),
      open: request !== undefined && answer === undefined && !unanswered.has(request.functionCode),
      answer: answer === undefined || isUnasked ? null : readAnswer(answer),
      thread: request === undefined ? null : String(request.unit),
      swapped: false,
      connection: rows.concealed(ends),
      repeats: true,
    };
  },
};

interface Dnp3Message {
  readonly functionCode: number;
  /** Sent by a master. */
  readonly isRequest: boolean;
  /** Suricata takes the outstation for the client. */
  readonly isSwapped: boolean;
  /** Link address of the outstation. */
  readonly unit: number;
  readonly objects: readonly JsonObject[];
  /** Internal indications that refuse what was asked. */
  readonly isRefusal: boolean;
}

const firstAnswer = 129;
const unsolicited = 130;
const lastRequest = 33;
const firstAuthentication = 32;
const authenticationGroup = 120;
/** Requests that nobody answers: confirmation, and the forms without acknowledgement. */
const unanswered: ReadonlySet<number> = new Set([0, 6, 8, 10, 12, 33]);
const refusals: ReadonlySet<unknown> = new Set(['no_func_code_support', 'object_unknown', 'parameter_error']);

function readMessage(message: JsonObject): Dnp3Message | null {
  const application = objectOf(message['application']);
  const functionCode = countOf(application?.['function_code']);
  if (application === null || functionCode === null || functionCode > 0xff) return null;
  const isRequest = functionCode < firstAnswer;
  const indications = objectOf(message['iin'])?.['indicators'];
  return {
    functionCode,
    isRequest,
    isSwapped: (textOf(message['type']) === 'request') !== isRequest,
    unit: countOf(message[isRequest ? 'dst' : 'src']) ?? absent,
    objects: objectsOf(application['objects']),
    isRefusal: Array.isArray(indications) && indications.some((indication) => refusals.has(indication)),
  };
}

function readAnswer({ unit, isRefusal }: Dnp3Message): LoneAnswer {
  return { refused: isRefusal, thread: String(unit), tells: [] };
}

/** Operations counted for one message; the rest of a longer one is counted as one. */
const mostCounted = 256;

function askedBy(rows: ProtocolRows, ends: EventEnds, message: Dnp3Message): readonly AskedOperation[] {
  const { functionCode, unit } = message;
  const isAuthentication = functionCode >= firstAuthentication && functionCode <= lastRequest;
  const asked: AskedOperation[] = [];

  function add(group: number | null, first: number, count: number, hidden: boolean): void {
    const code = group === null ? String(functionCode) : dnp3Code(functionCode, group);
    const table = group === null ? {} : { table: rows.table(dnp3Table(group)) };
    for (const known of rows.operations(code))
      asked.push({ row: rows.row(ends, known, { unit, ...table, first, count, hidden }), refused: false });
  }

  for (const header of isAuthentication ? [] : message.objects) {
    const group = countOf(header['group']);
    // In front of a request and behind it, this only says who asks.
    if (group === null || group === authenticationGroup) continue;
    for (const { first, count } of rangesOf(header)) {
      const isTooMuch = asked.length >= mostCounted;
      add(group, isTooMuch ? absent : first, isTooMuch ? absent : count, isTooMuch);
      if (isTooMuch) return asked;
    }
  }
  if (asked.length === 0) add(null, absent, absent, functionCode > lastRequest && message.isRequest);
  return asked;
}

interface Range {
  readonly first: number;
  readonly count: number;
}

const allOrCounted: readonly Range[] = [{ first: absent, count: absent }];
/** Range specifiers: below, first and last object. */
const firstVirtual = 3;
/** Prefix codes below have the index of each object in front of it, from here on its size. */
const firstSizePrefix = 4;

/** The objects that a header names: a range, or the indexes in front of its objects. */
function rangesOf(header: JsonObject): readonly Range[] {
  const prefix = countOf(header['prefix_code']) ?? 0;
  if (prefix >= firstSizePrefix) return objectsOf(header['points']).length > 1 ? pointsOf(header, false) : allOrCounted;
  if (prefix > 0) return pointsOf(header, true);
  const specifier = countOf(header['range_code']) ?? firstVirtual;
  const first = countOf(header['start']);
  const last = countOf(header['stop']);
  if (specifier >= firstVirtual || first === null || last === null || last < first) return allOrCounted;
  return [{ first, count: last - first + 1 }];
}

function pointsOf(header: JsonObject, isIndex: boolean): readonly Range[] {
  const points = objectsOf(header['points']);
  if (points.length === 0) return allOrCounted;
  return points.map((point) => {
    const index = isIndex ? countOf(point['prefix']) : null;
    return index === null ? { first: absent, count: absent } : { first: index, count: 1 };
  });
}
