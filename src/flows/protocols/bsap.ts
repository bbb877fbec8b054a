/**
 * BSAP over UDP (tables and record layouts of icsnpp-bsap; Bristol's own manuals describe the serial form): a header
 * with the number of messages, then each message with its length, sequence number, application function and data.
 * Signals are read and written by names or by addresses of one controller, which policies do not judge.
 */
import { read16Little, read32Little } from '../capture/bytes.ts';
import { absent } from '../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from './decoder.ts';
import type { KnownOperation, OperationLookup } from './operation-index.ts';
import { createOperationCache, hexCode, type OperationCache } from './shared/operation-cache.ts';
import { createPendingRequests } from './shared/pending-requests.ts';

export const bsapDecoder: Decoder = {
  protocol: 'bsap',
  transports: ['udp'],
  trusted: 'any-port',
  probe,
  prepare(lookup) {
    const operations = createBsapOperations(lookup);
    return (output) => openBsap(operations, output);
  },
};

/** Header sizes that are in use; what the longer one has more is not known. */
const headerSizes: ReadonlySet<number> = new Set([14, 22]);
const mostMessages = 64;
/** Length, header size, sequence number, application function. */
const messageHeaderBytes = 10;
const messageHeaderSize = 12;

const poll = 0x00;
const moreResponse = 0x01;
const response = 0x05;
const requests: ReadonlySet<number> = new Set([0x06, 0x84, 0x86]);

/** A datagram whose messages end where it ends. */
function probe(bytes: Uint8Array, start: number, end: number): Recognition {
  const headerSize = read16Little(bytes, start);
  const count = read16Little(bytes, start + 2);
  const kind = read16Little(bytes, start + 4);
  if (!headerSizes.has(headerSize) || end - start < headerSize || count > mostMessages) return 'no';
  if (count === 0) return kind === poll && end - start === headerSize ? 'either' : 'no';
  let at = start + headerSize;
  for (let left = count; left > 0; left--) {
    if (!isMessage(bytes, at, end)) return 'no';
    at += read32Little(bytes, at);
  }
  if (at !== end) return 'no';
  if (requests.has(kind)) return 'client';
  return kind === response || kind === moreResponse ? 'server' : 'no';
}

function isMessage(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + messageHeaderBytes > end || bytes[at + 4] !== messageHeaderSize) return false;
  const length = read32Little(bytes, at);
  return length >= messageHeaderBytes && length <= end - at;
}

interface BsapOperations {
  readonly poll: readonly KnownOperation[];
  readonly byCode: OperationCache;
}

const remoteDatabase = 0xa0;
const remoteDatabaseExtension = 0xa1;
/** Codes by number: the application function, and above it one more than the function in it. */
const applications = 256;

function createBsapOperations(lookup: OperationLookup): BsapOperations {
  return {
    poll: lookup('poll'),
    byCode: createOperationCache(lookup, (code) => {
      const application = code % applications;
      const inside = Math.floor(code / applications) - 1;
      if (inside < 0) return hexCode(application);
      const digits = application === remoteDatabaseExtension ? 4 : 2;
      return `${hexCode(application)}/0x${inside.toString(16).padStart(digits, '0')}`;
    }),
  };
}

/** The number of the code of the request at `at`: behind the application function comes the status of the node. */
function codeAt(bytes: Uint8Array, at: number, end: number): number {
  const application = bytes[at + 9] ?? 0;
  const inside = at + 11;
  if (application === remoteDatabase && inside < end) return ((bytes[inside] ?? 0) + 1) * applications + application;
  if (application === remoteDatabaseExtension && inside + 1 < end)
    return (read16Little(bytes, inside) + 1) * applications + application;
  return application;
}

/** Upper bits of the status of a response: an error, of the request or of one of its signals. */
const errorBits = 0xf0;

function openBsap(operations: BsapOperations, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();

  function count(known: readonly KnownOperation[]): void {
    for (const { operation, table } of known)
      pending.add(output.operation(operation, absent, table, absent, absent, 0));
  }

  function answer(bytes: Uint8Array, at: number): void {
    const isRefused = ((bytes[at + 9] ?? 0) & errorBits) !== 0;
    // A response repeats the sequence number, not the function.
    const slots = pending.take(read32Little(bytes, at + 5)) ? pending.taken : [output.concealed()];
    for (const slot of slots) {
      output.answered(slot);
      if (isRefused) output.refuse(slot);
    }
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    const kind = read16Little(bytes, start + 4);
    const isRequest = requests.has(kind);
    if (end - start < messageHeaderSize || !(isRequest || kind === poll || kind === response || kind === moreResponse))
      return start;
    let at = start + read16Little(bytes, start);
    if (kind === poll) {
      for (const { operation, table } of operations.poll) output.operation(operation, absent, table, absent, absent, 0);
      return at === end ? end : start;
    }
    for (let left = Math.min(read16Little(bytes, start + 2), mostMessages); left > 0; left--) {
      if (!isMessage(bytes, at, end)) return at;
      const next = at + read32Little(bytes, at);
      if (isRequest) {
        pending.begin(read32Little(bytes, at + 5));
        count(operations.byCode(codeAt(bytes, at, next)));
      } else answer(bytes, at);
      at = next;
    }
    return at;
  }

  return { client: read, server: read, lost() {} };
}
