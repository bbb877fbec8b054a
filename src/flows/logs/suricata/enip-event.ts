/**
 * EtherNet/IP transactions in EVE (`enip`, rust/src/enip/logger.rs, from Suricata 8 on): a command of the encapsulation,
 * or the CIP service that it carries with the class and instance of its path.
 */
import { absent } from '../../observation-sink.ts';
import type { KnownOperation } from '../../protocols/operation-index.ts';
import type { CountedRow } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { cipService, encapsulationCommand } from './cip-names.ts';
import { countOf, objectOf, objectsOf, textOf } from './eve-values.ts';
import type { EventEnds } from './event-ends.ts';
import { type AskedOperation, type EveProtocol, noObjects, type ProtocolRows } from './protocol-event.ts';

export const enipEvents: EveProtocol = {
  protocol: 'ethernet-ip',
  name: 'enip',
  open: (rows) => (row, body) => {
    const ends = rows.readEnds(row, 'supposed-client');
    if (typeof ends === 'string') return ends;
    const [first, second] = [objectOf(body['request']), objectOf(body['response'])];
    const request = ends.turned ? second : first;
    const answer = ends.turned ? first : second;
    const named = request ?? answer;
    const command = named === null ? null : encapsulationCommand(textOf(named['command']) ?? '');
    if (command === null) return 'no command in field `enip`';
    const isRefused = answer !== null && refuses(answer['status'], encapsulationSuccess);
    const asked = carriesCip(command)
      ? cipOperations(rows, ends, request, answer, isRefused)
      : counted(rows, ends, rows.operations(`e${hex(command)}`), isRefused);
    return {
      ends,
      asked: request === null ? [] : asked,
      open: false,
      // A device answers a broadcast from its own address, and its answer says nothing new.
      answer: request === null ? { refused: isRefused, thread: null, tells: [] } : null,
      thread: null,
      swapped: ends.turned,
      connection: rows.concealed(ends),
      repeats: true,
    };
  },
};

const encapsulationSuccess: ReadonlySet<string> = new Set(['success']);
/** Success, and an answer that goes on. */
const cipSuccess: ReadonlySet<string> = new Set(['Success', 'Partial Transfer']);

const sendRequestData = 0x6f;
const sendUnitData = 0x70;
const multipleServicePacket = 0x0a;
const unconnectedSend = 0x52;
const executePccc = 0x4b;
const connectionManager = 0x06;
const pcccObject = 0x67;

function carriesCip(command: number): boolean {
  return command === sendRequestData || command === sendUnitData;
}

function refuses(status: unknown, success: ReadonlySet<string>): boolean {
  const text = textOf(status);
  return text !== null && !success.has(text);
}

/** The operations of the CIP message that a request carries, with what the answer says about each. */
function cipOperations(
  rows: ProtocolRows,
  ends: EventEnds,
  request: JsonObject | null,
  answer: JsonObject | null,
  isRefused: boolean,
): readonly AskedOperation[] {
  const cip = objectOf(request?.['cip']);
  // Paths that name a tag are not read by Suricata.
  if (cip === null) return [{ row: rows.concealed(ends), refused: isRefused }];
  const answered = objectOf(answer?.['cip']);
  const packet = cipService(textOf(cip['service']) ?? '') === multipleServicePacket ? objectsOf(cip['multiple']) : [];
  if (packet.length === 0) return service(rows, ends, cip, isRefused || refuses(answered?.['status'], cipSuccess));
  const answers = objectsOf(answered?.['multiple']);
  const isRefusedWhole = isRefused || (answers.length === 0 && refuses(answered?.['status'], cipSuccess));
  return packet
    .slice(0, mostServices)
    .flatMap((each, index) =>
      service(rows, ends, each, isRefusedWhole || refuses(answers[index]?.['status'], cipSuccess)),
    );
}

/** Services of one packet that are counted; no packet has room for more. */
const mostServices = 8192;

/** One service on the object that its path names. */
function service(rows: ProtocolRows, ends: EventEnds, cip: JsonObject, refused: boolean): readonly AskedOperation[] {
  const number = cipService(textOf(cip['service']) ?? '');
  const classId = lastOf(cip['path'], 'class');
  const concealed: AskedOperation = { row: rows.concealed(ends), refused };
  if (number === null || classId === null || (classId === pcccObject && number === executePccc)) return [concealed];
  const first = lastOf(cip['path'], 'instance');
  const objects = { unit: classId, first: first ?? absent, count: first === null ? absent : 1, hidden: first === null };
  const asked = rows
    .operations(`${hex(classId)}/${hex(number)}`)
    .map((known) => ({ row: rows.row(ends, known, objects), refused }));
  // What it carries to another module is not logged.
  return classId === connectionManager && number === unconnectedSend ? [...asked, concealed] : asked;
}

function counted(
  rows: ProtocolRows,
  ends: EventEnds,
  operations: readonly KnownOperation[],
  refused: boolean,
): readonly AskedOperation[] {
  const row = (known: KnownOperation): CountedRow => rows.row(ends, known, noObjects);
  return operations.map((known) => ({ row: row(known), refused }));
}

/** The value of the last segment of a kind in a path; null when it has none. */
function lastOf(path: unknown, kind: string): number | null {
  const segment = objectsOf(path).findLast((each) => textOf(each['segment_type']) === kind);
  return countOf(segment?.['value']);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
