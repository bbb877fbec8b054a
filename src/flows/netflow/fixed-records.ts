/**
 * Datagrams whose records have a fixed layout: NetFlow v1, v5 and v7 (Cisco NetFlow Services Solutions Guide,
 * appendix B).
 */

import type { PlaceUnit } from '../../model/conversation.ts';
import { read16, read32, readInt32 } from '../capture/bytes.ts';
import type { Tally } from '../tally.ts';
import type { FlowAccount } from './flow-account.ts';
import { noteSampling } from './flow-notes.ts';
import { clearFlowRecord, setFlowTimes } from './flow-record.ts';
import { type ExportTime, uptimeMicros } from './flow-times.ts';

interface FixedLayout {
  readonly headerBytes: number;
  readonly recordBytes: number;
  /** Records that a datagram has at most. */
  readonly mostRecords: number;
  /** Where a record has the TCP flags and the IP protocol number. */
  readonly flags: number;
  readonly protocol: number;
}

/** By version. All of them have addresses, packets, times and ports at the same places. */
export const fixedLayouts: ReadonlyMap<number, FixedLayout> = new Map([
  [1, { headerBytes: 16, recordBytes: 52, mostRecords: 24, flags: 40, protocol: 38 }],
  [5, { headerBytes: 24, recordBytes: 48, mostRecords: 30, flags: 37, protocol: 38 }],
  [7, { headerBytes: 24, recordBytes: 52, mostRecords: 28, flags: 37, protocol: 38 }],
]);

const packetsAt = 16;
const octetsAt = 20;
const firstAt = 24;
const lastAt = 28;
const sourcePortAt = 32;
const destinationPortAt = 34;

/** Reads the records of a datagram of version 1, 5 or 7 in `bytes[start, end)`, which has room for its header. */
export function readFixedRecords(
  account: FlowAccount,
  tally: Tally,
  unit: PlaceUnit,
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
): void {
  const version = read16(bytes, start);
  const layout = fixedLayouts.get(version);
  if (layout === undefined) return;
  const count = read16(bytes, start + 2);
  const whole = Math.floor((end - start - layout.headerBytes) / layout.recordBytes);
  if (count > whole)
    tally.broken('truncated', unit, position, `a datagram of ${count} records, of which ${whole} are there`);
  const exported: ExportTime = {
    micros: read32(bytes, start + 8) * 1_000_000 + Math.floor(read32(bytes, start + 12) / 1000),
    uptime: read32(bytes, start + 4),
    startedMillis: 0,
  };
  // Two bits say how is sampled, the rest is the interval.
  if (version === 5 && (read16(bytes, start + 22) & 0x3fff) > 1) noteSampling(tally, unit, position);
  const { record } = account;
  for (let index = 0; index < Math.min(count, whole); index++) {
    const at = start + layout.headerBytes + index * layout.recordBytes;
    clearFlowRecord(record);
    record.family = 4;
    record.source[0] = readInt32(bytes, at);
    record.destination[0] = readInt32(bytes, at + 4);
    record.protocol = bytes[at + layout.protocol] ?? 0;
    record.flags = bytes[at + layout.flags] ?? 0;
    record.packets = read32(bytes, at + packetsAt);
    record.octets = read32(bytes, at + octetsAt);
    record.sourcePort = read16(bytes, at + sourcePortAt);
    record.destinationPort = read16(bytes, at + destinationPortAt);
    record.icmpType = bytes[at + destinationPortAt] ?? 0;
    const first = uptimeMicros(read32(bytes, at + firstAt), exported);
    setFlowTimes(record, first, uptimeMicros(read32(bytes, at + lastAt), exported));
    record.position = position;
    account.add();
  }
}
