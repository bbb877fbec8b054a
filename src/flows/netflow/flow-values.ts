/** The values of one templated record (NetFlow v9, IPFIX), and the flow record that they make together. */
import { read16, readInt32, readUnsigned } from '../capture/bytes.ts';
import { absent } from '../observation-sink.ts';
import { element } from './elements.ts';
import { clearFlowRecord, type FlowRecord } from './flow-record.ts';
import { biflowInitiator, firewallDenied, isDropped, isIpType, validVlan } from './flow-terms.ts';
import {
  clearFlowTimes,
  createFlowTimes,
  type ExportTime,
  type FlowTimes,
  readTime,
  resolveTimes,
} from './flow-times.ts';

export interface FlowValues {
  /** 1: source, 2: destination; of each family. */
  ipv4Ends: number;
  ipv6Ends: number;
  macEnds: number;
  ipv4Source: number;
  ipv4Destination: number;
  readonly ipv6Source: Int32Array;
  readonly ipv6Destination: Int32Array;
  readonly macSource: Int32Array;
  readonly macDestination: Int32Array;
  etherType: number;
  ipVersion: number;
  protocol: number;
  sourcePort: number;
  destinationPort: number;
  icmpType: number;
  flags: number;
  packets: number;
  octets: number;
  vlan: number;
  postVlan: number;
  biflowDirection: number;
  /** It counts an initiator and a responder, or both directions. */
  isBiflow: boolean;
  isEvent: boolean;
  isRefused: boolean;
  readonly times: FlowTimes;
  /** One packet of this many is looked at; 0 when the record does not say. */
  samplingInterval: number;
  /** Packets that are passed over between two intervals; 0 when the record does not say. */
  samplingSpace: number;
}

/** No values. */
export function createFlowValues(): FlowValues {
  const values: FlowValues = {
    ipv4Ends: 0,
    ipv6Ends: 0,
    macEnds: 0,
    ipv4Source: 0,
    ipv4Destination: 0,
    ipv6Source: new Int32Array(4),
    ipv6Destination: new Int32Array(4),
    macSource: new Int32Array(4),
    macDestination: new Int32Array(4),
    etherType: absent,
    ipVersion: 0,
    protocol: absent,
    sourcePort: absent,
    destinationPort: absent,
    icmpType: absent,
    flags: 0,
    packets: absent,
    octets: absent,
    vlan: 0,
    postVlan: 0,
    biflowDirection: absent,
    isBiflow: false,
    isEvent: false,
    isRefused: false,
    times: createFlowTimes(),
    samplingInterval: 0,
    samplingSpace: 0,
  };
  return values;
}

/** Makes room for the next record; addresses are guarded by the bits of their ends. */
export function clearFlowValues(values: FlowValues): void {
  values.ipv4Ends = 0;
  values.ipv6Ends = 0;
  values.macEnds = 0;
  values.etherType = absent;
  values.ipVersion = 0;
  values.protocol = absent;
  values.sourcePort = absent;
  values.destinationPort = absent;
  values.icmpType = absent;
  values.flags = 0;
  values.packets = absent;
  values.octets = absent;
  values.vlan = 0;
  values.postVlan = 0;
  values.biflowDirection = absent;
  values.isBiflow = false;
  values.isEvent = false;
  values.isRefused = false;
  values.samplingInterval = 0;
  values.samplingSpace = 0;
  clearFlowTimes(values.times);
}

/** Takes one field of a record. A field whose length does not fit its meaning is passed over. */
export function readElement(values: FlowValues, number: number, bytes: Uint8Array, at: number, length: number): void {
  switch (number) {
    case element.sourceIpv4Address:
      if (length !== 4) return;
      values.ipv4Source = readInt32(bytes, at);
      values.ipv4Ends |= 1;
      return;
    case element.destinationIpv4Address:
      if (length !== 4) return;
      values.ipv4Destination = readInt32(bytes, at);
      values.ipv4Ends |= 2;
      return;
    case element.sourceIpv6Address:
      if (length !== 16) return;
      readWords(values.ipv6Source, bytes, at);
      values.ipv6Ends |= 1;
      return;
    case element.destinationIpv6Address:
      if (length !== 16) return;
      readWords(values.ipv6Destination, bytes, at);
      values.ipv6Ends |= 2;
      return;
    case element.sourceMacAddress:
    case element.postSourceMacAddress:
      readMac(values, 1, values.macSource, bytes, at, length);
      return;
    case element.destinationMacAddress:
    case element.postDestinationMacAddress:
      readMac(values, 2, values.macDestination, bytes, at, length);
      return;
    default:
      if (length <= 8 && !readTime(values.times, number, bytes, at, length))
        readNumber(values, number, readUnsigned(bytes, at, length), length);
  }
}

