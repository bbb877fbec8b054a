/**
 * Flow records as nfdump writes them in CSV and JSON: the same values under several names, depending on its version.
 */
import { absent } from '../observation-sink.ts';
import { fillAddress } from './fill-address.ts';
import { clearFlowRecord, type FlowRecord, setFlowTimes } from './flow-record.ts';
import { biflowInitiator, firewallDenied, isDropped, validVlan } from './flow-terms.ts';
import { ipProtocolNumber } from './ip-protocol-names.ts';

/** One row or object; a field that it does not have, or that is empty, is null. */
export interface NfdumpFields {
  readonly source: string | null;
  readonly destination: string | null;
  readonly sourcePort: string | null;
  readonly destinationPort: string | null;
  readonly protocol: string | null;
  readonly icmpType: string | null;
  readonly flags: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly packets: string | null;
  readonly outPackets: string | null;
  readonly octets: string | null;
  readonly vlan: string | null;
  readonly outVlan: string | null;
  readonly biflowDirection: string | null;
  readonly forwardingStatus: string | null;
  /** Number of an event of a firewall. */
  readonly event: string | null;
}

export type NfdumpField = keyof NfdumpFields;

/** The names of each field: CSV of nfdump 1.6 and 1.7, CSV of nfdump 1.7.3 and later, JSON. */
export const nfdumpNames: Readonly<Record<NfdumpField, readonly string[]>> = {
  source: ['sa', 'srcAddr', 'src4_addr', 'src6_addr'],
  destination: ['da', 'dstAddr', 'dst4_addr', 'dst6_addr'],
  sourcePort: ['sp', 'srcPort', 'src_port'],
  destinationPort: ['dp', 'dstPort', 'dst_port'],
  protocol: ['pr', 'proto'],
  icmpType: ['icmpTYpe', 'icmpType', 'icmp_type'],
  flags: ['flg', 'flags', 'tcp_flags'],
  first: ['ts', 'firstSeen', 'first', 't_first'],
  last: ['te', 'lastSeen', 'last', 't_last'],
  packets: ['ipkt', 'pkt', 'packets', 'inPackets', 'in_packets'],
  outPackets: ['opkt', 'outPackets', 'out_packets'],
  octets: ['ibyt', 'byt', 'bytes', 'inBytes', 'in_bytes'],
  vlan: ['svln', 'srcVlan', 'src_vlan', 'vlanID'],
  outVlan: ['dvln', 'dstVlan', 'dst_vlan', 'post_vlanID'],
  biflowDirection: ['biDirection', 'biflow_dir'],
  forwardingStatus: ['fwd', 'fwdStatus', 'fwd_status'],
  event: ['event_id'],
};

/** Fills the record; answers what is wrong with the fields, or null. `hasZone` is false when times lack a time zone. */
export function fillFromNfdump(record: FlowRecord, fields: NfdumpFields): 'no-zone' | 'timed' | { problem: string } {
  clearFlowRecord(record);
  if (fields.source === null || fields.destination === null) return { problem: 'no addresses' };
  const family = fillAddress(record.source, fields.source);
  if (family === null || fillAddress(record.destination, fields.destination) !== family)
    return { problem: 'addresses that are none' };
  record.family = family;
  const protocol = fields.protocol === null ? absent : ipProtocolNumber(fields.protocol);
  if (protocol === null) return { problem: `protocol \`${fields.protocol?.slice(0, 20)}\` is not known` };
  record.protocol = protocol;
  record.sourcePort = portOf(fields.sourcePort);
  record.destinationPort = portOf(fields.destinationPort);
  record.icmpType = icmpTypeOf(fields);
  record.flags = flagsOf(fields.flags);
  record.packets = sumOf(countOf(fields.packets), countOf(fields.outPackets));
  record.octets = countOf(fields.octets) ?? absent;
  record.vlan = validVlan(countOf(fields.vlan) ?? 0) || validVlan(countOf(fields.outVlan) ?? 0);
  record.initiator = biflowInitiator(countOf(fields.biflowDirection) ?? 0);
  const event = countOf(fields.event) ?? 0;
  record.isEvent = event > 0;
  record.refused = event === firewallDenied || isDropped(countOf(fields.forwardingStatus) ?? 0);
  return fillTimes(record, fields);
}

function countOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function portOf(text: string | null): number {
  const port = countOf(text);
  return port === null || port > 65_535 ? absent : port;
}

function sumOf(packets: number | null, others: number | null): number {
  return packets === null && others === null ? absent : (packets ?? 0) + (others ?? 0);
}

/** A field of its own, or in place of the port: type and code with a dot between them, or as one number. */
function icmpTypeOf({ icmpType, destinationPort }: NfdumpFields): number {
  const type = countOf(icmpType);
  if (type !== null) return type & 255;
  const dotted = /^(\d{1,3})\.\d{1,3}$/.exec(destinationPort ?? '');
  if (dotted !== null) return Number(dotted[1]) & 255;
  const port = portOf(destinationPort);
  return port === absent ? absent : port >>> 8;
}

/** A letter for each flag, as `...AP.SF`, or a hexadecimal number. */
function flagsOf(text: string | null): number {
  if (text === null) return 0;
  if (/^0x[0-9a-f]{1,4}$/i.test(text)) return Number(text) & 255;
  let flags = 0;
  for (const letter of text) flags |= flagBits[letter] ?? 0;
  return flags;
}

const flagBits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16, U: 32 };

function fillTimes(record: FlowRecord, { first, last }: NfdumpFields): 'no-zone' | 'timed' {
  const start = parseNfdumpTime(first);
  const end = parseNfdumpTime(last);
  setFlowTimes(record, start?.micros ?? 0, end?.micros ?? 0);
  if ((start ?? end)?.hasZone !== false) return 'timed';
  record.timed = false;
  return 'no-zone';
}

interface NfdumpTime {
  readonly micros: number;
  readonly hasZone: boolean;
}

/** Seconds or milliseconds since the epoch, or date and time of day, which nfdump writes without a time zone. */
function parseNfdumpTime(text: string | null): NfdumpTime | null {
  if (text === null) return null;
  const parts = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (parts !== null) return timeOfDate(parts);
  const number = /^(\d{9,13})(?:\.(\d{1,9}))?$/.exec(text);
  if (number === null) return null;
  const isMillis = number[2] === undefined && text.length > 11;
  const whole = Number(number[1]) * (isMillis ? 1000 : 1_000_000);
  return { micros: whole + microsOf(number[2]), hasZone: true };
}

function timeOfDate(parts: RegExpExecArray): NfdumpTime | null {
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const written = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = zone === undefined || zone === 'Z' ? 0 : offsetMinutes(zone);
  return { micros: (written - offset * 60_000) * 1000 + microsOf(fraction), hasZone: zone !== undefined };
}

function offsetMinutes(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function microsOf(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, '0'));
}
