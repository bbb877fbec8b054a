/**
 * Genisys over TCP (message layout of icsnpp-genisys): a header byte from 0xf1 on, the address of the field unit,
 * pairs of point and value, a checksum, the byte 0xf6. Bytes from 0xf0 on inside are escaped, so a message can be
 * found anywhere; some senders leave the checksum as it is. That is the one of serial Modbus; acknowledgements and
 * plain polls have none.
 */
import { absent } from '../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from './decoder.ts';
import { checksumStart, nextChecksum } from './shared/modbus-checksum.ts';
import { createOperationCache, hexCode, type OperationCache } from './shared/operation-cache.ts';
import { createPendingRequests } from './shared/pending-requests.ts';

export const genisysDecoder: Decoder = {
  protocol: 'genisys',
  transports: ['tcp'],
  // The shortest messages are three bytes without a checksum.
  trusted: 'own-ports',
  probe,
  prepare(lookup) {
    const operations = createOperationCache(lookup, hexCode);
    return (output) => openGenisys(operations, output);
  },
};

const escapeByte = 0xf0;
const firstHeader = 0xf1;
const lastHeader = 0xfe;
const terminator = 0xf6;
const acknowledgeClient = 0xf1;
const indicationData = 0xf2;
const lastServerHeader = 0xf3;
const commonControlData = 0xf9;
const controlData = 0xfc;
const poll = 0xfb;
/** All 256 points with their values and a checksum, everything escaped. */
const longestMessage = 1040;

function isHeader(byte: number): boolean {
  return byte >= firstHeader && byte <= lastHeader && byte !== terminator;
}

/** The first message; what is cut off is waited for. */
function probe(bytes: Uint8Array, start: number, end: number): Recognition {
  if (start >= end) return 'more';
  const header = bytes[start] ?? 0;
  if (!isHeader(header)) return 'no';
  const next = readMessage(bytes, start, end, { content: new Uint8Array(longestMessage), length: 0 });
  if (next === cutOff) return 'more';
  if (next === noMessage) return 'no';
  return header <= lastServerHeader ? 'server' : 'client';
}

/** A message without escapes: address, pairs. */
interface Content {
  readonly content: Uint8Array;
  length: number;
}

const noMessage = -1;
const cutOff = -2;
const checksumBytes = 2;

/** Reads the message whose header is at `start`; answers where the next begins, `noMessage` or `cutOff`. */
function readMessage(bytes: Uint8Array, start: number, end: number, into: Content): number {
  const stop = firstUnescaped(bytes, start, end);
  if (stop - start > longestMessage) return noMessage;
  // The first byte that is not escaped is the end, or belongs to a checksum as it is.
  for (let last = stop; last <= stop + checksumBytes && last < end; last++) {
    if (bytes[last] !== terminator) continue;
    if (last === stop && takeEscapesOut(bytes, start, last, into) && isWhole(bytes[start] ?? 0, into)) return last + 1;
    if (hasBareChecksum(bytes, start, last, into)) return last + 1;
  }
  return stop + checksumBytes >= end ? cutOff : noMessage;
}

function firstUnescaped(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && (bytes[at] ?? 0) < firstHeader) at++;
  return at;
}

/** Takes the escapes out of what is between the header at `start` and `end`; false when one has nothing behind it. */
function takeEscapesOut(bytes: Uint8Array, start: number, end: number, into: Content): boolean {
  into.length = 0;
  for (let at = start + 1; at < end; at++) {
    const isEscaped = bytes[at] === escapeByte;
    if (isEscaped && ++at >= end) return false;
    into.content[into.length++] = isEscaped ? escapeByte | ((bytes[at] ?? 0) & 0x0f) : (bytes[at] ?? 0);
  }
  return true;
}

/** True for an address alone where that is enough, and for a right checksum, which is then taken off. */
function isWhole(header: number, into: Content): boolean {
  if (into.length === 1) return header === acknowledgeClient || header === poll;
  if (into.length < 1 + checksumBytes || checksumOf(header, into) !== 0) return false;
  into.length -= checksumBytes;
  return true;
}

function hasBareChecksum(bytes: Uint8Array, start: number, last: number, into: Content): boolean {
  const from = last - checksumBytes;
  if (from < start + 2 || !takeEscapesOut(bytes, start, from, into)) return false;
  const checksum = checksumOf(bytes[start] ?? 0, into);
  return (bytes[from] ?? 0) === (checksum & 0xff) && (bytes[from + 1] ?? 0) === checksum >> 8;
}

function checksumOf(header: number, { content, length }: Content): number {
  let checksum = nextChecksum(checksumStart, header);
  for (let at = 0; at < length; at++) checksum = nextChecksum(checksum, content[at] ?? 0);
  return checksum;
}

function openGenisys(operations: OperationCache, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();
  const message: Content = { content: new Uint8Array(longestMessage), length: 0 };
  const inStep = { client: true, server: true };

  function count(header: number, unit: number, first: number, number: number): void {
    for (const { operation, table } of operations(header))
      pending.add(output.operation(operation, unit, table, first, number, 0));
  }

  /** Counts the points of a message, those in a row as one range. */
  function countPoints(header: number, unit: number): void {
    const { content, length } = message;
    let first = absent;
    let number = 0;
    for (let at = 1; at + 1 < length; at += 2) {
      const point = content[at] ?? 0;
      if (number > 0 && point === first + number) {
        number++;
        continue;
      }
      if (number > 0) count(header, unit, first, number);
      first = point;
      number = 1;
    }
    count(header, unit, first, number > 0 ? number : absent);
  }

  function request(header: number): void {
    const unit = message.content[0] ?? 0;
    // A field unit is asked again only when it has answered or will not.
    while (pending.take(unit));
    pending.begin(unit);
    if (header === controlData || header === commonControlData) countPoints(header, unit);
    else count(header, unit, absent, absent);
  }

  function answer(header: number): void {
    const unit = message.content[0] ?? 0;
    if (pending.take(unit)) {
      for (const slot of pending.taken) output.answered(slot);
      return;
    }
    // It does not tell what it answers, but what it reports.
    pending.begin(unit);
    if (header === indicationData) countPoints(header, unit);
    else count(header, unit, absent, absent);
    pending.take(unit);
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const header = bytes[at] ?? 0;
      const isOwn = isHeader(header) && header <= lastServerHeader === (from === 'server');
      const next = isOwn ? readMessage(bytes, at, end, message) : noMessage;
      if (next === cutOff) return at;
      if (next !== noMessage) {
        inStep[from] = true;
        if (from === 'client') request(header);
        else answer(header);
        at = next;
        continue;
      }
      if (inStep[from]) output.unreadable();
      inStep[from] = false;
      at = firstUnescaped(bytes, at, end);
      if (bytes[at] === terminator && at < end) at++;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
    },
  };
}
