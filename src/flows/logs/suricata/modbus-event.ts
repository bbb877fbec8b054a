/**
 * Modbus transactions in EVE (`modbus`, rust/src/modbus/log.rs): request and answer with unit, function and objects,
 * counted from 0 as on the wire.
 */
import { absent } from '../../observation-sink.ts';
import type { KnownOperation } from '../../protocols/operation-index.ts';
import type { CountedRow } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { countOf, objectOf, textOf } from './eve-values.ts';
import type { EventEnds } from './event-ends.ts';
import { leadingBytes } from './logged-bytes.ts';
import type { AskedObjects, EveProtocol, LoneAnswer, ProtocolEvent, ProtocolRows } from './protocol-event.ts';

export const modbusEvents: EveProtocol = {
  protocol: 'modbus',
  name: 'modbus',
  open: (rows) => (row, body) => {
    const ends = rows.readEnds(row, 'supposed-client');
    if (typeof ends === 'string') return ends;
    const [first, second] = [objectOf(body['request']), objectOf(body['response'])];
    if (first === null && second === null) return 'neither request nor response in field `modbus`';
    // Where the capture began with an answer, Suricata reads answers as requests and the other way around.
    const asked = readMessage(ends.turned ? second : first, 'request');
    const answered = readMessage(ends.turned ? first : second, 'answer');
    if (asked === 'broken' || answered === 'broken') return 'no Modbus function in field `modbus`';
    return eventOf(rows, ends, asked, answered);
  },
};

function eventOf(
  rows: ProtocolRows,
  ends: EventEnds,
  asked: ModbusMessage | null,
  answered: ModbusMessage | null,
): ProtocolEvent {
  const { turned } = ends;
  const isWhole = asked !== null && answered !== null && !turned;
  const requests = asked === null ? [] : rowsOf(rows, ends, asked, turned ? 'echo' : 'request');
  const isRefused = isWhole && answered.isException;
  return {
    ends,
    asked: requests.map((row) => ({ row, refused: isRefused })),
    open: !isWhole,
    answer: isWhole || answered === null ? null : loneAnswer(rows, ends, answered),
    thread: asked === null ? null : String(asked.code),
    swapped: turned,
    connection: rows.concealed(ends),
    repeats: isWhole || ![asked, answered].some((message) => message !== null && isLogged(message)),
  };
}

function loneAnswer(rows: ProtocolRows, ends: EventEnds, answered: ModbusMessage): LoneAnswer {
  const tells = rowsOf(rows, ends, answered, 'echo');
  return { refused: answered.isException, thread: String(answered.code), tells };
}

/** A request or an answer. */
interface ModbusMessage {
  /** Without the bit of an exception in an answer. */
  readonly code: number;
  readonly isException: boolean;
  readonly subCode: string;
  readonly unit: number;
  readonly read: JsonObject | null;
  readonly write: JsonObject | null;
}

const exceptionBit = 0x80;
const umasFunction = 90;
const writeMultiple: ReadonlySet<number> = new Set([15, 16]);

function readMessage(message: JsonObject | null, kind: 'request' | 'answer'): ModbusMessage | null | 'broken' {
  if (message === null) return null;
  const raw = countOf(message['function_raw']);
  if (raw === null || raw > 0xff) return 'broken';
  const isException = kind === 'answer' && raw >= exceptionBit;
  const code = isException ? raw - exceptionBit : raw;
  return {
    code,
    isException,
    subCode: isException ? '' : subCodeOf(message, code),
    unit: countOf(message['unit_id']) ?? absent,
    read: objectOf(message['read']),
    write: objectOf(message['write']),
  };
}

/** The sub-function of 8, the MEI type of 43, or the UMAS function of 90, behind a dot. */
function subCodeOf(message: JsonObject, code: number): string {
  const number = countOf(objectOf(message['diagnostic'])?.['raw']) ?? countOf(objectOf(message['mei'])?.['raw']);
  if (number !== null) return `.${number}`;
  const umas = code === umasFunction ? leadingBytes(textOf(message['data']) ?? '', 2)[1] : undefined;
  return umas === undefined ? '' : `.0x${umas.toString(16).padStart(2, '0')}`;
}

/**
 * What a message asks for. An `echo` is an answer, or a request that was read as one: only what writes repeat is in
 * its place.
 */
function rowsOf(
  rows: ProtocolRows,
  ends: EventEnds,
  message: ModbusMessage,
  form: 'request' | 'echo',
): readonly CountedRow[] {
  const operations = rows.operations(`${message.code}${message.subCode}`);
  return operations.map((known) => rows.row(ends, known, objectsOf(message, known, form)));
}

function objectsOf(message: ModbusMessage, known: KnownOperation, form: 'request' | 'echo'): AskedObjects {
  const { unit, code, read, write } = message;
  const none = { unit, first: absent, count: absent, hidden: known.hasTable };
  if (!known.hasTable) return none;
  const range = known.class === 'write' ? write : form === 'request' ? read : null;
  const first = countOf(range?.['address']);
  if (range === null || first === null) return none;
  const isEchoOfMany = form === 'echo' && writeMultiple.has(code);
  const count = countOf(isEchoOfMany ? range['data'] : range['quantity']) ?? 1;
  // A request for nothing is refused by the device, but it was made of that object.
  return { unit, first, count: Math.max(count, 1), hidden: false };
}

/** Whether the number of written objects stands where other messages have their values. */
function isLogged({ code, write }: ModbusMessage): boolean {
  return writeMultiple.has(code) && write !== null;
}
