/** One packet as ulogd2 writes it: `oob.` is what the packet filter says of it, the rest is read from its headers. */
import type { BoundaryInterface } from '../../../model/boundary-drop.ts';
import { type BoundaryDrops, notDropped } from '../../boundary-drops.ts';
import { hookName } from '../../hook-name.ts';
import { fillAddress, fillMacAddress } from '../../netflow/fill-address.ts';
import { clearFlowRecord, type FlowRecord, setFlowTimes } from '../../netflow/flow-record.ts';
import { isIpType } from '../../netflow/flow-terms.ts';
import { absent } from '../../observation-sink.ts';
import type { LogRecord } from '../log-record.ts';

/** Fills the record; answers what is wrong with the row. `no-zone`: its time lacks a time zone. */
export function fillFromUlogd(
  record: FlowRecord,
  row: LogRecord,
  drops: BoundaryDrops,
): 'timed' | 'no-zone' | { readonly problem: string } {
  clearFlowRecord(record);
  const source = row.text('src_ip');
  const destination = row.text('dest_ip');
  if (source !== null && destination !== null) {
    const family = fillAddress(record.source, source);
    if (family === null || fillAddress(record.destination, destination) !== family)
      return { problem: 'addresses that are none' };
    record.family = family;
    record.protocol = row.number('ip.protocol') ?? absent;
    record.sourcePort = portOf(row, 'src_port');
    record.destinationPort = portOf(row, 'dest_port');
    record.icmpType = row.number('icmp.type') ?? row.number('icmpv6.type') ?? absent;
    record.flags = flagsOf(row);
  } else fillFrame(record, row);
  record.packets = 1;
  const [entry, exit] = [interfaceOf(row, 'in'), interfaceOf(row, 'out')];
  record.drop = drops.number({
    prefix: row.text('oob.prefix') ?? '',
    hook: hookName(row.number('oob.hook')),
    entry,
    exit,
  });
  // A boundary judges the datagram that it drops as a question of its sender, whatever its ports are.
  if (record.protocol === udpProtocol && record.drop !== notDropped) record.initiator = 'source';
  return fillTime(record, row);
}

const udpProtocol = 17;
const leastEtherType = 0x0600;

/** A frame without IP, between the stations that its MAC header names. */
function fillFrame(record: FlowRecord, row: LogRecord): void {
  const etherType = row.number('oob.protocol') ?? 0;
  const isNamed =
    fillMacAddress(record.source, row.text('mac.saddr.str') ?? '') &&
    fillMacAddress(record.destination, row.text('mac.daddr.str') ?? '');
  if (!isNamed || etherType < leastEtherType || isIpType(etherType)) return;
  record.family = 0;
  record.protocol = etherType;
}

function portOf(row: LogRecord, field: string): number {
  const port = row.number(field);
  return port === null || port > 65_535 ? absent : port;
}

/** In the order of the TCP header. */
const flags = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg'];

function flagsOf(row: LogRecord): number {
  return flags.reduce((bits, flag, place) => (row.number(`tcp.${flag}`) === 1 ? bits | (1 << place) : bits), 0);
}

function interfaceOf(row: LogRecord, side: 'in' | 'out'): BoundaryInterface | null {
  const name = row.text(`oob.${side}`);
  if (name !== null && name !== '') return { name };
  const index = row.number(`oob.ifindex_${side}`) ?? 0;
  return index === 0 ? null : { index };
}

/** The kernel's own time comes first; the log's is local time, of which older versions do not say the zone. */
function fillTime(record: FlowRecord, row: LogRecord): 'timed' | 'no-zone' {
  const seconds = row.number('oob.time.sec');
  const field = row.text('@timestamp') === null ? 'timestamp' : '@timestamp';
  const local = row.time(field);
  const micros =
    seconds === null ? (local ?? utcOf(row.text(field))) : seconds * 1_000_000 + (row.number('oob.time.usec') ?? 0);
  setFlowTimes(record, micros, micros);
  const isZoned = seconds !== null || local !== null;
  record.timed = record.timed && isZoned;
  return isZoned ? 'timed' : 'no-zone';
}

function utcOf(text: string | null): number {
  const millis = Date.parse(`${text ?? ''}Z`);
  return Number.isNaN(millis) ? 0 : millis * 1000;
}