function readNumber(values: FlowValues, number: number, value: number, length: number): void {
  switch (number) {
    case element.protocolIdentifier:
      values.protocol = value & 255;
      return;
    case element.sourceTransportPort:
    case element.udpSourcePort:
    case element.tcpSourcePort:
      values.sourcePort = value & 0xffff;
      return;
    case element.destinationTransportPort:
    case element.udpDestinationPort:
    case element.tcpDestinationPort:
      values.destinationPort = value & 0xffff;
      return;
    case element.tcpControlBits:
    case element.reverseTcpControlBits:
      if (number === element.tcpControlBits) values.flags = value & 255;
      else values.isBiflow = true;
      return;
    case element.octetDeltaCount:
    case element.octetTotalCount:
      values.octets = value;
      return;
    case element.packetDeltaCount:
    case element.packetTotalCount:
    case element.postPacketDeltaCount:
      addPackets(values, value);
      return;
    case element.reversePacketDeltaCount:
    case element.reversePacketTotalCount:
    case element.initiatorPackets:
    case element.responderPackets:
      addPackets(values, value);
      values.isBiflow = true;
      return;
    case element.initiatorOctets:
    case element.responderOctets:
      values.isBiflow = true;
      return;
    case element.icmpTypeCodeIpv4:
    case element.icmpTypeCodeIpv6:
      values.icmpType = Math.max(values.icmpType, length === 1 ? value : (value >>> 8) & 255);
      return;
    case element.icmpTypeIpv4:
    case element.icmpTypeIpv6:
      values.icmpType = Math.max(values.icmpType, value & 255);
      return;
    case element.ipVersion:
      values.ipVersion = value;
      return;
    case element.ethernetType:
      values.etherType = value & 0xffff;
      return;
    case element.vlanId:
    case element.dot1qVlanId:
      values.vlan ||= value & 0xfff;
      return;
    case element.postVlanId:
    case element.postDot1qVlanId:
      values.postVlan ||= value & 0xfff;
      return;
    case element.biflowDirection:
      values.biflowDirection = value;
      return;
    default:
      readState(values, number, value, length);
  }
}

function readState(values: FlowValues, number: number, value: number, length: number): void {
  switch (number) {
    case element.firewallEvent:
    case element.asaFirewallEvent:
      values.isEvent ||= value !== 0;
      values.isRefused ||= value === firewallDenied;
      return;
    case element.natEvent:
      values.isEvent ||= value !== 0;
      return;
    case element.forwardingStatus:
      values.isRefused ||= length === 1 && isDropped(value);
      return;
    case element.samplingInterval:
    case element.samplerRandomInterval:
    case element.samplingPacketInterval:
      values.samplingInterval = Math.max(values.samplingInterval, value);
      return;
    case element.samplingPacketSpace:
      values.samplingSpace = value;
      return;
    default:
  }
}

function addPackets(values: FlowValues, packets: number): void {
  values.packets = Math.max(values.packets, 0) + packets;
}

function readWords(words: Int32Array, bytes: Uint8Array, at: number): void {
  for (let word = 0; word < 4; word++) words[word] = readInt32(bytes, at + word * 4);
}

/** Of several MAC addresses of one end the first counts that is not zero. */
function readMac(
  values: FlowValues,
  end: number,
  words: Int32Array,
  bytes: Uint8Array,
  at: number,
  length: number,
): void {
  if (length !== 6 || ((values.macEnds & end) !== 0 && (words[0] !== 0 || words[1] !== 0))) return;
  words[0] = readInt32(bytes, at);
  words[1] = read16(bytes, at + 4) << 16;
  values.macEnds |= end;
}

/** Makes a flow record of the values. */
export function fillFlowRecord(record: FlowRecord, values: FlowValues, exported: ExportTime): void {
  clearFlowRecord(record);
  fillEnds(record, values);
  if (record.family !== 0) record.protocol = values.protocol;
  record.sourcePort = values.sourcePort;
  record.destinationPort = values.destinationPort;
  const typeInPort = values.destinationPort === absent ? absent : values.destinationPort >>> 8;
  record.icmpType = Math.max(values.icmpType, typeInPort);
  record.flags = values.flags;
  record.packets = values.packets;
  record.octets = values.octets;
  record.vlan = validVlan(values.vlan) || validVlan(values.postVlan);
  record.isEvent = values.isEvent;
  record.refused = values.isRefused;
  record.initiator = initiatorOf(values);
  resolveTimes(record, values.times, exported);
}

function fillEnds(record: FlowRecord, values: FlowValues): void {
  const hasIpv4 = values.ipv4Ends === 3 && (values.ipv4Source !== 0 || values.ipv4Destination !== 0);
  const hasIpv6 = values.ipv6Ends === 3 && (isSet(values.ipv6Source) || isSet(values.ipv6Destination));
  if (hasIpv4 && !(hasIpv6 && values.ipVersion === 6)) {
    record.family = 4;
    record.source[0] = values.ipv4Source;
    record.destination[0] = values.ipv4Destination;
  } else if (hasIpv6) {
    record.family = 6;
    record.source.set(values.ipv6Source);
    record.destination.set(values.ipv6Destination);
  } else if (values.macEnds === 3 && values.etherType > 0) {
    if (isIpType(values.etherType)) return;
    record.family = 0;
    record.protocol = values.etherType;
    record.source.set(values.macSource);
    record.destination.set(values.macDestination);
  }
}

function isSet(words: Int32Array): boolean {
  return words.some((word) => word !== 0);
}

/** A record that counts for an initiator and a responder has the initiator as its source, unless it says otherwise. */
function initiatorOf({ biflowDirection, isBiflow }: FlowValues): FlowRecord['initiator'] {
  return isBiflow && biflowDirection === absent ? 'source' : biflowInitiator(biflowDirection);
}
