/**
 * The information elements that are read (IANA IPFIX registry; NetFlow v9 has the same numbers where both have a
 * field), and what they say of a record.
 */

/** Numbers of elements, in the order of the registry. */
export const element = {
  octetDeltaCount: 1,
  packetDeltaCount: 2,
  protocolIdentifier: 4,
  tcpControlBits: 6,
  sourceTransportPort: 7,
  sourceIpv4Address: 8,
  destinationTransportPort: 11,
  destinationIpv4Address: 12,
  flowEndSysUpTime: 21,
  flowStartSysUpTime: 22,
  postPacketDeltaCount: 24,
  sourceIpv6Address: 27,
  destinationIpv6Address: 28,
  icmpTypeCodeIpv4: 32,
  samplingInterval: 34,
  samplerRandomInterval: 50,
  sourceMacAddress: 56,
  postDestinationMacAddress: 57,
  vlanId: 58,
  postVlanId: 59,
  ipVersion: 60,
  destinationMacAddress: 80,
  postSourceMacAddress: 81,
  octetTotalCount: 85,
  packetTotalCount: 86,
  forwardingStatus: 89,
  icmpTypeCodeIpv6: 139,
  flowStartSeconds: 150,
  flowEndSeconds: 151,
  flowStartMilliseconds: 152,
  flowEndMilliseconds: 153,
  flowStartMicroseconds: 154,
  flowEndMicroseconds: 155,
  flowStartNanoseconds: 156,
  flowEndNanoseconds: 157,
  flowStartDeltaMicroseconds: 158,
  flowEndDeltaMicroseconds: 159,
  systemInitTimeMilliseconds: 160,
  flowDurationMilliseconds: 161,
  flowDurationMicroseconds: 162,
  icmpTypeIpv4: 176,
  icmpTypeIpv6: 178,
  udpSourcePort: 180,
  udpDestinationPort: 181,
  tcpSourcePort: 182,
  tcpDestinationPort: 183,
  natEvent: 230,
  initiatorOctets: 231,
  responderOctets: 232,
  firewallEvent: 233,
  biflowDirection: 239,
  dot1qVlanId: 243,
  postDot1qVlanId: 254,
  ethernetType: 256,
  initiatorPackets: 298,
  responderPackets: 299,
  samplingPacketInterval: 305,
  samplingPacketSpace: 306,
  observationTimeSeconds: 322,
  observationTimeMilliseconds: 323,
  observationTimeMicroseconds: 324,
  observationTimeNanoseconds: 325,
  /** Events of Cisco ASA before the registry had a number for them (version 9 only). */
  asaFirewallEvent: 40_005,
  /** The opposite direction of a biflow (RFC 5103), in the numbers that version 9 leaves to nobody. */
  reversePacketDeltaCount: 0xe002,
  reverseTcpControlBits: 0xe006,
  reversePacketTotalCount: 0xe056,
} as const;

/** Every number above. */
export const usedElements: ReadonlySet<number> = new Set(Object.values(element));

/** The private enterprise number under which RFC 5103 repeats the registry for the opposite direction. */
const reversePen = 29_305;

/** The number that an enterprise's element has here; 0 for those that are passed over. */
export function reverseElement(number: number, enterprise: number): number {
  return enterprise === reversePen && number < 0x1000 ? 0xe000 | number : 0;
}
