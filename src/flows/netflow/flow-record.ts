/**
 * One record of an exporter: what it saw one side of a conversation send. Every source of such records fills the same
 * object, so that a record costs neither an object nor a string.
 */
import { notDropped } from '../boundary-drops.ts';
import { untagged } from '../capture/packet.ts';
import { absent } from '../observation-sink.ts';

export interface FlowRecord {
  /** 4 or 6 for IP, 0 for bare frames; `absent` when the record names no two ends. */
  family: number;
  /** IP protocol number, or EtherType of bare frames; `absent` when it is not shown. */
  protocol: number;
  /** Number of the address domain that the VLAN belongs to, and of what a boundary did. */
  domain: number;
  /** Number of what a boundary did with it, or `notDropped`. */
  drop: number;
  /** Addresses as in `Packet`. */
  readonly source: Int32Array;
  readonly destination: Int32Array;
  /** Ports of TCP and UDP; `absent` when they are not shown. */
  sourcePort: number;
  destinationPort: number;
  /** Type of ICMP messages; `absent` when it is not shown. */
  icmpType: number;
  /** All TCP flags that were seen, in the order of the header; 0 also when they are not shown. */
  flags: number;
  /** First and last packet in microseconds since the Unix epoch; 0 when not even a local time is shown. */
  firstMicros: number;
  lastMicros: number;
  /** False when the times are in an unknown time zone, or not shown. */
  timed: boolean;
  /** VLAN id, or `untagged`. */
  vlan: number;
  /** Packets both ways; `absent` when they are not shown. */
  packets: number;
  /** Bytes that its source sent; `absent` when they are not shown. */
  octets: number;
  /** Which end began, where the exporter says so. */
  initiator: 'source' | 'destination' | null;
  /** An event of a firewall or address translator, which is traffic even without packets. */
  isEvent: boolean;
  /** The exporter says that the network refused it. */
  refused: boolean;
  /** Where the record stands, counted as its source counts. */
  position: number;
}

/** A record with nothing in it. */
export function createFlowRecord(): FlowRecord {
  return {
    family: absent,
    protocol: absent,
    domain: 0,
    drop: notDropped,
    source: new Int32Array(4),
    destination: new Int32Array(4),
    sourcePort: absent,
    destinationPort: absent,
    icmpType: absent,
    flags: 0,
    firstMicros: 0,
    lastMicros: 0,
    timed: false,
    vlan: untagged,
    packets: absent,
    octets: absent,
    initiator: null,
    isEvent: false,
    refused: false,
    position: 0,
  };
}

/** Makes room for the next record. */
export function clearFlowRecord(record: FlowRecord): void {
  record.family = absent;
  record.protocol = absent;
  record.sourcePort = absent;
  record.destinationPort = absent;
  record.icmpType = absent;
  record.flags = 0;
  record.firstMicros = 0;
  record.lastMicros = 0;
  record.timed = false;
  record.vlan = untagged;
  record.drop = notDropped;
  record.packets = absent;
  record.octets = absent;
  record.initiator = null;
  record.isEvent = false;
  record.refused = false;
  record.source.fill(0);
  record.destination.fill(0);
}

/** Later times are taken for damage: 2^32 seconds since the epoch, which is in 2106. */
const latestMicros = 2 ** 32 * 1_000_000;

/** Sets the times of a record, as far as they are believable; a record that shows one of them has no other. */
export function setFlowTimes(record: FlowRecord, firstMicros: number, lastMicros: number): void {
  const first = isTime(firstMicros) ? firstMicros : lastMicros;
  if (!isTime(first)) return;
  record.firstMicros = first;
  record.lastMicros = isTime(lastMicros) ? Math.max(first, lastMicros) : first;
  record.timed = true;
}

function isTime(micros: number): boolean {
  return micros > 0 && micros < latestMicros;
}
