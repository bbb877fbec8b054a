/**
 * The network layer of BACnet (ANSI/ASHRAE 135-2020 clause 6): where a message goes behind routers and where it comes
 * from, then a message of its own or one of the application.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Recognition } from '../decoder.ts';

/** What the network layer of a message says; overwritten by the next. */
export interface NetworkHeader {
  /** Network that the message goes to; `absent` for the local one and for all. */
  destination: number;
  /** It goes to everyone on all networks. */
  isToAll: boolean;
  /** Network that it comes from; `absent` for the local one. */
  source: number;
  /** A number for the station on the other network, the same for both directions; 0 for local ones. */
  station: number;
  /** Whether a network layer message follows, not one of the application. */
  isNetworkMessage: boolean;
  /** Where that begins. */
  next: number;
}

export function createNetworkHeader(): NetworkHeader {
  return { destination: absent, isToAll: false, source: absent, station: 0, isNetworkMessage: false, next: 0 };
}

const version = 1;
const networkMessageBit = 0x80;
const destinationBit = 0x20;
const sourceBit = 0x08;
const allNetworks = 0xffff;

/** Reads the header at `at`; false when it is cut off or of another version. */
export function readNetworkHeader(bytes: Uint8Array, start: number, end: number, header: NetworkHeader): boolean {
  if (end - start < 3 || bytes[start] !== version) return false;
  const control = bytes[start + 1] ?? 0;
  header.isNetworkMessage = (control & networkMessageBit) !== 0;
  header.destination = absent;
  header.isToAll = false;
  header.source = absent;
  header.station = 0;
  let at = start + 2;
  if ((control & destinationBit) !== 0) {
    const network = read16(bytes, at);
    if (network === allNetworks) header.isToAll = true;
    else header.destination = network;
    header.station = stationOf(bytes, at, end);
    at += 3 + (bytes[at + 2] ?? 0);
  }
  if ((control & sourceBit) !== 0) {
    header.source = read16(bytes, at);
    header.station = stationOf(bytes, at, end);
    at += 3 + (bytes[at + 2] ?? 0);
  }
  // The hop count.
  if ((control & destinationBit) !== 0) at++;
  header.next = at;
  return at < end;
}

/** A hash of network, length and address. */
function stationOf(bytes: Uint8Array, at: number, end: number): number {
  let hash = 0x811c9dc5;
  const stop = Math.min(at + 3 + (bytes[at + 2] ?? 0), end);
  for (let index = at; index < stop; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Types of network layer messages that answer others. */
const networkAnswers: ReadonlySet<number> = new Set([1, 3, 7, 19]);
/** Kinds of application messages: the high half of their first octet. */
export const kinds = {
  confirmedRequest: 0,
  unconfirmedRequest: 1,
  simpleAnswer: 2,
  complexAnswer: 3,
  segmentAnswer: 4,
  error: 5,
  reject: 6,
  abort: 7,
} as const;

/** Services with which a server reports what has changed. */
const confirmedReports: ReadonlySet<number> = new Set([1, 2, 31, 32]);
const unconfirmedReports: ReadonlySet<number> = new Set([2, 3, 11, 12]);
const segmentedBit = 0x08;
const fromServerBit = 0x01;

/** Whether the service of a request is a report, which the server sends. */
export function isReport(kind: number, service: number): boolean {
  return (kind === kinds.confirmedRequest ? confirmedReports : unconfirmedReports).has(service);
}

/** Where the service choice of a request stands. */
function serviceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first >>> 4 !== kinds.confirmedRequest) return at + 1;
  return at + ((first & segmentedBit) === 0 ? 3 : 5);
}

/** Who has sent a message whose network layer begins at `at`. */
export function networkSender(bytes: Uint8Array, at: number, end: number): Recognition {
  const header = probed;
  if (!readNetworkHeader(bytes, at, end, header)) return 'no';
  if (header.isNetworkMessage) return networkAnswers.has(bytes[header.next] ?? 0) ? 'server' : 'client';
  const first = bytes[header.next] ?? 0;
  const kind = first >>> 4;
  if (kind > kinds.abort) return 'no';
  if (kind <= kinds.unconfirmedRequest) {
    const service = serviceAt(bytes, header.next);
    const reports = service < end && !header.isToAll && isReport(kind, bytes[service] ?? 0);
    return reports ? 'server' : 'client';
  }
  const hasSide = kind === kinds.segmentAnswer || kind === kinds.abort;
  return hasSide && (first & fromServerBit) === 0 ? 'client' : 'server';
}

const probed = createNetworkHeader();
