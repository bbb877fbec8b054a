/**
 * Suricata's event log (EVE), an event per line of JSON. What an event says apart from its time and numbers repeats, so
 * that a line whose deciding values were seen before is counted without being parsed.
 */
import { Buffer } from 'node:buffer';
import type { FlowFormat, FormatReader, ReadingSession } from '../../format.ts';
import { createByteMemo } from '../byte-memo.ts';
import { createJsonScanner } from '../json-scanner.ts';
import { readLines } from '../line-reader.ts';
import { recogniseJsonLines } from '../recognise-json-lines.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../zeek/json-record.ts';
import { createEventReader } from './eve-events.ts';
import { eveKeys, locatedCount } from './eve-keys.ts';
import type { Occurrence } from './event-counter.ts';
import type { EventKind } from './event-kind.ts';
import { createLocatedReader, readOccurrence } from './occurrence.ts';

export const eveFormat: FlowFormat = {
  name: 'suricata eve',
  title: 'Suricata EVE logs',
  recognise: (head) => recogniseJsonLines(head, isEvent, beginning),
  open: openEve,
};

/** As Suricata writes it: the time first, then numbers, then what it is. */
const beginning = /^\s*\{"timestamp":"\d{4}-\d\d-\d\dT[^"]{8,24}",[^{}[\]]{0,300}?"event_type":"/;

function isEvent(row: JsonObject | null): boolean {
  const event = row === null ? null : unwrapped(row);
  return typeof event?.['event_type'] === 'string' && typeof event['timestamp'] === 'string';
}

/** The event itself: Amazon's firewall puts it into a field of another object. */
function unwrapped(row: JsonObject): JsonObject {
  const inner = row['event'];
  return row['event_type'] === undefined && isJsonObject(inner) ? inner : row;
}

function openEve(session: ReadingSession): FormatReader {
  const { tally } = session;
  const scanner = createJsonScanner(eveKeys, locatedCount);
  const memo = createByteMemo<EventKind>();
  const range = new Int32Array(2);
  const events = createEventReader(session);
  const readLocated = createLocatedReader(scanner.located);
  const serverPorts = createServerPorts(session);
  const at: Occurrence = {
    micros: 0,
    began: Number.NaN,
    line: 0,
    flow: -1,
    sourcePort: -1,
    transaction: -1,
    requestNumber: -1,
    answerNumber: -1,
  };

  /** Takes the line for what its deciding values say; false when it must be parsed. */
  function scan(bytes: Uint8Array, start: number, end: number): boolean {
    if (!scanner.scan(bytes, start, end) || !readLocated(bytes, at)) return false;
    // The port of the source counts where it may be that of a server.
    const { sourcePort } = at;
    const kind = sourcePort < 0 ? noPort : (serverPorts[sourcePort] ?? strangePort);
    scanner.add(kind);
    if (kind === serverPort || kind === strangePort)
      for (let rest = sourcePort; rest > 0; rest = Math.floor(rest / 256)) scanner.add(rest % 256);
    range[1] = scanner.length();
    return true;
  }

  function use(kind: EventKind): void {
    events.pass(at.micros);
    kind.use(at);
  }

  function readLine(bytes: Uint8Array, start: number, end: number, line: number): string | null {
    at.line = line;
    const isScanned = scan(bytes, start, end);
    const known = isScanned ? memo.find(scanner.gathered, range, scanner.hash()) : undefined;
    if (known !== undefined) {
      use(known);
      return null;
    }
    const parsed = parseJsonObject(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'));
    if (parsed === null) return 'line is no JSON object';
    const row = unwrapped(parsed);
    if (!readOccurrence(row, at)) return 'no time in field `timestamp`';
    const kind = events.read(row, line);
    if (typeof kind === 'string') return kind;
    if (isScanned && row === parsed && kind.repeats) memo.add(scanner.gathered, range, scanner.hash(), kind);
    use(kind);
    return null;
  }

  const lines = readLines(
    session,
    (bytes, start, end, number) => {
      tally.records++;
      const problem = readLine(bytes, start, end, number);
      if (problem !== null) tally.broken('malformed-line', 'line', number, problem);
    },
    events.settle,
  );
  return { ...lines, idle: events.settle };
}

/** What a port of the source is: none, one that no server has, one of a server, or no port at all. */
const noPort = 0;
const otherPort = 1;
const serverPort = 2;
const strangePort = 3;

/** By port: whether it is a server's in TCP or UDP. */
function createServerPorts({ context }: ReadingSession): Uint8Array {
  const ports = new Uint8Array(65_536).fill(otherPort);
  for (const transport of ['tcp', 'udp'] as const)
    for (const [port, { listening }] of context.catalogue.portIndex.get(transport)?.byNumber ?? [])
      if (listening) ports[port] = serverPort;
  return ports;
}
