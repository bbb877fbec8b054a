/**
 * A flow record of nfdump 1.6 (its `nffile.h`): a common part, addresses and counters whose size depends on flags, and
 * extensions in the order of an extension map that stands before it.
 */
import { read16Little, read32Little, read64Little } from '../capture/bytes.ts';
import type { ReadingSession } from '../format.ts';
import { noteSampling } from './flow-notes.ts';
import { clearFlowRecord, type FlowRecord, setFlowTimes } from './flow-record.ts';
import { firewallDenied, isDropped, validVlan } from './flow-terms.ts';
import { readIpv6 } from './nfcapd-element-record.ts';

export interface MapRecords {
  /** Takes an extension map in `bytes[start, end)`. */
  define(bytes: Uint8Array, start: number, end: number): void;
  /** Fills the record from `bytes[start, end)`; false when its parts do not fit. Long records are of type 10. */
  readFlow(
    record: FlowRecord,
    session: ReadingSession,
    bytes: Uint8Array,
    start: number,
    end: number,
    isLong: boolean,
  ): boolean;
}

/** Bytes of each extension; one that is not listed ends what can be read of a record. */
const extensionBytes: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [5, 8],
  [6, 4],
  [7, 8],
  [8, 4],
  [9, 4],
  [10, 16],
  [11, 4],
  [12, 16],
  [13, 4],
  [14, 4],
  [15, 8],
  [16, 4],
  [17, 8],
  [18, 4],
  [19, 8],
  [20, 16],
  [21, 16],
  [22, 40],
  [23, 4],
  [24, 16],
  [25, 4],
  [26, 8],
  [27, 8],
  [37, 20],
  [38, 4],
  [39, 8],
  [40, 32],
  [41, 24],
  [42, 24],
  [43, 72],
  [45, 24],
  [46, 12],
  [47, 8],
  [48, 8],
]);
const vlans = 13;
const outPackets4 = 14;
const outPackets8 = 15;
const firewallEvent = 37;
const natEvent = 46;

const ipv6Flag = 1;
const packets64Flag = 2;
const bytes64Flag = 4;
const eventFlag = 64;
const sampledFlag = 128;

/** Maps of one file; their numbers are 16 bits. */
export function createMapRecords(): MapRecords {
  const maps = new Map<number, readonly number[]>();
  return {
    define(bytes, start, end) {
      const extensions: number[] = [];
      for (let at = start + 8; at + 2 <= end; at += 2) {
        const extension = read16Little(bytes, at);
        if (extension === 0 || !extensionBytes.has(extension)) break;
        extensions.push(extension);
      }
      if (end - start >= 8) maps.set(read16Little(bytes, start + 4), extensions);
    },
    readFlow(record, session, bytes, start, end, isLong) {
      clearFlowRecord(record);
      const commonBytes = isLong ? 32 : 28;
      if (end - start < commonBytes) return false;
      const flags = isLong ? read16Little(bytes, start + 4) : (bytes[start + 4] ?? 0);
      readCommon(record, bytes, start, flags);
      if ((flags & sampledFlag) !== 0) noteSampling(session.tally, 'record', record.position);
      const extensions = readRequired(record, bytes, start + commonBytes, end, flags);
      if (extensions === null) return false;
      const map = maps.get(read16Little(bytes, start + 6));
      if (map !== undefined) readExtensions(record, map, bytes, extensions, end);
      return true;
    },
  };
}

function readCommon(record: FlowRecord, bytes: Uint8Array, start: number, flags: number): void {
  const first = read32Little(bytes, start + 12) * 1000 + read16Little(bytes, start + 8);
  const last = read32Little(bytes, start + 16) * 1000 + read16Little(bytes, start + 10);
  setFlowTimes(record, first * 1000, last * 1000);
  record.isEvent = (flags & eventFlag) !== 0;
  record.refused = isDropped(bytes[start + 20] ?? 0);
  record.flags = bytes[start + 21] ?? 0;
  record.protocol = bytes[start + 22] ?? 0;
  record.sourcePort = read16Little(bytes, start + 24);
  record.destinationPort = read16Little(bytes, start + 26);
  record.icmpType = bytes[start + 27] ?? 0;
}

/** Addresses and counters, which every record has; answers where the extensions begin, or null. */
function readRequired(record: FlowRecord, bytes: Uint8Array, start: number, end: number, flags: number): number | null {
  const isIpv6 = (flags & ipv6Flag) !== 0;
  const packetsAt = start + (isIpv6 ? 32 : 8);
  const bytesAt = packetsAt + ((flags & packets64Flag) !== 0 ? 8 : 4);
  const next = bytesAt + ((flags & bytes64Flag) !== 0 ? 8 : 4);
  if (next > end) return null;
  record.family = isIpv6 ? 6 : 4;
  if (isIpv6) {
    readIpv6(record.source, bytes, start);
    readIpv6(record.destination, bytes, start + 16);
  } else {
    record.source[0] = read32Little(bytes, start) | 0;
    record.destination[0] = read32Little(bytes, start + 4) | 0;
  }
  record.packets = (flags & packets64Flag) !== 0 ? read64Little(bytes, packetsAt) : read32Little(bytes, packetsAt);
  record.octets = (flags & bytes64Flag) !== 0 ? read64Little(bytes, bytesAt) : read32Little(bytes, bytesAt);
  return next;
}

function readExtensions(
  record: FlowRecord,
  map: readonly number[],
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let at = start;
  for (const extension of map) {
    const length = extensionBytes.get(extension) ?? 0;
    if (length > end - at) return;
    switch (extension) {
      case vlans:
        record.vlan = validVlan(read16Little(bytes, at)) || validVlan(read16Little(bytes, at + 2));
        break;
      case outPackets4:
        record.packets += read32Little(bytes, at);
        break;
      case outPackets8:
        record.packets += read64Little(bytes, at);
        break;
      case firewallEvent:
        record.isEvent = true;
        record.refused ||= bytes[at + 14] === firewallDenied;
        if (!record.timed) setFlowTimes(record, read64Little(bytes, at) * 1000, 0);
        break;
      case natEvent:
        record.isEvent = true;
        break;
      default:
    }
    at += length;
  }
}
