/**
 * GE SRTP: packets with a header of 56 octets, of which the service request code is octet 42 (icsnpp-ge-srtp; Denton et
 * al., Leveraging the SRTP protocol for over-the-network memory acquisition, 2017, table 1).
 */
import { read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, TableLookup } from '../operation-index.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createOperationCache, hexCode, type OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { createSegments, type Segment } from './srtp-segments.ts';

const headerBytes = 56;
const connectRequest = 0;
const connectAnswer = 1;
const request = 2;
const answer = 3;
const longestText = 65_535;
/** Kinds of messages in octet 31: requests without and with text behind the header, acknowledgements, a refusal. */
const messageKinds: ReadonlySet<number> = new Set([0xc0, 0x80, 0xd4, 0x94, 0xd1]);
const refusal = 0xd1;
/** Reads and writes of system memory name a segment. */
const readMemory = 4;
const writeMemory = 7;

export const geSrtpDecoder: Decoder = {
  protocol: 'ge-srtp',
  transports: ['tcp'],
  trusted: 'own-ports',
  probe(bytes, start, end): Recognition {
    const length = srtpLength(bytes, start, end);
    if (length === noMessage) return 'no';
    if (length === moreBytes) return 'more';
    const type = bytes[start];
    return type === connectRequest || type === request ? 'client' : 'server';
  },
  prepare(lookup, tables) {
    const services = createOperationCache(lookup, hexCode);
    const connect = lookup('init');
    return (output) => openSrtp(services, connect, tables, output);
  },
};

function srtpLength(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at] ?? 0;
  if (type > answer) return noMessage;
  if (end - at < headerBytes) return moreBytes;
  if (type === connectRequest || type === connectAnswer) return headerBytes;
  if (!messageKinds.has(bytes[at + 31] ?? 0)) return noMessage;
  return headerBytes + Math.min(read16Little(bytes, at + 4), longestText);
}

function openSrtp(
  services: OperationCache,
  connect: readonly KnownOperation[],
  tables: TableLookup,
  output: OperationOutput,
): Dialogue {
  const pending = createPendingRequests();
  const segments = createSegments(tables);

  function countRequest(bytes: Uint8Array, at: number): void {
    const service = bytes[at + 42] ?? 0;
    pending.begin(bytes[at + 2] ?? 0);
    const segment = service === readMemory || service === writeMemory ? segments(bytes[at + 43] ?? 0) : null;
    for (const known of services(service)) pending.add(count(known, segment, bytes, at));
  }

  function count({ operation, table }: KnownOperation, segment: Segment | null, bytes: Uint8Array, at: number): number {
    if (segment === null) return output.operation(operation, absent, table, absent, absent, 0);
    const first = read16Little(bytes, at + 44) * segment.perElement;
    const length = Math.max(read16Little(bytes, at + 46), 1) * segment.perElement;
    return output.operation(operation, absent, segment.table, first, length, 0);
  }

  function message(_from: 'client' | 'server', bytes: Uint8Array, at: number): void {
    const type = bytes[at];
    if (type === request) countRequest(bytes, at);
    else if (type === connectRequest)
      for (const { operation, table } of connect) output.operation(operation, absent, table, absent, absent, 0);
    else if (type === answer) {
      const isRefusal = bytes[at + 31] === refusal;
      const slots = pending.take(bytes[at + 2] ?? 0) ? pending.taken : [output.concealed()];
      for (const slot of slots) {
        output.answered(slot);
        if (isRefusal) output.refuse(slot);
      }
    }
  }

  return createFramedDialogue({ lengthAt: srtpLength, message }, output);
}
