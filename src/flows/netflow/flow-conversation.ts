/**
 * Flow records of one conversation. Exporters write one record per direction, and several per direction when it lasts
 * longer than their timeouts; they are counted as what a capture would show: one connection each.
 */
import type { Transport } from '../../model/catalogue.ts';
import { isGroupAddress } from '../capture/addresses.ts';
import type { SideNumber } from '../capture/connection.ts';
import type { IcmpMeaning } from '../icmp-meaning.ts';
import type { FlowPair } from './flow-pair.ts';
import type { FlowRecord } from './flow-record.ts';

/** Bits of the TCP header (RFC 9293 3.1). */
export const flowFlags = { syn: 2, reset: 4, acknowledge: 16 } as const;

/** Anything but TCP that is silent for this long has ended, as in captures. */
const idleMicros = 60_000_000;

/** What one side sent. */
interface FlowPart {
  /** How often it began. */
  begun: number;
  /** The last packet so far. */
  lastMicros: number;
  /** Time bucket of the last record. */
  bucket: number;
  /** TCP flags since it began last. */
  flags: number;
  /** When its first packet was seen since it began last. */
  firstMicros: number;
  /** When its first packet with SYN was seen since it began last; infinite for never. */
  synMicros: number;
  /** Bytes that it sent altogether. */
  octets: number;
}

export interface FlowConversation {
  pair: FlowPair;
  transport: Transport;
  ports: readonly [number, number];
  toGroup: boolean;
  /** The meaning of its ICMP messages; null for other protocols, and when their type is not shown. */
  icmp: IcmpMeaning | null;
  /** Whose record begins first; see `flow-direction.ts`. */
  opener: SideNumber;
  /** Who began, where the records say so. */
  asker: SideNumber | null;
  readonly parts: readonly [FlowPart, FlowPart];
  /** How many observations were begun. */
  begun: number;
  /** The last of them waits for records of the other side. */
  isWaiting: boolean;
  /** Of the observation that waits: its first packet, where that stands, and whether anything refused it. */
  firstMicros: number;
  timed: boolean;
  bucket: number;
  position: number;
  refused: boolean;
  /** Wanted places of the records of the observation that waits, each with its side. */
  places: readonly { readonly position: number; readonly side: SideNumber }[];
}

/** A conversation without records. */
export function createFlowConversation(pair: FlowPair): FlowConversation {
  return {
    pair,
    transport: pair.transport,
    ports: [0, 0],
    toGroup: false,
    icmp: null,
    opener: 0,
    asker: null,
    parts: [createPart(), createPart()],
    begun: 0,
    isWaiting: false,
    firstMicros: 0,
    timed: false,
    bucket: 0,
    position: 0,
    refused: false,
    places: noPlaces,
  };
}

/** Makes one of a conversation that is over, between the ends of a record that `side` sent. */
export function openFlowConversation(
  conversation: FlowConversation,
  pair: FlowPair,
  record: FlowRecord,
  side: SideNumber,
  icmp: IcmpMeaning | null,
): void {
  const { sourcePort, destinationPort } = record;
  conversation.pair = pair;
  conversation.transport = pair.transport;
  conversation.ports = side === 0 ? [sourcePort, destinationPort] : [destinationPort, sourcePort];
  conversation.toGroup = isGroupAddress(record.family, record.destination);
  conversation.icmp = icmp;
  conversation.opener = side;
  conversation.asker = null;
  conversation.begun = 0;
  conversation.isWaiting = false;
  for (const part of conversation.parts) {
    part.begun = 0;
    part.lastMicros = 0;
    part.octets = 0;
    forgetBeginning(part);
  }
}

const noPlaces: FlowConversation['places'] = [];

function createPart(): FlowPart {
  return {
    begun: 0,
    firstMicros: Number.POSITIVE_INFINITY,
    lastMicros: 0,
    bucket: 0,
    flags: 0,
    synMicros: Number.POSITIVE_INFINITY,
    octets: 0,
  };
}

