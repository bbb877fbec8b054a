/** A flow record of nfdump 1.7 (its `nfxV3.h`): a header and elements of named types in any order. */
import { read16Little, read32Little, read64Little } from '../capture/bytes.ts';
import type { ReadingSession } from '../format.ts';
import { absent } from '../observation-sink.ts';
import { noteAnonymised, noteSampling } from './flow-notes.ts';
import { clearFlowRecord, type FlowRecord, setFlowTimes } from './flow-record.ts';
import { biflowInitiator, firewallDenied, isDropped, isIpType, validVlan } from './flow-terms.ts';

/** Types of elements, and how many bytes of them are looked at. */
const genericFlow = 1;
const ipv4Flow = 2;
const ipv6Flow = 3;
const flowMisc = 4;
const countFlow = 5;
const vlans = 6;
const macAddresses = 15;
const firewallEvent = 19;
const natEvent = 25;
const layer2 = 38;

const headerBytes = 12;
const elementHeaderBytes = 4;
const eventFlag = 1;
const sampledFlag = 2;
const anonymisedFlag = 4;

/** Fills the record from `bytes[start, end)`; false when its parts do not fit. */
export function readElementRecord(
  record: FlowRecord,
  session: ReadingSession,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  clearFlowRecord(record);
  if (end - start < headerBytes) return false;
  const flags = bytes[start + 10] ?? 0;
  if (flags !== 0) noteFlags(record, session, flags);
  let macsAt = 0;
  let layer2At = 0;
  let at = start + headerBytes;
  for (let elements = read16Little(bytes, start + 4); elements > 0; elements--) {
    if (end - at < elementHeaderBytes) return false;
    const type = read16Little(bytes, at);
    const length = read16Little(bytes, at + 2) - elementHeaderBytes;
    at += elementHeaderBytes;
    if (length < 0 || length > end - at) return false;
    if (type === macAddresses && length >= 32) macsAt = at;
    else if (type === layer2 && length >= 26) layer2At = at;
    else readElement(record, type, bytes, at, length);
    at += length;
  }
  if (layer2At > 0) readLayer2(record, bytes, layer2At, macsAt);
  return true;
}

function noteFlags(record: FlowRecord, { tally }: ReadingSession, flags: number): void {
  if ((flags & eventFlag) !== 0) record.isEvent = true;
  if ((flags & sampledFlag) !== 0) noteSampling(tally, 'record', record.position);
  if ((flags & anonymisedFlag) !== 0) noteAnonymised(tally, 'record', record.position);
}

function readElement(record: FlowRecord, type: number, bytes: Uint8Array, at: number, length: number): void {
  switch (type) {
    case genericFlow:
      if (length >= 48) readGeneric(record, bytes, at);
      return;
    case ipv4Flow:
      if (length < 8) return;
      record.family = 4;
      record.source[0] = read32Little(bytes, at) | 0;
      record.destination[0] = read32Little(bytes, at + 4) | 0;
      return;
    case ipv6Flow:
      if (length < 32) return;
      record.family = 6;
      readIpv6(record.source, bytes, at);
      readIpv6(record.destination, bytes, at + 16);
      return;
    case flowMisc:
      if (length >= 13) record.initiator = biflowInitiator(bytes[at + 12] ?? 0);
      return;
    case countFlow:
      if (length >= 24) record.packets = Math.max(record.packets, 0) + read64Little(bytes, at + 8);
      return;
    case vlans:
      // nfpcapd has the VLAN of a packet in the second field only.
      if (length >= 8) record.vlan = validVlan(read32Little(bytes, at)) || validVlan(read32Little(bytes, at + 4));
      return;
    case firewallEvent:
      if (length >= 15) readFirewallEvent(record, bytes, at);
      return;
    case natEvent:
      record.isEvent = true;
      if (length >= 8 && !record.timed) setMillis(record, bytes, at, at);
      return;
    default:
  }
}

function readGeneric(record: FlowRecord, bytes: Uint8Array, at: number): void {
  setMillis(record, bytes, at, at + 8);
  record.packets = Math.max(record.packets, 0) + read64Little(bytes, at + 24);
  record.octets = read64Little(bytes, at + 32);
  record.sourcePort = read16Little(bytes, at + 40);
  record.destinationPort = read16Little(bytes, at + 42);
  record.icmpType = bytes[at + 43] ?? 0;
  record.protocol = bytes[at + 44] ?? 0;
  record.flags = bytes[at + 45] ?? 0;
  record.refused ||= isDropped(bytes[at + 46] ?? 0);
}

function setMillis(record: FlowRecord, bytes: Uint8Array, first: number, last: number): void {
  setFlowTimes(record, read64Little(bytes, first) * 1000, read64Little(bytes, last) * 1000);
}

function readFirewallEvent(record: FlowRecord, bytes: Uint8Array, at: number): void {
  record.isEvent = true;
  record.refused ||= bytes[at + 14] === firewallDenied;
  if (!record.timed) setMillis(record, bytes, at, at);
}

/** MAC addresses stand for the ends only where there are no IP addresses. */
function readLayer2(record: FlowRecord, bytes: Uint8Array, at: number, macsAt: number): void {
  record.vlan ||= validVlan(read16Little(bytes, at)) || validVlan(read16Little(bytes, at + 4));
  const etherType = read16Little(bytes, at + 24);
  if (record.family !== absent || macsAt === 0 || etherType === 0 || isIpType(etherType)) return;
  record.family = 0;
  record.protocol = etherType;
  readMac(record.source, bytes, macsAt);
  // What came in is sent to the third address where the exporter knows it, else what went out to the second.
  readMac(record.destination, bytes, read64Little(bytes, macsAt + 16) === 0 ? macsAt + 8 : macsAt + 16);
}

/** The lower six bytes of eight. */
function readMac(words: Int32Array, bytes: Uint8Array, at: number): void {
  const low = read32Little(bytes, at);
  words[0] = (read16Little(bytes, at + 4) << 16) | (low >>> 16);
  words[1] = (low & 0xffff) << 16;
}

/** Two 64-bit numbers, the higher one first. */
export function readIpv6(words: Int32Array, bytes: Uint8Array, at: number): void {
  words[0] = read32Little(bytes, at + 4) | 0;
  words[1] = read32Little(bytes, at) | 0;
  words[2] = read32Little(bytes, at + 12) | 0;
  words[3] = read32Little(bytes, at + 8) | 0;
}