/**
 * Takes a record that `side` sent; true when it begins something new. `report` is called with what waited before. Either
 * side may be recorded first, so that what counts is which side began more often.
 */
export function takeFlow(
  conversation: FlowConversation,
  side: SideNumber,
  record: FlowRecord,
  bucket: number,
  report: (conversation: FlowConversation) => void,
): boolean {
  const part = conversation.parts[side];
  const isNew = begins(conversation.transport, part, record, bucket);
  const isObservation = isNew && part.begun === conversation.begun;
  if (isObservation) {
    report(conversation);
    beginObservation(conversation, record, bucket);
    forgetBeginning(conversation.parts[side === 0 ? 1 : 0]);
    conversation.opener = side;
  }
  const follows = record.firstMicros >= conversation.firstMicros;
  const begun = follows ? conversation.begun : part.begun + (isNew ? 1 : 0);
  if (isNew || begun !== part.begun) forgetBeginning(part);
  part.begun = begun;
  part.firstMicros = Math.min(part.firstMicros, record.firstMicros);
  part.lastMicros = Math.max(part.lastMicros, record.lastMicros);
  part.bucket = bucket;
  part.octets += Math.max(record.octets, 0);
  part.flags |= record.flags;
  if ((record.flags & flowFlags.syn) !== 0) part.synMicros = Math.min(part.synMicros, record.firstMicros);
  learn(conversation, side, record, bucket);
  return isObservation;
}

function begins(transport: Transport, part: FlowPart, record: FlowRecord, bucket: number): boolean {
  if (part.begun === 0 || bucket !== part.bucket) return true;
  const silence = record.firstMicros - part.lastMicros;
  return transport === 'tcp' ? (record.flags & flowFlags.syn) !== 0 && silence > 0 : silence > idleMicros;
}

function beginObservation(conversation: FlowConversation, record: FlowRecord, bucket: number): void {
  conversation.begun++;
  conversation.isWaiting = true;
  conversation.firstMicros = record.firstMicros;
  conversation.timed = record.timed;
  conversation.bucket = bucket;
  conversation.position = record.position;
  conversation.refused = false;
  conversation.places = noPlaces;
}

function forgetBeginning(part: FlowPart): void {
  part.flags = 0;
  part.firstMicros = Number.POSITIVE_INFINITY;
  part.synMicros = Number.POSITIVE_INFINITY;
}

/** Learns when the observation that waits began, and who began. */
function learn(conversation: FlowConversation, side: SideNumber, record: FlowRecord, bucket: number): void {
  if (record.refused) conversation.refused = true;
  const belongs = conversation.parts[side].begun === conversation.begun;
  if (belongs && record.firstMicros < conversation.firstMicros) {
    conversation.opener = side;
    conversation.firstMicros = record.firstMicros;
    conversation.position = record.position;
    conversation.bucket = bucket;
  }
  const other: SideNumber = side === 0 ? 1 : 0;
  if (record.initiator !== null) conversation.asker = record.initiator === 'source' ? side : other;
  else conversation.asker ??= askerByFlags(conversation);
}

/** Only who begins a TCP connection sends SYN without an acknowledgement, and sends SYN first. */
function askerByFlags({ transport, parts }: FlowConversation): SideNumber | null {
  if (transport !== 'tcp') return null;
  const [first, second] = parts;
  const handshake = flowFlags.syn | flowFlags.acknowledge;
  if ((first.flags & handshake) === flowFlags.syn) return 0;
  if ((second.flags & handshake) === flowFlags.syn) return 1;
  if (first.begun !== second.begun || first.synMicros === second.synMicros) return null;
  if (!Number.isFinite(first.synMicros) || !Number.isFinite(second.synMicros)) return null;
  return first.synMicros < second.synMicros ? 0 : 1;
}
